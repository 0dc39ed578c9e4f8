"""What the account watched, by day. In comes a visit, out go wishes to play."""
