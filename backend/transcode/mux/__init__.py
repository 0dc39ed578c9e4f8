"""Mux's transcoder behind our protocol."""
