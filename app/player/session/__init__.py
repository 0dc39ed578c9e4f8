"""One viewer with one player: calls in, `PlayerState` out.

Joins all other rooms of the player, none of which knows it.
"""
