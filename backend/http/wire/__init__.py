"""Bytes of connections in, requests out: bounds for those who have proven nothing yet.

Knows neither routes nor accounts.
"""
