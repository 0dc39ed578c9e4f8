"""What is kept beside films counts as they do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.database.tables import VideoState
from backend.errors import Unavailable
from backend.storage.api import Writing
from backend.uploads.errors import QuotaExceeded
from backend.uploads.extras import Extras
from backend.uploads.opening import Wish
from tests.backend.pictures import JPEG
from tests.backend.uploads.test_service import World

TEXT = Writing("text/plain")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(World(tmp_path)) as made:
        yield made


def used(world: World) -> int:
    return world.database.used_bytes("a")


def test_they_share_the_quota_with_films(world: World) -> None:
    """To the last byte; what went makes room again."""
    film = world.uploads.create(world.anna, Wish("film.mp4", 3), None).video_id
    extras = Extras(world.database, world.store, 10)
    extras.put("a", f"media/{film}/one/track.vtt", b"12345", TEXT)

    with pytest.raises(QuotaExceeded):
        extras.put("a", f"media/{film}/two/track.vtt", b"123", TEXT)

    assert used(world) == 8
    assert list(world.store.keys("media/")) == [f"media/{film}/one/track.vtt"]
    extras.forget(f"media/{film}/one/track.vtt")
    extras.put("a", f"media/{film}/two/track.vtt", b"1234567", TEXT)
    assert used(world) == 10


@pytest.mark.parametrize("fault", [Unavailable("store_stopped"), PermissionError()])
def test_what_was_not_kept_does_not_count(
    fault: Exception, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that was away has taken nothing, nor has one whose folder is another's."""

    def away(*_: object) -> None:
        raise fault

    monkeypatch.setattr(world.store, "put", away)
    with pytest.raises(type(fault)):
        world.uploads.extras.put("a", "media/v/one/track.vtt", b"12345", TEXT)

    assert used(world) == 0


def test_they_go_with_their_film(world: World) -> None:
    """Also the picture that came with the upload, which counts as others do."""
    wish = Wish("film.mp4", 3, poster=JPEG)
    film = world.uploads.create(world.anna, wish, None).video_id
    assert used(world) == 3 + len(JPEG)
    world.database.mark_deleted(film, VideoState.UPLOADING)
    assert used(world) == len(JPEG)

    world.database.forget_video(film)

    assert used(world) == 0


def test_bytes_are_counted_once_they_are_whole(world: World) -> None:
    """Once, however often that is said."""
    received: list[int] = []
    uploads = type(world.uploads)(
        *(world.database, world.store, world.uploads.limits, world.executor),
        *(world.completed.append, received.append),
    )
    upload = world.arrived()
    for _ in range(2):
        uploads.complete(uploads.own(world.anna, upload.id))

    assert received == [3]
