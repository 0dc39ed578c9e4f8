"""A source in the store in, a finished revision in the store out, behind `api.Transcoder`.

Knows no database and no HTTP.
"""
