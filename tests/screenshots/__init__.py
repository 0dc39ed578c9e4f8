"""`./dev screenshots`: pictures of the application in its views and states, to be looked at."""
