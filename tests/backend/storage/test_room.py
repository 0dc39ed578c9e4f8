"""What of a disk films may have, and when."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from backend.errors import DiskFull
from backend.signing import HmacSigner
from backend.storage.api import NewUpload, PartToSign, SignedPart, Writing
from backend.storage.checksums import digest
from backend.storage.disk import DiskStore
from backend.storage.room import GIB, kept_free
from tests.backend.storage.parts import begin_part, put_part

KEY = "sources/video/random"
PART = 1000
DATA = bytes(range(250)) * 4


def test_an_upload_of_which_nothing_comes_has_no_room(small_disk: Path) -> None:
    """Any number of them may be opened; the first of which a part comes has its room, to the end,
    and the next one hears that the disk is full."""
    store = DiskStore(small_disk, HmacSigner.by("a secret for signing"))
    store.open()
    with closing(store):
        room = store.room_bytes()
        keys = [f"sources/v{n}/1" for n in range(50)]
        large = room // 2 // PART * PART  # names and logs take some of it
        made = {key: store.create_multipart(NewUpload(key, large, PART)) for key in keys}
        assert store.room_bytes() > large + 4096
        first, second = keys[:2]
        assert store.awaited_bytes(first, large) == large

        with closing(begin_part(store, sign_at(store, first, made[first], DATA))):
            assert store.awaited_bytes(first, large) == 0
            assert store.room_bytes() < large
        with pytest.raises(DiskFull):
            begin_part(store, sign_at(store, second, made[second], DATA))
        assert store.awaited_bytes(second, large) == large

        store.abort_multipart(first, made[first])
        with closing(begin_part(store, sign_at(store, second, made[second], DATA))):
            assert store.awaited_bytes(second, large) == 0


def sign_at(store: DiskStore, key: str, upload: str, data: bytes, number: int = 1) -> SignedPart:
    part = PartToSign(number, len(data), digest(store.checksum, data))
    return store.sign_parts(key, upload, [part])[0]


def test_what_is_kept_free_stays_so(small_disk: Path) -> None:
    """For a film as for a segment; what has its room already goes on, also after a restart."""
    total = shutil.disk_usage(small_disk).total
    kept = total // 2
    store = DiskStore(small_disk, HmacSigner.by("a secret for signing"), kept_free=lambda _: kept)
    store.open()
    with closing(store):
        room = store.room_bytes()
        with pytest.raises(DiskFull):
            store.create_multipart(NewUpload(KEY, room + 4096, PART))
        with pytest.raises(DiskFull):
            store.put("media/v/1/x.ts", bytes(room + 4096), Writing("video/mp2t"))
        size = room // 2 // PART * PART
        upload = store.create_multipart(NewUpload(KEY, size, PART))
        part = sign_at(store, KEY, upload, DATA)
        put_part(store, part, DATA)
    (small_disk / "others").write_bytes(bytes(kept // 2))
    store = DiskStore(small_disk, HmacSigner.by("a secret for signing"), kept_free=lambda _: kept)
    store.open()
    with closing(store):
        assert store.room_bytes() < 0
        store.put("media/v/1/empty", b"", Writing("text/plain"))
        put_part(store, sign_at(store, KEY, upload, DATA, number=2), DATA)
        assert [part.number for part in store.stored_parts(KEY, upload)] == [1, 2]


@pytest.mark.parametrize(
    ("total_gib", "wanted_gib", "kept_gib"),
    [
        (1, None, 0.5),
        (8, None, 1),
        (100, None, 5),
        (1000, None, 10),
        (100_000, None, 10),
        (100, 40, 40),
        (100, 0.25, 0.25),
    ],
)
def test_a_twentieth_is_kept_free(
    total_gib: int, wanted_gib: float | None, kept_gib: float
) -> None:
    """Between 1 and 10 GiB, but never most of a disk; unless the administrator says how much."""
    wanted = None if wanted_gib is None else int(wanted_gib * GIB)
    assert kept_free(total_gib * GIB, wanted) == kept_gib * GIB
