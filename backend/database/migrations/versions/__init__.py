"""One step a released schema, never edited afterwards."""
