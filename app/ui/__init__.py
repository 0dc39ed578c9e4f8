"""Widgets. Values of the other rooms in, wishes of the user out, as signals.

Knows no mpv, no keyring, no HTTP; `background` is the only door to other threads.
"""
