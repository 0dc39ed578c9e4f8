"""Home and Following: in come videos of others and their channels, out go wishes to play and to be
elsewhere."""
