"""Where originals that nobody needs soon are kept, as the API sees it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

RESTORED_DAYS = 14


class Place(StrEnum):
    """Where an original is; the words are the API's."""

    AT_HAND = "at_hand"
    LEAVING = "leaving"
    ARCHIVED = "archived"
    RESTORING = "restoring"
    RESTORED = "restored"


SENTENCES = {
    Place.AT_HAND: "original_at_hand",
    Place.LEAVING: "original_leaving",
    Place.ARCHIVED: "original_away",
    Place.RESTORING: "original_returning",
    Place.RESTORED: "original_restored",
}


class Archive(Protocol):
    """Every call may be repeated. Raises NotFound for an original that is gone."""

    def place(self, key: str) -> Place: ...

    def archive(self, key: str) -> None:
        """Move it there, in the store's own time."""

    def restore(self, key: str) -> Place:
        """Ask for it back."""
