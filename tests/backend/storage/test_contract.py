"""What every object store promises, whatever stands behind it (`backend.storage.api`)."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import boto3
import pytest
import requests

from backend.errors import BackendError, Conflict, NotFound
from backend.storage.api import NewUpload, ObjectStore, PartToSign, SignedPart, StoredPart, Writing
from backend.storage.checksums import digest
from backend.storage.disk import DiskStore
from backend.storage.s3 import S3Options, S3Store
from tests.backend.storage import servers
from tests.backend.storage.parts import put_part

MIB = 1 << 20
FIRST = b"a" * (5 * MIB)  # S3 takes smaller parts only at the end
LAST = b"the end"
WRITING = Writing("video/mp2t")
REFUSED = range(400, 500)


@dataclass(frozen=True)
class Place:
    """A store, and how a client sends it a signed part; `send` returns the status."""

    store: ObjectStore
    send: Callable[[SignedPart, bytes], int]
    verifies: bool = True

    def open(self, key: str) -> str:
        return self.store.create_multipart(NewUpload(key, len(FIRST + LAST), len(FIRST)))

    def sign(self, key: str, upload: str, number: int, data: bytes) -> SignedPart:
        part = PartToSign(number, len(data), digest(self.store.checksum, data))
        return self.store.sign_parts(key, upload, [part])[0]

    def upload(self, key: str, upload: str, number: int, data: bytes) -> None:
        assert self.send(self.sign(key, upload, number, data), data) == 200

    def both_parts(self, key: str) -> tuple[str, list[StoredPart]]:
        upload = self.open(key)
        self.upload(key, upload, 2, LAST)
        self.upload(key, upload, 1, FIRST)
        return upload, self.store.stored_parts(key, upload)


def put_by_requests(part: SignedPart, data: bytes) -> int:
    answer = requests.request(
        part.method, part.url, data=data, headers=dict(part.headers), timeout=60
    )
    return answer.status_code


def put_to_disk(store: DiskStore, part: SignedPart, data: bytes) -> int:
    try:
        put_part(store, part, data)
    except BackendError as error:
        return error.status
    return 200


# A server of your own can be tried too, as http://key:secret@host:port; it needs a bucket `films`.
ELSEWHERE = os.environ.get("MATINEE_TEST_S3_ENDPOINT")
STORES = ["disk", "moto", "ministack", "rclone", *(["elsewhere"] if ELSEWHERE else [])]


@pytest.fixture(scope="module")
def elsewhere_store() -> S3Store:
    address = urlsplit(ELSEWHERE or "")
    keys = boto3.Session(address.username, address.password, region_name=servers.REGION)
    url = f"{address.scheme}://{address.hostname}:{address.port}"
    return S3Store(S3Options("films", servers.REGION, url), keys)


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest) -> Place:
    store = request.getfixturevalue(f"{request.param}_store")
    if isinstance(store, DiskStore):
        return Place(store, lambda part, data: put_to_disk(store, part, data))
    return Place(store, put_by_requests, verifies=request.param != "moto")


@pytest.fixture
def key() -> str:
    return f"sources/{secrets.token_hex(6)}/{secrets.token_hex(4)}"


def test_lists_stored_parts_by_number(place: Place, key: str) -> None:
    """Parts come back in order, with the sizes that were sent."""
    _, parts = place.both_parts(key)

    assert [(part.number, part.size_bytes) for part in parts] == [(1, len(FIRST)), (2, len(LAST))]


def test_joins_parts_into_the_object(place: Place, key: str) -> None:
    """Complete gives the whole, which reads back byte for byte."""
    upload, parts = place.both_parts(key)

    whole = place.store.complete_multipart(key, upload, parts)

    assert (whole.key, whole.size_bytes) == (key, len(FIRST + LAST))
    assert b"".join(place.store.read(key)) == FIRST + LAST


def test_completing_twice_is_a_success(place: Place, key: str) -> None:
    """A client that lost the answer asks again."""
    upload, parts = place.both_parts(key)
    first = place.store.complete_multipart(key, upload, parts)

    again = place.store.complete_multipart(key, upload, parts)

    assert again == first


@pytest.fixture
def small(place: Place, key: str) -> tuple[str, SignedPart]:
    """An upload of one part, with that part signed; by then the store knows its bucket works."""
    place.store.abort_multipart("sources/first/x", place.open("sources/first/x"))
    new = NewUpload(key, len(LAST), len(FIRST))
    upload = place.store.without_opening(new) or place.store.create_multipart(new)
    return upload, place.sign(key, upload, 1, LAST)


def test_an_upload_of_one_part(place: Place, key: str, small: tuple[str, SignedPart]) -> None:
    """It is stored, listed and completed like any other."""
    upload, part = small
    assert place.store.stored_parts(key, upload) == []
    assert place.send(part, LAST) == 200

    parts = place.store.stored_parts(key, upload)
    whole = place.store.complete_multipart(key, upload, parts)

    assert [(stored.number, stored.size_bytes) for stored in parts] == [(1, len(LAST))]
    assert place.store.complete_multipart(key, upload, parts) == whole
    assert b"".join(place.store.read(key)) == LAST


def test_other_bytes_are_refused(place: Place, key: str, small: tuple[str, SignedPart]) -> None:
    """Also of a part that is the whole object."""
    upload, part = small
    if not place.verifies:
        return

    assert place.send(part, LAST[::-1]) in REFUSED

    assert place.store.stored_parts(key, upload) == []


def test_aborting_frees_one_part(place: Place, key: str, small: tuple[str, SignedPart]) -> None:
    """Twice is fine, nothing is left, and nothing can be completed."""
    upload, part = small
    assert place.send(part, LAST) == 200

    place.store.abort_multipart(key, upload)
    place.store.abort_multipart(key, upload)

    assert list(place.store.keys(key)) == []
    with pytest.raises(NotFound):
        place.store.complete_multipart(key, upload, place.store.stored_parts(key, upload))


def test_completing_an_aborted_upload_fails(place: Place, key: str) -> None:
    """What is gone is not reported as stored."""
    upload, parts = place.both_parts(key)
    place.store.abort_multipart(key, upload)

    with pytest.raises(NotFound):
        place.store.complete_multipart(key, upload, parts)
    assert place.store.head(key) is None


def test_completing_over_another_object_fails(place: Place, key: str) -> None:
    """An object of another size in the upload's place is no success."""
    upload, parts = place.both_parts(key)
    place.store.abort_multipart(key, upload)
    place.store.put(key, b"somebody else's", WRITING)

    with pytest.raises((NotFound, Conflict)):
        place.store.complete_multipart(key, upload, parts)


def test_aborting_twice_is_fine(place: Place, key: str) -> None:
    """And afterwards the upload is unknown."""
    upload, _ = place.both_parts(key)

    place.store.abort_multipart(key, upload)
    place.store.abort_multipart(key, upload)

    with pytest.raises(NotFound):
        place.store.stored_parts(key, upload)


def test_unknown_upload_is_not_found(place: Place, key: str) -> None:
    """Asking for parts of an upload nobody opened says so."""
    known = place.open(key)
    place.store.abort_multipart(key, known)

    with pytest.raises(NotFound):
        place.store.stored_parts(key, known)


def test_a_part_may_be_sent_again(place: Place, key: str) -> None:
    """The same part twice counts once."""
    upload = place.open(key)
    place.upload(key, upload, 1, LAST)
    place.upload(key, upload, 1, LAST)

    parts = place.store.stored_parts(key, upload)

    assert [part.size_bytes for part in parts] == [len(LAST)]


def test_signs_size_and_checksum(place: Place, key: str) -> None:
    """Both are headers that the client must send as signed."""
    signed = place.sign(key, place.open(key), 1, LAST)

    assert signed.headers["Content-Length"] == str(len(LAST))
    assert digest(place.store.checksum, LAST) in signed.headers.values()
    assert 0 < signed.expires_in_seconds <= 3600


def test_refuses_damaged_parts(place: Place, key: str) -> None:
    """Bytes that don't match the signed checksum are not stored."""
    if not place.verifies:
        pytest.skip("moto takes whatever comes")
    signed = place.sign(key, place.open(key), 1, LAST)

    assert place.send(signed, LAST[::-1]) in REFUSED


def test_head_knows_size_or_nothing(place: Place, key: str) -> None:
    """None, not an error, for what is not there."""
    assert place.store.head(key) is None

    place.store.put(key, b"12345", WRITING)

    found = place.store.head(key)
    assert found is not None
    assert (found.key, found.size_bytes) == (key, 5)


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [(0, None, b"0123456789"), (3, None, b"3456789"), (3, 7, b"3456"), (0, 1, b"0"), (4, 4, b"")],
)
def test_reads_ranges(
    place: Place, key: str, start: int, stop: int | None, expected: bytes
) -> None:
    """`stop` is not in the range."""
    place.store.put(key, b"0123456789", WRITING)

    assert b"".join(place.store.read(key, start, stop)) == expected


def test_reading_nothing_there_is_not_found(place: Place, key: str) -> None:
    """At the latest with the first piece."""
    with pytest.raises(NotFound):
        next(iter(place.store.read(key)))


def test_put_replaces_and_takes_files(place: Place, key: str) -> None:
    """The later one wins."""
    place.store.put(key, b"old", WRITING)
    place.store.put(key, io.BytesIO(b"newer"), WRITING)

    assert b"".join(place.store.read(key)) == b"newer"


def test_lists_keys_in_order_below_a_prefix(place: Place, key: str) -> None:
    """Keys that only start alike in another folder are left out."""
    names = [f"{key}/hls/{name}" for name in ("b.ts", "a.ts", "c/d.ts")]
    for name in names:
        place.store.put(name, b"x", WRITING)
    place.store.put(f"{key}2/a.ts", b"x", WRITING)

    assert list(place.store.keys(f"{key}/")) == sorted(names)


def test_deletes_by_prefix(place: Place, key: str) -> None:
    """Objects go, neighbours stay, and again is fine."""
    for number in range(3):
        place.store.put(f"{key}/{number}", b"x", WRITING)
    place.store.put(f"{key}2/0", b"x", WRITING)

    deleted = place.store.delete_prefix(f"{key}/")

    assert deleted == 3
    assert place.store.delete_prefix(f"{key}/") == 0
    assert list(place.store.keys(f"{key}2/")) == [f"{key}2/0"]


def test_deleting_takes_open_uploads_along(place: Place, key: str) -> None:
    """Parts that were never joined are freed too."""
    upload = place.open(f"{key}/film")
    place.upload(f"{key}/film", upload, 1, LAST)
    assert list(place.store.unfinished(f"{key}/")) == [f"{key}/film"]

    place.store.delete_prefix(f"{key}/")

    with pytest.raises(BackendError):
        place.store.stored_parts(f"{key}/film", upload)


def test_signed_get_reads_without_credentials(place: Place, key: str) -> None:
    """FFmpeg opens it as it is."""
    place.store.put(key, b"0123456789", WRITING)

    url = place.store.signed_get(key, 60)

    if url.startswith("http"):
        assert requests.get(url, timeout=10).content == b"0123456789"
    else:
        with open(url.removeprefix("file:"), "rb") as file:  # noqa: PTH123
            assert file.read() == b"0123456789"


def test_tampered_part_url_is_refused(place: Place, key: str) -> None:
    """Another part number than the signed one."""
    if not place.verifies:
        pytest.skip("moto takes whatever comes")
    signed = place.sign(key, place.open(key), 1, LAST)
    tampered = replace(signed, url=signed.url.replace("partNumber=1", "partNumber=2"))

    assert place.send(tampered, LAST) in REFUSED
