"""Faults that the API answers with; one handler in `server` renders them all."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from backend.sentences import said, told


class BackendError(Exception):
    """A sentence for the user, with its HTTP status and whether trying again may help.

    `sentence` is the key of its words in `resources/sentences/`; `str(error)` is their English, for
    the log and for rows. Rendered as `{"error": code, "message": error.told(), "retryable":
    retryable}`, with a `Retry-After` header where `retry_after_seconds` is set. Nothing has failed
    then: something is away, busy or full, and whoever works through it waits for as long as that
    lasts.
    """

    status = 400
    code = "bad_request"
    sentence = "bad_request"
    retryable = False
    retry_after_seconds: int | None = None
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, sentence: str = "", /, **values: object) -> None:
        self.sentence, self.values = sentence or self.sentence, values
        super().__init__(said(self.sentence, values))

    def told(self) -> str:
        """Its sentence in the language of whoever asked."""
        return told(self.sentence, self.values)


class NotSignedIn(BackendError):
    status = 401
    code = "not_signed_in"

    sentence = "not_signed_in"


class NotAllowed(BackendError):
    status = 403
    code = "not_allowed"


class NotFound(BackendError):
    status = 404
    code = "not_found"


class Conflict(BackendError):
    status = 409
    code = "conflict"


class Unstorable(BackendError):
    status = 422
    code = "invalid"

    sentence = "unstorable"


class Unavailable(BackendError):
    """A service behind the backend does not answer."""

    status = 503
    code = "unavailable"
    retryable = True
    retry_after_seconds = 5


class DatabaseAway(Unavailable):
    sentence = "database_away"


class DiskFull(BackendError):
    status = 507
    code = "disk_full"
    retryable = True
    retry_after_seconds = 60

    sentence = "disk_full"


class DiskFaulty(Unavailable):
    """It reads or writes no more, or is mounted so."""

    code = "disk_faulty"
    retry_after_seconds = 60

    sentence = "disk_faulty"


class OurFault(BackendError):
    """A bug, as the user hears of it; the log has the rest."""

    status = 500
    code = "internal"
    retryable = True

    sentence = "our_fault"


@contextmanager
def full_disk_named() -> Iterator[None]:
    """Has what a disk can't do leave as a sentence; any other OSError stays what it is."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        if error.errno in (errno.EIO, errno.EROFS):
            raise DiskFaulty from error
        raise
