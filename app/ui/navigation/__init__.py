"""Places of the window as values, and what every page there can be told; out go wishes to be
elsewhere. Knows no page by name."""
