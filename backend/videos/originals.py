"""Whether an original can be had as it was uploaded."""

from __future__ import annotations

from backend.database.tables import Video, VideoState
from backend.errors import Conflict, NotFound
from backend.storage.api import ObjectStore
from backend.storage.archive import RESTORED_DAYS, SENTENCES, Place


def check(store: ObjectStore, video: Video) -> None:
    """Raises Conflict while it is on its way or in the archive, NotFound where it is gone."""
    if video.state == VideoState.UPLOADING:
        raise Conflict("still_uploading")
    if store.head(video.source_key) is None:
        raise NotFound("source_gone")
    if (archive := store.capabilities.archive) is not None:
        place = archive.place(video.source_key)
        if place in (Place.ARCHIVED, Place.RESTORING):
            raise Conflict(SENTENCES[place], days=RESTORED_DAYS)
