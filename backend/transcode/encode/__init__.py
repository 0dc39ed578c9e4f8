"""The plan in, segments in the store out: FFmpeg here or on other machines, chunk by chunk."""
