"""One window, several servers and accounts."""
