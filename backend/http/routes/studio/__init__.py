"""What only a creator asks for: other sources, many videos at a time, copies, the original.

Requests in, JSON out; the rules are those of uploads and videos.
"""
