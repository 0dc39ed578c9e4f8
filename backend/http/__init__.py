"""Requests in, JSON out: the only room that knows FastAPI.

Decides nothing about uploads or videos.
"""
