"""The server: HTTP in, videos that can be watched out. It knows nothing of the application."""

VERSION = "0.1.0"
