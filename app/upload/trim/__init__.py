"""What is kept of a film: ranges in, a file out that holds only them and is read like any other.

Nothing is copied: the result is a new index before bytes of the source, and what is encoded anew.
Knows no network.
"""
