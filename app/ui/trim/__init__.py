"""Trimming a film before it is sent: a local file in, the recipe for what is kept out.

Knows no server: what to do with the recipe is up to who opens the dialog.
"""
