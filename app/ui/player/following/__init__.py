"""What plays after this: the queue as a value, its list, and the card at the end.

In comes what there is to play; out goes what the viewer wants. It knows neither player nor server.
"""
