"""The original itself, for its owner: the way to watch before anything was made of it."""

from __future__ import annotations

from pathlib import PurePosixPath

from backend.delivery.api import Grant
from backend.delivery.local import LocalDelivery
from backend.media_types import MEDIA_TYPES
from backend.storage.api import ObjectStore


class Originals:
    """By the store's own URL, or by this backend where the file lies on its disk."""

    def __init__(self, store: ObjectStore, local: LocalDelivery, seconds: int) -> None:
        self._store, self._local, self._seconds = store, local, seconds

    @property
    def are_remote(self) -> bool:
        return self._store.capabilities.is_remote

    def grant(
        self, video_id: str, source_key: str, filename: str, audience: str
    ) -> tuple[str, Grant]:
        """A short leave: the file's address, and what the player carries with it."""
        if self.are_remote:
            url = self._store.signed_get(source_key, self._seconds)
            return url, Grant(url, self._seconds)
        grant = self._local.grant_source(video_id, audience)
        suffix = PurePosixPath(filename).suffix.lower()
        return grant.url(f"source{suffix if suffix in MEDIA_TYPES else ''}"), grant
