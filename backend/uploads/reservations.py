"""What an account may have promised to it of a disk, before a byte has come.

An upload takes its room with its first part, so promises cost nothing; but each is one that the
account was told it could have, and together they must fit.
"""

from __future__ import annotations

from collections.abc import Sequence

from backend.errors import BackendError, DiskFull

MOST_PROMISES = 2000


class TooMuchAtOnce(BackendError):
    status = 507
    code = "too_much_at_once"
    retryable = True
    retry_after_seconds = 10

    sentence = "too_much_at_once"


def refusal(size_bytes: int, room_bytes: int, promised: Sequence[int]) -> BackendError | None:
    """Why an upload of this size can't be promised its room; `promised` are the bytes that the
    account's open uploads still wait for, one by one."""
    if size_bytes > room_bytes:
        return DiskFull()
    waiting = [size for size in promised if size > 0]
    if size_bytes + sum(waiting) > room_bytes or len(waiting) >= MOST_PROMISES:
        return TooMuchAtOnce()
    return None
