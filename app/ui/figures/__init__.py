"""How often and how a film or a channel is watched, as numbers, charts and tables. In comes a
visit and whose figures they are, out goes nothing."""
