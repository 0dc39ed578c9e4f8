"""Films that are kept on this disk: chosen in a dialog, fetched behind the window, listed on a page
that needs no server. Knows neither the player nor who one is."""
