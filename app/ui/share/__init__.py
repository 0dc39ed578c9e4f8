"""Giving a video to others: a video and where it plays in; links and wishes for more out."""
