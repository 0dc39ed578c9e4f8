"""What belongs to no row is found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.database.database import Database
from backend.signing import HmacSigner
from backend.storage.api import NewUpload, Writing
from backend.storage.disk import DiskStore
from backend.videos.calls import first_revision
from backend.videos.orphans import orphans
from tests.backend.database.films import add_account, add_film
from tests.backend.serving import database_at

OWN = (
    *("sources/film/random", "media/film/r/hls/0.ts", "media/film/poster-1/poster.jpg"),
    *("media/film/job/hls/0.ts", f"media/film/{first_revision('film')}/hls/0.ts"),
    *("media/film/other/hls/0.ts", "sources/film/former", "media/channel/picture-1/picture.jpg"),
)
PLANTED = (
    *("sources/film/elsewhere", "sources/gone/random", "media/gone/r/hls/0.ts"),
    *("media/film/older/hls/0.ts", "media/film/poster-0/poster.jpg", "media/stray"),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """With one film that has a picture, a job, a former source, and a channel with a picture."""
    database = Database(database_at(tmp_path))
    channel = add_account(database, "anna")
    database.set_channel(channel, picture_key="media/channel/picture-1/picture.jpg")
    own = {"source_key": "sources/film/random", "poster_key": "media/film/poster-1/poster.jpg"}
    add_film(database, "film", channel, **own)
    former = {"replaces": "film", "source_key": "sources/film/former", "revision": "other"}
    add_film(database, "version", channel, **former)
    database.queue_job("film", "job")
    yield database
    database.close()


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    store = DiskStore(tmp_path / "store", HmacSigner.by("secret"))
    store.open()
    for key in OWN:
        store.put(key, b"x", Writing("video/mp2t"))
    return store


def test_what_the_rows_speak_of_is_left_alone(database: Database, store: DiskStore) -> None:
    assert orphans(database, store) == set()


def test_what_no_row_speaks_of_is_found(database: Database, store: DiskStore) -> None:
    """Also an upload that nobody will end."""
    for key in PLANTED:
        store.put(key, b"x", Writing("video/mp2t"))
    store.create_multipart(NewUpload("sources/gone/open", 9, 8))

    found = orphans(database, store)

    assert found == {
        *("sources/film/elsewhere", "sources/gone/random", "sources/gone/open"),
        *("media/gone/r/", "media/film/older/", "media/film/poster-0/", "media/stray"),
    }


def test_deleting_what_was_found_leaves_the_rest(database: Database, store: DiskStore) -> None:
    for key in PLANTED:
        store.put(key, b"x", Writing("video/mp2t"))

    for prefix in orphans(database, store):
        store.delete_prefix(prefix)

    assert sorted([*store.keys("sources/"), *store.keys("media/")]) == sorted(OWN)
