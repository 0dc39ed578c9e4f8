"""Fragmented MP4 segments in, MPEG-TS segments out, for mpv reads nothing else from us.

Pure functions of bytes.
"""
