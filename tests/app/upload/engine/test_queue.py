"""Uploads from the outside: files in, stored bytes and events out."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path

import pytest
from blake3 import blake3

from app.upload.engine import scheduler
from app.upload.engine.changes import STARTED_AGAIN
from app.upload.engine.progress import State
from tests.app.upload.conftest import Bench, wait_for
from tests.app.upload.fake_server import (
    MIB,
    FakeServer,
    Mishap,
    cut,
    fault,
    holds,
    refuses,
    running,
    s3_error,
    stalled_after,
    stores_but_cuts,
)


def test_a_film_arrives_as_it_is(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """Every byte once, with the hash of the whole file."""
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)
    assert bench.queue.wait_until_settled(10)
    assert server.only.content == film_file.read_bytes()
    assert server.only.blake3 == blake3(film_file.read_bytes()).hexdigest()
    assert server.calls["put"] == 6


def test_shown_bytes_are_acknowledged_and_only_grow(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """No event shows more than the store has, nor less than the one before."""
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)
    shown = [event.sent_bytes for event in bench.events]
    assert shown == sorted(shown)
    assert shown[-1] == film_file.stat().st_size
    assert server.sent_again == []


@pytest.mark.parametrize("kind", ["crc32", "crc32c", "crc64nvme", "sha256", "md5"])
def test_every_kind_of_checksum_is_verified_by_the_store(
    tmp_path: Path, film_file: Path, kind: str
) -> None:
    """The engine speaks whatever the store asks for."""
    with running(FakeServer(checksum=kind)) as server:
        bench = Bench(server.url, tmp_path)
        bench.queue.start()
        bench.queue.add(film_file)
        bench.until_state(State.DONE)
        bench.close()
        assert server.only.content == film_file.read_bytes()


MISHAPS: dict[str, tuple[str, Mishap]] = {
    "cut": ("put", cut),
    "cut before create answers": ("create", cut),
    "slow down": ("put", s3_error(503, "SlowDown")),
    "too many": ("put", refuses(429, b"", {"Retry-After": "0"})),
    "expired": ("put", s3_error(403, "AccessDenied")),
    "expired, says MinIO": ("put", s3_error(400, "ExpiredToken")),
    "skewed clock": ("put", s3_error(403, "RequestTimeTooSkewed")),
    "damaged": ("put", s3_error(400, "BadDigest")),
    "disk full for a moment": ("put", refuses(500, b"oops")),
    "backend restarts": ("sign", refuses(503, fault("unavailable", "Soon.", True))),
    "backend's proxy": ("sign", refuses(502, b"<html>Bad gateway</html>")),
    "incomplete": ("complete", refuses(409, fault("incomplete", "Missing.", True))),
    "complete's answer lost": ("complete", cut),
}


@pytest.mark.parametrize("mishap", MISHAPS)
def test_goes_on_after(bench: Bench, server: FakeServer, film_file: Path, mishap: str) -> None:
    """One fault of each kind, and the film arrives whole all the same."""
    where, what = MISHAPS[mishap]
    server.mishaps[where] = deque([what])
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()
    assert server.sent_again == []


def test_a_part_whose_answer_was_lost_is_not_sent_again(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """The store is asked before a part of unknown fate goes out a second time."""
    server.mishaps["put"] = deque([stores_but_cuts])
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)
    assert server.sent_again == []
    assert server.calls["list"] >= 1


def test_resumes_after_a_restart(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """What is stored stays; exactly the rest is sent."""
    server.mishaps["put"] = deque([lambda _: None] * 3 + [holds] * 50)
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until(lambda event: event.sent_bytes >= 2 * MIB)
    server.mishaps.clear()
    bench.restart()
    bench.until_state(State.DONE)
    assert bench.queue.wait_until_settled(10)
    assert server.only.content == film_file.read_bytes()
    assert server.sent_again == []
    assert server.only.blake3 == blake3(film_file.read_bytes()).hexdigest()


def test_a_store_without_checksums_is_asked_by_etag(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Stored parts are recognised by their ETag where the store keeps no checksum."""
    server.keeps_checksums = False
    server.mishaps["put"] = stalled_after(3)
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until(lambda event: event.sent_bytes >= 2 * MIB)
    server.mishaps.clear()
    bench.restart()
    bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()
    assert server.sent_again == []


def test_a_renamed_file_is_found_again(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """By its inode, though its name is another after the restart."""
    bench.begin(server, film_file)
    bench.queue.close()
    film_file.rename(film_file.with_name("better name.mp4"))
    server.mishaps.clear()
    bench.restart()
    assert bench.until_state(State.DONE).filename == "better name.mp4"
    assert server.sent_again == []


def test_a_file_moved_to_another_folder_is_found_again(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Near where it was, and even as a copy: by size and by what it begins and ends with."""
    bench.begin(server, film_file)
    bench.queue.close()
    elsewhere = film_file.parent.parent / "sorted" / "a.mp4"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(film_file.read_bytes())
    film_file.unlink()
    server.mishaps.clear()
    bench.restart()
    bench.until_state(State.DONE)
    assert server.only.content == elsewhere.read_bytes()
    assert server.sent_again == []


def test_a_changed_file_is_never_spliced(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """It stops with a sentence; resuming sends the new version as a new upload."""
    upload_id = bench.begin(server, film_file)
    film_file.write_bytes(os.urandom(film_file.stat().st_size))
    server.mishaps.clear()
    assert "changed after its upload began" in bench.until_state(State.FAILED).message
    bench.queue.resume(upload_id)
    bench.until_state(State.DONE)
    contents = [u.content for u in server.uploads.values() if u.state == "completed"]
    assert contents == [film_file.read_bytes()]


def test_a_film_written_over_in_place_is_not_spliced(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Also if it has its size and its time again: what is stored is compared with it."""
    bench.begin(server, film_file)
    times = (film_file.stat().st_atime_ns, film_file.stat().st_mtime_ns)
    with film_file.open("r+b") as file:
        file.seek(film_file.stat().st_size // 2)
        file.write(b"another cut")
    os.utime(film_file, ns=times)
    server.mishaps.clear()
    bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()


def test_a_touched_file_is_looked_at_again_and_goes_on(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Another mtime over the same bytes: stored parts are hashed anew and kept."""
    bench.begin(server, film_file)
    bench.queue.close()
    os.utime(film_file, ns=(1, 1))
    server.mishaps.clear()
    bench.restart()
    bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()
    assert server.sent_again == []


def test_an_expired_upload_starts_again_and_says_so(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """The server forgot it; nobody is asked, and the new one is told of."""
    bench.begin(server, film_file)
    server.uploads.clear()
    server.mishaps.clear()
    bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()
    assert STARTED_AGAIN in {event.message for event in bench.events}


def test_an_empty_file_is_refused_at_once(bench: Bench, server: FakeServer, tmp_path: Path) -> None:
    """With a sentence, and without a call."""
    (tmp_path / "empty.mp4").touch()
    bench.queue.start()
    bench.queue.add(tmp_path / "empty.mp4")
    assert bench.until_state(State.FAILED).message == "empty.mp4 is empty."
    assert server.calls.total() == 0


def test_a_queue_knows_from_its_start_how_each_stands(
    bench: Bench, film_file: Path, tmp_path: Path
) -> None:
    """Whoever asks before anything happened is told what the journal holds."""
    (tmp_path / "empty.mp4").touch()
    bench.queue.start()
    for path in (film_file, tmp_path / "empty.mp4"):
        bench.queue.add(path)
    bench.until_state(State.FAILED)
    bench.until_state(State.DONE)
    before = bench.queue.uploads()
    bench.restart()
    assert bench.queue.uploads() == before


def test_a_missing_file_is_refused_with_a_sentence(bench: Bench, tmp_path: Path) -> None:
    """And may be resumed, since drives come back."""
    bench.queue.start()
    bench.queue.add(tmp_path / "gone.mp4")
    failed = bench.until_state(State.FAILED)
    assert failed.message.startswith("gone.mp4 is no longer in")
    assert failed.retryable


def test_pausing_stops_in_the_middle_of_a_part(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Nothing flies any more, nothing arrives, and resuming sends the rest."""
    bench.queue.start()
    bench.queue.set_limit(400_000)
    upload_id = bench.queue.add(film_file)
    bench.until(lambda event: event.on_wire_bytes > 0)
    bench.queue.pause(upload_id)
    paused = bench.until_state(State.PAUSED)
    assert paused.on_wire_bytes == 0
    bench.queue.set_limit(None)
    bench.queue.resume(upload_id)
    bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()
    assert server.sent_again == []


def test_cancelling_frees_what_is_stored(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """The server is told, and asked whether it is so."""
    upload_id = bench.begin(server, film_file)
    bench.queue.cancel(upload_id)
    bench.until_state(State.CANCELLED)
    wait_for(lambda: not server.uploads and server.calls["list"] >= 1)


@pytest.fixture
def faster_than_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any line counts as too fast for the hash to keep up with."""
    monkeypatch.setattr(scheduler, "FAST_BYTES_PER_SECOND", -1.0)


@pytest.mark.usefixtures("faster_than_hashing")
def test_the_hash_follows_a_film_that_was_faster(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """The video is whole at once; its hash is handed in by completing again."""
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)

    assert bench.queue.wait_until_settled(10)
    assert server.only.blake3 == blake3(film_file.read_bytes()).hexdigest()
    assert server.calls["complete"] == 2


@pytest.mark.usefixtures("faster_than_hashing")
def test_a_hash_outlives_a_restart(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """Closed between the film's end and the hash's, it is made up for at the next start."""
    server.mishaps["complete"] = deque([lambda _: None, refuses(503, fault("busy", "Wait.", True))])
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)
    wait_for(lambda: server.calls["complete"] == 2)
    bench.restart()

    assert bench.queue.wait_until_settled(10)
    assert server.only.blake3 == blake3(film_file.read_bytes()).hexdigest()


@pytest.mark.usefixtures("faster_than_hashing")
def test_a_film_without_its_file_keeps_no_hash(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """What was uploaded stays done when the file is gone before it could be hashed."""
    busy = refuses(503, fault("busy", "Wait.", True))
    server.mishaps["complete"] = deque([lambda _: None, *50 * [busy]])
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)
    wait_for(lambda: server.calls["complete"] >= 2)
    film_file.unlink()
    bench.restart()

    assert bench.queue.wait_until_settled(10)
    assert [upload.state for upload in bench.queue.uploads()] == [State.DONE]
    assert server.only.blake3 is None
