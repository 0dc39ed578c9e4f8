"""Names for what is stored."""

from __future__ import annotations

import base64
import secrets


def fresh_id() -> str:
    """100 random bits that are safe in a URL, a store key and a file name."""
    return base64.b32encode(secrets.token_bytes(13)).decode().rstrip("=").lower()[:20]
