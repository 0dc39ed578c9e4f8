"""Working on a source while its bytes still arrive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.config.settings import sqlite_url
from backend.database.database import Database
from backend.database.tables import Account, Upload, Video, VideoState
from backend.errors import DatabaseAway, Unavailable
from backend.storage.api import StoredPart, Writing
from backend.transcode.api import Job, Playable
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.encode.growing import begins_with_index
from backend.transcode.plan.ladder import Encoding
from backend.videos.calls import first_revision
from backend.videos.pipeline import VideoPipeline
from tests.backend.impatient import IMPATIENT
from tests.backend.rows import set_video
from tests.backend.serving import migrate_at
from tests.backend.transcode.fakes import FolderStore, make_clip, pictures, tone

pytestmark = pytest.mark.slow
PART = 1 << 20


class GrowingStore(FolderStore):
    """An upload of room for all bytes, and parts that are written into it one by one."""

    def __init__(self, root: Path, film: bytes) -> None:
        super().__init__(root)
        self.film, self.data = film, self.path("uploads.data")
        self.data.parent.mkdir(parents=True)
        self.data.write_bytes(bytes(len(film)))
        self.parts: list[StoredPart] = []

    def growing(self, key: str, multipart_id: str) -> Path | None:
        assert key
        assert multipart_id
        return self.data

    def stored_parts(self, key: str, multipart_id: str) -> list[StoredPart]:
        assert key
        assert multipart_id
        return self.parts

    def store_part(self, number: int, etag: str = "") -> None:
        start = (number - 1) * PART
        with self.data.open("r+b") as file:
            file.seek(start)
            file.write(self.film[start : start + PART])
        self.parts = [part for part in self.parts if part.number != number]
        self.parts.append(StoredPart(number, PART, etag or str(number)))

    def complete(self) -> None:
        self.path("sources/v").mkdir(parents=True)
        self.data.rename(self.path("sources/v/1"))


class World:
    def __init__(self, folder: Path, film: bytes, preset: str = "ultrafast") -> None:
        migrate_at(folder)
        self.database = Database(sqlite_url(folder))
        self.store = GrowingStore(folder / "store", film)
        transcoder = EmbeddedTranscoder(self.store, folder / "tmp", Encoding(preset=preset))
        self.pipeline = VideoPipeline(self.database, self.store, transcoder, timing=IMPATIENT)
        self.parts = -(-len(film) // PART)
        self.database.add(
            Account(id="a", email="a@b.c", name="A", password_hash=None, created_at=0.0)
        )
        self.database.add(
            Video(id="v", account_id="a", title="", filename="", size_bytes=len(film),
                  source_key="sources/v/1", created_at=0.0)
        )  # fmt: skip
        self.database.add(
            Upload(id="u", account_id="a", video_id="v", key="sources/v/1", multipart_id="m",
                   size_bytes=len(film), part_size_bytes=PART, part_count=self.parts,
                   checksum="md5", created_at=0.0, expires_at=1e12)
        )  # fmt: skip
        self.pipeline.start()

    def send(self, number: int, etag: str = "") -> None:
        self.store.store_part(number, etag)
        self.pipeline.part_stored("u")

    def complete(self) -> None:
        """As the routes do it after the last part."""
        self.store.complete()
        self.database.set_upload("u", state="completed")
        set_video(self.database, "v", state=VideoState.VERIFYING)
        self.pipeline.upload_completed("v")

    def video(self) -> Video:
        found = self.database.video("v")
        assert found is not None
        return found

    def wait(self, state: VideoState, playable: Playable | None) -> Video:
        deadline = time.monotonic() + 60
        while (video := self.video()).state != state or video.playable != playable:
            assert time.monotonic() < deadline, (video.state, video.playable, video.error)
            time.sleep(0.02)
        return video


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Twelve seconds in six megabytes, the index first."""
    options = ("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "4M", "-minrate", "4M",
               "-maxrate", "4M", "-bufsize", "4M", "-x264-params", "nal-hrd=cbr", "-g", "20",
               "-c:a", "aac", "-movflags", "+faststart")  # fmt: skip
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    return make_clip(path, *pictures("640x360", "10", 12), *tone(12), *options).read_bytes()


@pytest.fixture
def world(tmp_path: Path, film: bytes) -> Iterator[World]:
    made = World(tmp_path, film)
    yield made
    made.pipeline.stop()
    made.database.close()


def test_watchable_before_the_last_byte(world: World) -> None:
    """With the index and the first seconds there, the beginning can be watched; the job that
    follows the last byte goes on with the same revision."""
    for number in range(1, world.parts):
        world.send(number)
    early = world.wait(VideoState.UPLOADING, Playable.ADAPTIVE)
    world.store.store_part(world.parts)
    world.complete()
    video = world.wait(VideoState.READY, Playable.ADAPTIVE)
    assert video.revision == early.revision
    first = f"media/v/{video.revision}/hls/360p/00000.ts"
    assert world.store.writes.count(first) == 1


def test_a_part_that_changed_starts_all_over(world: World) -> None:
    """What was made of other bytes is taken back."""
    for number in range(1, world.parts):
        world.send(number)
    early = world.wait(VideoState.UPLOADING, Playable.ADAPTIVE)
    world.send(1, etag="other")
    world.wait(VideoState.UPLOADING, None)
    assert not list(world.store.keys(f"media/v/{early.revision}/hls/"))


def test_a_store_that_is_away_costs_no_head_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was noted is looked at once the store answers, though no further part comes."""
    asked, really = list[str](), world.store.stored_parts

    def stored_parts(key: str, multipart_id: str) -> list[StoredPart]:
        asked.append(key)
        if len(asked) == 1:
            raise Unavailable("The store is away.")
        return really(key, multipart_id)

    monkeypatch.setattr(world.store, "stored_parts", stored_parts)
    for number in range(1, world.parts - 1):
        world.store.store_part(number)
    world.send(world.parts - 1)

    world.wait(VideoState.UPLOADING, Playable.ADAPTIVE)


def test_a_database_that_is_away_costs_no_head_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun is gone on with, though the job could not be written down at first."""
    asked, really = list[str](), world.database.add_job

    def add_job(video_id: str, revision: str) -> None:
        asked.append(revision)
        if len(asked) == 1:
            raise DatabaseAway
        really(video_id, revision)

    monkeypatch.setattr(world.database, "add_job", add_job)
    for number in range(1, world.parts):
        world.send(number)
    early = world.wait(VideoState.UPLOADING, Playable.ADAPTIVE)
    world.store.store_part(world.parts)
    world.complete()

    video = world.wait(VideoState.READY, Playable.ADAPTIVE)

    assert asked == [early.revision] * 2
    assert video.revision == early.revision


def test_a_hole_in_the_bytes_is_waited_for(world: World) -> None:
    """Later parts count only when the earlier ones are there."""
    for number in range(2, world.parts):
        world.send(number)
    assert not world.store.writes
    world.send(1)
    world.wait(VideoState.UPLOADING, Playable.ADAPTIVE)


def test_bytes_that_come_during_a_look_are_looked_at(tmp_path: Path, film: bytes) -> None:
    """No further part may follow them to ask again."""
    store = GrowingStore(tmp_path / "store", film)
    transcoder = EmbeddedTranscoder(store, tmp_path / "tmp", Encoding(preset="ultrafast"))
    job = Job("v", "r", "sources/v/1", len(film))
    data = Watched(store.data)
    data.on_look = lambda: transcoder.grow(job, data, len(film))
    store.data.write_bytes(film)
    transcoder.grow(job, data, 1)
    wait_until(lambda: store.head("media/v/r/hls/multivariant.m3u8") is not None)
    transcoder.close()


class Watched(type(Path())):  # type: ignore[misc]
    """A path that tells of the first look at its file."""

    on_look: Callable[[], None] | None = None

    def stat(self, *, follow_symlinks: bool = True) -> Any:
        call, self.on_look = self.on_look, None
        if call is not None:
            call()
        return super().stat(follow_symlinks=follow_symlinks)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_source_that_is_refused_leaves_nothing(world: World) -> None:
    """What could be watched of it before its last byte is taken back."""
    for number in range(1, world.parts):
        world.send(number)
    early = world.wait(VideoState.UPLOADING, Playable.ADAPTIVE)
    world.store.store_part(world.parts)
    world.store.data.write_bytes(world.store.data.read_bytes()[:-1])
    world.complete()
    world.wait(VideoState.FAILED, None)
    assert not list(world.store.keys(f"media/v/{early.revision}/"))


def test_what_a_former_process_began_is_made_anew(world: World) -> None:
    """Until then the source itself is shown, not playlists that are gone."""
    for number in range(1, world.parts + 1):
        world.store.store_part(number)
    revision = first_revision("v")
    world.store.put(f"media/v/{revision}/hls/old.ts", b"old", Writing("video/mp2t"))
    set_video(world.database, "v", playable=Playable.ADAPTIVE, revision=revision)
    world.complete()
    world.wait(VideoState.PROCESSING, Playable.PROGRESSIVE)
    assert world.wait(VideoState.READY, Playable.ADAPTIVE).revision != revision
    assert not list(world.store.keys(f"media/v/{revision}/"))


def test_an_index_at_the_end_is_waited_for(tmp_path: Path, film: bytes) -> None:
    """Nothing can be known before the end of such a file."""
    path = tmp_path / "late.mp4"
    path.write_bytes(film)
    assert begins_with_index(path, 2 * PART)
    assert not begins_with_index(path, 1000)
    at = film.find(b"moov")
    path.write_bytes(film[:at] + b"mdat" + film[at + 4 :])
    assert not begins_with_index(path, len(film))
