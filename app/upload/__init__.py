"""From files on this computer to a complete upload: files in, events out.

Knows no Qt, no player and nothing of the window.
"""
