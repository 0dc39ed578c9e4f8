"""Faults of the world, as the application tells them to its user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class Sentence(str):
    """English words for the user that still know what they were made of.

    Below the window it is a text like any other; the window finds the reader's words by
    `template` and puts `values` into them. Those may be sentences themselves.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Sentence:
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template, sentence.values = template, values
        return sentence


class WayOn(StrEnum):
    """What may bring back what was given up: another try, its being made anew, or nothing."""

    AGAIN = "again"
    REMAKE = "remake"
    NONE = "none"


class MatineeError(Exception):
    """A fault of the world, not of the code; `str(error)` is what the log and an English user read,
    `sentence` what the window translates.

    Whatever else is raised is a bug and reaches the excepthook and the log.
    """

    retryable = False
    way_on = WayOn.AGAIN

    def __init__(self, words: str = "", /, **values: object) -> None:
        self.sentence = words if isinstance(words, Sentence) else Sentence(words, **values)
        super().__init__(self.sentence)


class CantWrite(MatineeError):
    """The disk is full, or the folder is read-only or somebody else's."""

    retryable = True

    def __init__(self, path: object, reason: object) -> None:
        super().__init__("Matinee can't write to {path}: {reason}.", path=path, reason=reason)


class CantRead(MatineeError):
    """A file of the user's is gone, or not theirs to read."""

    def __init__(self, name: object, reason: object) -> None:
        super().__init__("{name} can't be read: {reason}.", name=name, reason=reason)


@contextmanager
def writing(path: object) -> Iterator[None]:
    """Has an OSError come as `CantWrite`; `path` is for one that does not say where it failed."""
    try:
        yield
    except OSError as error:
        raise CantWrite(error.filename or path, error.strerror) from error


class ServerUnreachable(MatineeError):
    """No answer: offline, refused, reset or timed out."""

    retryable = True

    def __init__(self, host: str) -> None:
        super().__init__("Can't reach {host}. Matinee goes on when it is back.", host=host)


class ConnectionNotSecure(MatineeError):
    """TLS failed: a certificate that doesn't fit, has run out, or is somebody's in between."""

    def __init__(self, host: str, *, unknown_issuer: bool = False) -> None:
        if unknown_issuer:
            sentence = Sentence(
                "The connection to {host} is not secure: who issued its certificate is not known "
                "on this computer. If it was your organisation, install its root certificate, or "
                "name that file in SSL_CERT_FILE.",
                host=host,
            )
        else:
            sentence = Sentence(
                "The connection to {host} is not secure: its certificate is not valid. "
                "Check this computer's date, and the network it is on.",
                host=host,
            )
        super().__init__(sentence)


class NotMatinee(MatineeError):
    """Somebody else answered: a captive portal, a proxy's page, or a mistyped address."""

    retryable = True

    def __init__(self, host: str) -> None:
        super().__init__(
            "A web page answered instead of {host}. "
            "If this network wants you to sign in, do so in a browser.",
            host=host,
        )


class SignInNeeded(MatineeError):
    """The token is missing, expired or withdrawn (HTTP 401)."""

    def __init__(self) -> None:
        super().__init__("Sign in to go on.")


def proxys_limit(host: str) -> Sentence:
    """Why nothing larger gets there (HTTP 413, without a word of Matinee's or of a store's)."""
    return Sentence(
        "A proxy before {host} takes nothing of that size (413). Its limit has to be raised: "
        "in nginx that is client_max_body_size, in its defaults 1 MB.",
        host=host,
    )


NOT_FOUND = 404
GONE = (403, NOT_FOUND, 410)


class ServerRefused(MatineeError):
    """The backend answered with its error shape; the sentence is the backend's."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        if self.is_gone and not retryable:
            self.way_on = WayOn.NONE
        self.retryable = retryable
        self.retry_after_seconds = retry_after_seconds

    @property
    def is_missing(self) -> bool:
        """The backend has no such thing, or not for this account, or is too old to know of any."""
        return self.status == NOT_FOUND

    @property
    def is_gone(self) -> bool:
        """Nor will it be there again for who asks."""
        return self.status in GONE


class TakenAway(MatineeError):
    """What is being watched was deleted, or is not for this viewer any more."""

    way_on = WayOn.NONE

    def __init__(self) -> None:
        super().__init__("This video can't be watched any more: it was made private or deleted.")
