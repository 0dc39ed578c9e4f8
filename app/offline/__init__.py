"""Films on this disk, to be watched without a network: chosen at one quality, fetched segment by
segment, kept for their account alone, and served to the player on loopback.

Knows neither the window nor who plays: `Leave` is what it asks of the backend.
"""
