"""What a share link opens, and for whom: whoever gives its password, or a pass of one who did."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.errors import TooManyAtOnce
from backend.accounts.limits import Limiter
from backend.accounts.passwords import Passwords
from backend.catalogue import links
from backend.catalogue.links import NoSuchLink, PasswordWanted
from backend.database.database import Database
from backend.database.tables import ShareLink, Video
from backend.signing import LONGEST_SECONDS, HmacSigner
from backend.videos import access
from backend.videos.access import Relation

PASS_SECONDS = LONGEST_SECONDS
"""As long as a leave to watch can last."""


def linked(database: Database, link_id: str) -> tuple[ShareLink, Video]:
    """The link and what it leads to. Raises NoSuchLink, NoSuchVideo."""
    row = database.link(link_id)
    links.check(row, database.clock())
    assert row is not None
    access.check(database, row.video_id, Relation.OWNER)
    if (video := database.video(row.video_id)) is None:
        raise NoSuchLink
    return row, video


def linked_film(database: Database, link_id: str, video_id: str) -> tuple[ShareLink, Video]:
    """The same for who says what it leads to. Raises NoSuchLink for another's, too."""
    row, video = linked(database, link_id)
    if row.video_id != video_id:
        raise NoSuchLink
    return row, video


@dataclass(frozen=True, slots=True)
class Locks:
    """Guessing the passwords of links gets slower, as it does for accounts."""

    passwords: Passwords
    limiter: Limiter

    def check(self, row: ShareLink, given: str | None, address: str) -> None:
        """Raises PasswordWanted, SlowDown, TooManyAtOnce."""
        if row.password_hash is None:
            return
        if given is None:
            raise PasswordWanted
        guess = self.limiter.guess(row.id, address)
        try:
            is_right = self.passwords.matches(given, row.password_hash)
        except TooManyAtOnce:
            guess.was_none()
            raise
        if not is_right:
            raise PasswordWanted
        guess.was_right()


def pass_for(signer: HmacSigner, row: ShareLink, now: float) -> str:
    """For a page, which asks again and would have to keep the password; void with another one."""
    until = int(now) + PASS_SECONDS
    return f"{until}.{signer.sign('LINK', row.id, row.password_hash, until)}"


def passes(signer: HmacSigner, row: ShareLink, given: str | None, now: float) -> bool:
    until, _, signature = (given or "").partition(".")
    fields = ("LINK", row.id, row.password_hash, until)
    return signer.matches(signature, *fields) and int(until) > now
