"""The life of a video from its last byte on, who may see it, what it costs, how it goes.

Knows transcoders, stores and deliveries by their protocols only; no HTTP.
"""
