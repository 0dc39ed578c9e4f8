"""What shows the picture: orders in, `Report`s out.

The only room that knows mpv, behind the `Player` protocol.
"""
