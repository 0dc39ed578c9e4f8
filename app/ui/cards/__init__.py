"""Videos as cards in a list for Qt: in come pages and changes, out goes what is clicked. Knows no
page, and not where the videos are from."""
