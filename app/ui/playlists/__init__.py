"""Playlists: all of an account's, one with its videos, and the choice of some to put videos on. In
comes a visit, out go wishes to play or to be elsewhere."""
