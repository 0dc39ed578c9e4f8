"""How much an account may keep."""

from __future__ import annotations

from backend.text import human
from backend.uploads.errors import QuotaExceeded


def check_quota(size_bytes: int, used_bytes: int, quota_bytes: int) -> None:
    """Raises QuotaExceeded."""
    left = max(0, quota_bytes - used_bytes)
    if size_bytes > left:
        values = {"size": size_bytes, "left": left, "quota": quota_bytes}
        shown = {name: human(value) for name, value in values.items()}
        raise QuotaExceeded("quota_exceeded", **shown)
