"""Objects by key: bytes in, bytes and signed requests out, behind `api.ObjectStore`.

Knows nothing of what it keeps; the room of boto3.
"""
