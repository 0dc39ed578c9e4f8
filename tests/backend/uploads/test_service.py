"""Uploads where the store or the process fails at the worst moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from backend.config.settings import Settings
from backend.database.database import Database
from backend.database.tables import Account, Upload, UploadState, Video, VideoState
from backend.errors import BackendError, Conflict, NotFound, Unavailable
from backend.signing import HmacSigner
from backend.storage.api import (
    MIB,
    PartToSign,
    SignedPart,
    StoredObject,
    StoredPart,
    Writing,
)
from backend.storage.checksums import digest
from backend.storage.disk import DiskStore
from backend.uploads.errors import ChecksumMismatch, QuotaExceeded, UploadGone, UploadIncomplete
from backend.uploads.opening import UploadLimits, Wish, part_size
from backend.uploads.service import Uploads
from backend.videos.cleanup import Cleanup
from tests.backend.serving import database_at
from tests.backend.storage.parts import put_part

LIMITS = UploadLimits(max_file_bytes=1 << 40, quota_bytes=None, days=7)


class Crash(Exception):
    """The process ends here."""


class ShakyStore(DiskStore):
    """Fails as `fails` says: before the parts are joined, or when the answer gets lost."""

    fails = ""

    def complete_multipart(
        self, key: str, multipart_id: str, parts: Sequence[StoredPart]
    ) -> StoredObject:
        if self.fails == "before":
            raise Unavailable("The store does not answer.")
        stored = super().complete_multipart(key, multipart_id, parts)
        if self.fails == "after":
            raise Crash
        if self.fails == "short":
            return StoredObject(key, 1, "x")
        return stored


class World:
    def __init__(self, folder: Path) -> None:
        self.now = 1000.0
        self.settings = Settings(folder, "a secret for signing", database_at(folder))
        self.database = Database(self.settings.database_url, clock=lambda: self.now)
        self.store = ShakyStore(
            folder / "store", HmacSigner.by("a secret for signing"), clock=lambda: self.now
        )
        self.store.open()
        self.completed: list[str] = []
        self.executor = ThreadPoolExecutor(2)
        self.uploads = Uploads(
            self.database, self.store, LIMITS, self.executor, self.completed.append
        )
        self.cleanup = Cleanup(self.database, self.store, self.uploads)
        self.anna = Account(id="a", email="a@b.c", name="A", created_at=0.0)
        self.database.add(self.anna)

    def close(self) -> None:
        self.executor.shutdown()
        self.database.close()
        self.store.close()

    def arrived(self) -> Upload:
        """An upload whose only part is stored."""
        upload = self.uploads.create(self.anna, Wish("film.mp4", 3), None)
        put_part(self.store, self.signed(upload, 1, b"abc"), b"abc")
        return upload

    def signed(self, upload: Upload, number: int, data: bytes) -> SignedPart:
        part = PartToSign(number, len(data), digest(self.store.checksum, data))
        return self.uploads.sign(upload, [part])[0]

    def states(self, upload: Upload) -> tuple[str, str]:
        row, video = self.database.upload(upload.id), self.database.video(upload.video_id)
        assert row is not None
        assert video is not None
        return row.state, video.state


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(World(tmp_path)) as made:
        yield made


COMPLETED = (UploadState.COMPLETED, VideoState.VERIFYING)


@pytest.mark.parametrize("who", ["client", "cleanup"])
def test_a_crash_between_the_stores_answer_and_the_commit(world: World, who: str) -> None:
    """The client's next try finishes it; without one, housekeeping does."""
    upload = world.arrived()
    world.store.fails = "after"
    with pytest.raises(Crash):
        world.uploads.complete(upload)
    assert world.states(upload) == (UploadState.COMPLETING, VideoState.UPLOADING)
    world.store.fails = ""

    if who == "client":
        world.uploads.complete(world.uploads.own(world.anna, upload.id))
    else:
        world.cleanup.sweep()

    assert world.states(upload) == COMPLETED
    assert world.completed == [upload.video_id]


def test_a_store_that_does_not_answer_is_asked_again(world: World) -> None:
    """The client hears of it and may try again; the upload stays."""
    upload = world.arrived()
    world.store.fails = "before"
    with pytest.raises(Unavailable) as caught:
        world.uploads.complete(upload)
    assert caught.value.retryable
    world.cleanup.sweep()
    world.store.fails = ""
    world.cleanup.sweep()

    assert world.states(upload) == COMPLETED


def test_an_object_of_another_size_is_no_film(world: World) -> None:
    """It is refused before anything is transcoded."""
    upload = world.arrived()
    world.store.fails = "short"

    with pytest.raises(ChecksumMismatch):
        world.uploads.complete(upload)

    assert world.states(upload) == (UploadState.ABORTED, VideoState.DELETED)
    assert world.completed == []


def test_a_complete_whose_parts_were_lost_ends(world: World) -> None:
    """Housekeeping does not try it for ever."""
    upload = world.arrived()
    world.database.set_upload(upload.id, state=UploadState.COMPLETING)
    world.store.abort_multipart(upload.key, upload.multipart_id or "")

    world.cleanup.sweep()

    assert world.states(upload) == (UploadState.ABORTED, VideoState.DELETED)


def test_what_is_left_for_too_long_expires(world: World) -> None:
    """The rows say so, the bytes are freed, and completed ones are never touched."""
    left, done = world.arrived(), world.arrived()
    world.uploads.complete(done)
    world.now += 8 * 86_400

    world.cleanup.sweep()

    assert world.states(left) == (UploadState.ABORTED, VideoState.DELETED)
    assert world.states(done) == COMPLETED
    world.now += 3700
    world.cleanup.sweep()
    assert world.database.video(left.video_id) is None
    assert world.database.video(done.video_id) is not None


def test_what_is_put_after_an_abort_is_deleted(world: World) -> None:
    """A URL that was signed before may still be used; the tombstone stands as long as it can."""
    upload = world.arrived()
    world.uploads.abort(upload)
    world.now += 10
    world.cleanup.sweep()
    world.store.put(upload.key, b"late", Writing("video/mp4"))

    world.now += 3700
    world.cleanup.sweep()

    assert list(world.store.keys("sources/")) == []
    assert world.database.video(upload.video_id) is None


def test_a_hash_may_follow_the_complete(world: World) -> None:
    """Who could not wait for it hands it in by completing again."""
    upload = world.arrived()
    world.uploads.complete(upload)

    video = world.uploads.complete(world.uploads.own(world.anna, upload.id), "ab" * 32)

    assert video.blake3 == "ab" * 32


def test_files_of_one_call_share_the_quota(world: World) -> None:
    """Each would fit alone; the second finds the room taken, a smaller third fits."""
    anna = Account(id="b", email="b@b.c", name="B", created_at=0.0, quota_bytes=10)
    world.database.add(anna)
    asked = [(Wish(f"{size}.mp4", size), None) for size in (6, 5, 4)]

    outcomes = world.uploads.create_all(anna, asked)

    assert [type(outcome) for outcome in outcomes] == [Upload, QuotaExceeded, Upload]
    assert world.database.used_bytes("b") == 10


def test_a_key_that_comes_twice_in_a_call_is_one_upload(world: World) -> None:
    """So is one that a former call brought; of another size it is refused."""
    wish = Wish("film.mp4", 3)
    before = world.uploads.create(world.anna, wish, "old")

    old, new, again, other = world.uploads.create_all(
        world.anna, [(wish, "old"), (wish, "new"), (wish, "new"), (Wish("film.mp4", 4), "new")]
    )

    assert isinstance(old, Upload)
    assert old.id == before.id
    assert new is again
    assert isinstance(other, Conflict)
    assert len(world.database.videos_in(VideoState.UPLOADING)) == 2


def test_completes_of_one_call_each_have_their_own_end(world: World) -> None:
    """One arrives, one had arrived, one lacks its part, one was aborted: told in their places."""
    new, old, aborted = (world.arrived() for _ in range(3))
    world.uploads.complete(old)
    world.uploads.abort(aborted)
    lacking = world.uploads.create(world.anna, Wish("film.mp4", 3), None)
    asked = [(each.id, "ab" * 32) for each in (aborted, lacking, old, new)]

    outcomes = world.uploads.complete_all(world.anna, asked)

    assert [type(outcome) for outcome in outcomes] == [UploadGone, UploadIncomplete, Video, Video]
    assert world.completed == [old.video_id, new.video_id]
    assert [world.states(each) for each in (old, new)] == [COMPLETED, COMPLETED]
    assert {outcome.blake3 for outcome in outcomes if isinstance(outcome, Video)} == {"ab" * 32}


def test_an_upload_that_goes_on_does_not_expire(world: World) -> None:
    """Ten days on a slow line: each part that is asked for puts the end off."""
    upload = world.uploads.create(world.anna, Wish("film.mp4", 3), None)
    part = PartToSign(1, 3, digest(world.store.checksum, b"abc"))
    for _ in range(5):
        world.now += 5 * 86_400
        world.uploads.sign(world.uploads.own(world.anna, upload.id), [part])
        world.cleanup.sweep()

    assert world.states(upload) == (UploadState.OPEN, VideoState.UPLOADING)


def test_a_store_that_refuses_to_open_leaves_no_video(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at create is an error, not a card in the library."""

    def full(*_: object) -> str:
        raise BackendError("The disk is full.")

    monkeypatch.setattr(world.store, "create_multipart", full)
    with pytest.raises(BackendError, match="full"):
        world.uploads.create(world.anna, Wish("film.mp4", 3), "key")

    assert [video.state for video in world.database.videos_in(VideoState.UPLOADING)] == []


def test_an_upload_that_a_proxy_stops_is_cut_smaller(world: World) -> None:
    """What was stored, and what is still on its way, is no part of it any more."""
    film = bytes(range(256)) * (10 * 4096) + b"the end"
    begun = world.uploads.create(world.anna, Wish("film.mp4", len(film)), None)
    first = world.signed(begun, 1, film[: 8 * MIB])
    put_part(world.store, first, film[: 8 * MIB])

    cut = world.uploads.cut_smaller(begun)

    assert (cut.id, cut.part_size_bytes, cut.part_count) == (begun.id, MIB, 11)
    assert world.uploads.stored(cut) == []
    with pytest.raises(NotFound):
        put_part(world.store, first, film[: 8 * MIB])
    for number in range(1, 12):
        data = film[(number - 1) * MIB : number * MIB]
        put_part(world.store, world.signed(cut, number, data), data)
    again = world.uploads.cut_smaller(world.uploads.own(world.anna, cut.id))
    assert len(world.uploads.stored(again)) == 11
    video = world.uploads.complete(again)
    assert b"".join(world.store.read(video.source_key)) == film
    with pytest.raises(UploadGone):
        world.uploads.cut_smaller(world.uploads.own(world.anna, cut.id))


def test_a_huge_upload_is_cut_as_small_as_it_can_be() -> None:
    """There are only so many parts."""
    assert [part_size(size * MIB, MIB) for size in (9_000, 9_001, 20_000)] == [
        MIB,
        2 * MIB,
        3 * MIB,
    ]


def test_a_store_that_fails_while_an_upload_is_cut(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next try has it."""
    upload = world.uploads.create(world.anna, Wish("film.mp4", 3), None)

    def away(*_: object) -> str:
        raise Unavailable("The store does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(world.store, "create_multipart", away)
        with pytest.raises(Unavailable):
            world.uploads.cut_smaller(upload)

    cut = world.uploads.cut_smaller(world.uploads.own(world.anna, upload.id))
    assert world.uploads.stored(cut) == []
