"""Channels: what one shows, following it, and editing one's own. In comes a visit, out go wishes to
play or to be elsewhere."""
