"""What plays, shown by the desktop, and what its keys and applets ask for.

`now_playing` has the values and the protocol `MediaKeys`, which each system's way is one module of.
"""
