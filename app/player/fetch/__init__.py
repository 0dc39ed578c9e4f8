"""Segments from the network into the buffer: a place in the film in, bytes at hand out.

Knows no mpv and no gateway.
"""
