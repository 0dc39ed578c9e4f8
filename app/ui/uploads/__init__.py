"""The list of uploads: `Progress` in, pause, resume and cancel out."""
