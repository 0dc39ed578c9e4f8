"""Colours, icons, small widgets and wording of numbers, for every page.

Knows nothing of videos or uploads.
"""
