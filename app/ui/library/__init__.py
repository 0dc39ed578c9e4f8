"""The grid of videos: `Video`s and pictures in, wishes to play, change or delete out."""
