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
    Place.AT_HAND: "The original is at hand.",
    Place.LEAVING: "The original moves to the archive within two days.",
    Place.ARCHIVED: "The original is archived. Restoring it takes 3 to 12 hours.",
    Place.RESTORING: "The original is being restored. That takes 3 to 12 hours.",
    Place.RESTORED: f"The original was restored, and is at hand for {RESTORED_DAYS} days.",
}


class Archive(Protocol):
    """Every call may be repeated. Raises NotFound for an original that is gone."""

    def place(self, key: str) -> Place: ...

    def archive(self, key: str) -> None:
        """Move it there, in the store's own time."""

    def restore(self, key: str) -> Place:
        """Ask for it back."""
