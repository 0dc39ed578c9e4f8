"""What the disk store promises beyond the contract: kills, full disks, two senders of one part."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from backend.errors import BackendError, DiskFull, NotFound
from backend.folder import InUse
from backend.signing import HmacSigner
from backend.storage.api import NewUpload, PartToSign, SignedPart, Writing
from backend.storage.checksums import digest
from backend.storage.disk import BadKey, BadSignature, DiskStore
from backend.storage.disk_upload import Superseded
from tests.backend.storage.parts import begin_part, put_part

KEY = "sources/video/random"
PART = 1000
FILM = bytes(range(250)) * 10  # 2½ parts
PIECES = {n + 1: FILM[n * PART : (n + 1) * PART] for n in range(3)}


def reopened(store: DiskStore, folder: Path) -> DiskStore:
    store.close()
    again = DiskStore(folder / "store", HmacSigner.by("a secret for signing"))
    again.open()
    return again


def sign(store: DiskStore, upload: str, number: int, data: bytes) -> SignedPart:
    part = PartToSign(number, len(data), digest(store.checksum, data))
    return store.sign_parts(KEY, upload, [part])[0]


def opened(store: DiskStore) -> str:
    return store.create_multipart(NewUpload(KEY, len(FILM), PART))


def numbers(store: DiskStore, upload: str) -> list[int]:
    return [part.number for part in store.stored_parts(KEY, upload)]


def test_parts_outlive_the_process(disk_store: DiskStore, tmp_path: Path) -> None:
    """Another process finds every acknowledged part, and completes the film."""
    upload = opened(disk_store)
    put_part(disk_store, sign(disk_store, upload, 2, PIECES[2]), PIECES[2])
    with closing(reopened(disk_store, tmp_path)) as store:
        assert numbers(store, upload) == [2]
        for number in (1, 3):
            put_part(store, sign(store, upload, number, PIECES[number]), PIECES[number])

        whole = store.complete_multipart(KEY, upload, store.stored_parts(KEY, upload))

        assert b"".join(store.read(KEY)) == FILM
        assert whole.checksum == digest(store.checksum, FILM)


def test_creates_at_once_are_one_upload(disk_store: DiskStore) -> None:
    """A create that is repeated while the first is under way neither fails nor wipes it out."""
    with ThreadPoolExecutor(8) as threads:
        for film in range(50):
            new = NewUpload(f"sources/video/{film}", len(FILM), PART)
            assert len(set(threads.map(disk_store.create_multipart, [new] * 8))) == 1


def test_a_torn_line_is_no_part(disk_store: DiskStore, tmp_path: Path) -> None:
    """A kill in the middle of the log's last line costs that part and nothing else."""
    upload = opened(disk_store)
    for number, data in PIECES.items():
        put_part(disk_store, sign(disk_store, upload, number, data), data)
    (log,) = (tmp_path / "store" / "uploads").glob("*.parts")
    os.truncate(log, log.stat().st_size - 9)

    with closing(reopened(disk_store, tmp_path)) as store:
        assert numbers(store, upload) == [1, 2]
        put_part(store, sign(store, upload, 3, PIECES[3]), PIECES[3])
        assert numbers(store, upload) == [1, 2, 3]
    with closing(reopened(disk_store, tmp_path)) as store:
        assert numbers(store, upload) == [1, 2, 3]


def test_an_upload_whose_log_is_torn_at_once_starts_again(
    disk_store: DiskStore, tmp_path: Path
) -> None:
    """Nothing was promised yet, so create simply begins anew."""
    opened(disk_store)
    (log,) = (tmp_path / "store" / "uploads").glob("*.parts")
    os.truncate(log, 5)

    with closing(reopened(disk_store, tmp_path)) as store:
        assert numbers(store, opened(store)) == []


@pytest.mark.parametrize("renamed", [False, True])
def test_completing_again_after_a_crash(
    disk_store: DiskStore, tmp_path: Path, renamed: bool
) -> None:
    """Between the record of the whole and its new name, or after it: the same success."""
    upload = opened(disk_store)
    for number, data in PIECES.items():
        put_part(disk_store, sign(disk_store, upload, number, data), data)
    parts = disk_store.stored_parts(KEY, upload)
    first = disk_store.complete_multipart(KEY, upload, parts)
    if not renamed:
        data_path = tmp_path / "store" / "uploads" / (KEY.replace("/", "!") + ".data")
        (tmp_path / "store" / "objects" / KEY).rename(data_path)

    with closing(reopened(disk_store, tmp_path)) as store:
        assert store.complete_multipart(KEY, upload, store.stored_parts(KEY, upload)) == first
        assert store.head(KEY) == first
        assert b"".join(store.read(KEY)) == FILM


def test_the_later_sender_of_a_part_wins(disk_store: DiskStore) -> None:
    """A connection that was given up can't write any more, not even its own bytes."""
    upload = opened(disk_store)
    part = sign(disk_store, upload, 1, PIECES[1])
    with closing(begin_part(disk_store, part)) as slow:
        slow.write([PIECES[1][:500]])
        put_part(disk_store, part, PIECES[1])
        with pytest.raises(Superseded):
            slow.write([PIECES[1][500:]])

    assert numbers(disk_store, upload) == [1]


def test_another_content_takes_the_place_of_a_part(disk_store: DiskStore) -> None:
    """While it is being written neither counts as stored: bytes are never mixed."""
    upload = opened(disk_store)
    put_part(disk_store, sign(disk_store, upload, 1, PIECES[1]), PIECES[1])
    other = bytes(PART)
    with closing(begin_part(disk_store, sign(disk_store, upload, 1, other))) as writer:
        writer.write([other])
        assert numbers(disk_store, upload) == []
        writer.finish()

    assert numbers(disk_store, upload) == [1]


def test_aborting_stops_a_writer(disk_store: DiskStore) -> None:
    """What is still arriving is refused, and leaves nothing behind."""
    upload = opened(disk_store)
    with closing(begin_part(disk_store, sign(disk_store, upload, 1, PIECES[1]))) as writer:
        disk_store.abort_multipart(KEY, upload)
        with pytest.raises(Superseded):
            writer.write([PIECES[1]])

    with pytest.raises(NotFound):
        disk_store.stored_parts(KEY, upload)


def test_addresses_expire(tmp_path: Path) -> None:
    """After its hour a part's address is worth nothing."""
    now = [1000.0]
    store = DiskStore(tmp_path / "s", HmacSigner.by("a secret for signing"), 3600, lambda: now[0])
    store.open()
    with closing(store):
        part = sign(store, opened(store), 1, PIECES[1])
        now[0] += 3601
        with pytest.raises(BadSignature):
            begin_part(store, part)


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "a/../b", "a//b", ".hidden", "a/.b", "a!b", "a\n", "x" * 201]
)
def test_keys_stay_inside(disk_store: DiskStore, key: str) -> None:
    """No key leads out of the store, whoever made it."""
    for call in (disk_store.head, disk_store.read, disk_store.delete_prefix):
        with pytest.raises(BadKey):
            call(key)
    with pytest.raises(BadKey):
        disk_store.create_multipart(NewUpload(key, 1, 1))


def test_two_processes_never_share_a_folder(disk_store: DiskStore, tmp_path: Path) -> None:
    """The second one says so instead of mixing their writes."""
    assert disk_store.head(KEY) is None
    second = DiskStore(tmp_path / "store", HmacSigner.by("a secret for signing"))

    with pytest.raises(InUse, match="Another Matinee server"):
        second.open(patience_seconds=0.1)


def test_deleting_leaves_no_folder(disk_store: DiskStore, tmp_path: Path) -> None:
    """Objects, records and empty folders go; neighbours stay."""
    for key in ("media/a/1/x.ts", "media/a/2/y.ts", "media/b/1/z.ts"):
        disk_store.put(key, b"x", Writing("video/mp2t"))

    assert disk_store.delete_prefix("media/a/") == 2
    assert list(disk_store.keys("media/")) == ["media/b/1/z.ts"]
    assert not (tmp_path / "store" / "objects" / "media" / "a").exists()


def test_a_full_disk_is_known_before_the_first_byte(small_disk: Path) -> None:
    """Create refuses what can't fit, keeps nothing of it, and smaller films still go."""
    store = DiskStore(small_disk, HmacSigner.by("a secret for signing"))
    store.open()
    with closing(store):
        with pytest.raises(DiskFull):
            store.create_multipart(NewUpload(KEY, 3 << 20, PART))
        with pytest.raises(DiskFull):
            store.put("media/v/1/x.ts", bytes(3 << 20), Writing("video/mp2t"))
        upload = opened(store)
        for number, data in PIECES.items():
            put_part(store, sign(store, upload, number, data), data)
        assert list(store.keys("media/")) == []
        assert list((small_disk / "fresh").iterdir()) == []
        assert numbers(store, upload) == [1, 2, 3]


def test_many_threads_store_parts_at_once(disk_store: DiskStore) -> None:
    """Eight writers, each part once: all there, the whole correct."""
    film = os.urandom(64 * PART)
    pieces = {n + 1: film[n * PART : (n + 1) * PART] for n in range(64)}
    upload = disk_store.create_multipart(NewUpload(KEY, len(film), PART))
    failures: list[BackendError] = []

    def send(numbers: range) -> None:
        try:
            for number in numbers:
                data = pieces[number]
                put_part(disk_store, sign(disk_store, upload, number, data), data)
        except BackendError as error:
            failures.append(error)

    threads = [threading.Thread(target=send, args=(range(n, 65, 8),)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    disk_store.complete_multipart(KEY, upload, disk_store.stored_parts(KEY, upload))
    assert failures == []
    assert b"".join(disk_store.read(KEY)) == film


WRITER = """
import sys
from pathlib import Path
from backend.signing import HmacSigner
from backend.storage.api import NewUpload
from backend.storage.disk import DiskStore
from tests.backend.storage.test_disk import KEY, PART, put_part, sign
store = DiskStore(Path(sys.argv[1]), HmacSigner.by("a secret for signing"))
store.open()
upload = store.create_multipart(NewUpload(KEY, 100_000 * PART, PART))
print(upload, flush=True)
for number in range(1, 100_001):
    data = number.to_bytes(4, "big") * (PART // 4)
    put_part(store, sign(store, upload, number, data), data)
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 40])
def test_no_acknowledged_part_is_lost_in_a_kill(tmp_path: Path, after: int) -> None:
    """kill -9 at any moment: every part that was acknowledged is there, byte for byte."""
    command = [sys.executable, "-c", WRITER, str(tmp_path / "store")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        upload = process.stdout.readline().strip()
        for _ in range(after):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        said = after + len(process.stdout.read().split())

    store = DiskStore(tmp_path / "store", HmacSigner.by("a secret for signing"))
    store.open()
    with closing(store):
        stored = numbers(store, upload)
        assert stored == list(range(1, len(stored) + 1))
        assert said <= len(stored) <= said + 1
        data_path = store.growing(KEY, upload)
        assert data_path is not None
        with data_path.open("rb") as data:
            for number in stored:
                assert data.read(PART) == number.to_bytes(4, "big") * (PART // 4)
