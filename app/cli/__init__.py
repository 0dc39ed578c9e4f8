"""Matinee without a window: words of a command line in, lines and an exit code out.

A thin face of `server` and `upload`, which a script can use as well. Knows no Qt and no player.
"""
