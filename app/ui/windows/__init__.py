"""Players in windows of their own beside the main one. In come films and wishes, out go the player
that was used last, and windows that close; knows neither pages nor accounts."""
