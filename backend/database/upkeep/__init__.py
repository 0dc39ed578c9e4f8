"""What those who run a server ask of its database as a whole: a copy of it, and all keys in it.

In comes a database or its address; nothing that serves requests knows this room.
"""
