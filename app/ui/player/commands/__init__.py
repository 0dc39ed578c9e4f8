"""All that can be done while a film plays, in one table.

In comes a `Deck`, which stands for the player; out go calls to it, and words to show for a moment.
It knows neither widgets nor keys.
"""
