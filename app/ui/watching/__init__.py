"""All that is around playing: wishes of pages, addresses and the player in; films to play and links
out. Knows the player and the share dialog, and no page by name."""
