"""Fragmented MP4 segments in, or samples of an MP4 that is one file; MPEG-TS segments out, for
mpv reads nothing else from us.

Pure functions of bytes.
"""
