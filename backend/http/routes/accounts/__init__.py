"""Coming in, one's own account, and what administrators do about others': HTTP around
`backend.accounts`."""
