"""The loopback server that mpv reads: mpv's requests in, segments of the chosen rung out.

Knows what was fetched, and neither mpv nor the session.
"""
