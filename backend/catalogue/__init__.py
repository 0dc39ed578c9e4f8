"""The rules of channels, playlists, views and share links: values in, values or sentences out.

Knows no database, no store and no request; what it decides, others carry out.
"""
