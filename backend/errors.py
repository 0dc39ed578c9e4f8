"""Faults that the API answers with; one handler in `server` renders them all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class BackendError(Exception):
    """A sentence for the user, with its HTTP status and whether trying again may help.

    Rendered as `{"error": code, "message": str(error), "retryable": retryable}`, with a
    `Retry-After` header where `retry_after_seconds` is set. Nothing has failed then: something is
    away, busy or full, and whoever works through it waits for as long as that lasts.
    """

    status = 400
    code = "bad_request"
    retryable = False
    retry_after_seconds: int | None = None
    headers: Mapping[str, str] = MappingProxyType({})


class NotSignedIn(BackendError):
    status = 401
    code = "not_signed_in"

    def __init__(self) -> None:
        super().__init__("Sign in to go on.")


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

    def __init__(self) -> None:
        super().__init__("The request has a letter or a number that can't be kept.")


class Unavailable(BackendError):
    """A service behind the backend does not answer."""

    status = 503
    code = "unavailable"
    retryable = True
    retry_after_seconds = 5


class DatabaseAway(Unavailable):
    def __init__(self) -> None:
        super().__init__("The server can't reach its database. It goes on when that is back.")


class DiskFull(BackendError):
    status = 507
    code = "disk_full"
    retryable = True
    retry_after_seconds = 60

    def __init__(self) -> None:
        super().__init__("The server's disk is full. It goes on when there is room again.")


class OurFault(BackendError):
    """A bug, as the user hears of it; the log has the rest."""

    status = 500
    code = "internal"
    retryable = True

    def __init__(self) -> None:
        super().__init__("Processing failed for a reason of Matinee's own.")
