"""One part over the wire, and how many at a time, how fast, and when again.

Knows parts and requests, and neither the queue nor the journal.
"""
