"""The file on this disk: its identity, its parts, their checksums, what FFmpeg sees in it.

Knows no network.
"""
