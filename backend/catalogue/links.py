"""Links that let whoever has them watch a film, or a part of it."""

from __future__ import annotations

import secrets
from typing import Protocol

from backend.errors import BackendError, Conflict, NotAllowed, NotFound

MOST_LINKS = 100
"""Of a video, at a time."""
LEAST_SECONDS = 0.1


class NoSuchLink(NotFound):
    sentence = "no_such_link"


class PasswordWanted(NotAllowed):
    code = "password_wanted"
    sentence = "password_wanted"


class BadClip(BackendError):
    status = 422
    code = "bad_clip"


class TooManyLinks(Conflict):
    code = "too_many_links"

    def __init__(self) -> None:
        super().__init__("too_many_links", most=MOST_LINKS)


class Link(Protocol):
    """What a link's row says of its validity."""

    @property
    def expires_at(self) -> float | None: ...
    @property
    def revoked_at(self) -> float | None: ...


def fresh_link_id() -> str:
    """128 random bits: it is all that protects a film."""
    return secrets.token_hex(16)


def is_valid(link: Link, now: float) -> bool:
    return link.revoked_at is None and (link.expires_at is None or now < link.expires_at)


def check(link: Link | None, now: float) -> None:
    """Raises NoSuchLink for one that is not, or not any more."""
    if link is None or not is_valid(link, now):
        raise NoSuchLink


def check_clip(start: float | None, end: float | None, duration: float | None) -> None:
    """Raises BadClip with what is wrong with the part of a film that a link plays."""
    begins = start or 0.0
    if end is not None and end - begins < LEAST_SECONDS:
        raise BadClip("clip_ends")
    if duration is not None and (begins >= duration or (end or 0.0) > duration + LEAST_SECONDS):
        raise BadClip("clip_outside")
