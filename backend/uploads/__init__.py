"""The rules of uploads: a wish in, signed parts out, and at the end a whole object.

Knows neither HTTP nor how films are transcoded.
"""
