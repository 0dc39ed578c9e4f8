"""The page that plays: `PlayerState` in, calls on the session out."""
