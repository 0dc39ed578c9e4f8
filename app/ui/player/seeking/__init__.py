"""The bar on which one moves through a film, what is marked on it, and what the pointer sees there.

In come times, chapters and marks; out go places that the viewer wants to be at.
"""
