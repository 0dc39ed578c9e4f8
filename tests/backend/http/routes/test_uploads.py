"""Uploads over the real wire: create, sign, send, complete, abort."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.database.tables import UploadState, Video, VideoState
from backend.uploads.opening import part_size
from tests.backend.pictures import JPEG
from tests.backend.serving import MIB, Caller, Running, checksum, running

BIG = os.urandom(8 * MIB) + b"the end"


def test_a_file_arrives_byte_for_byte(server: Running, anna: Caller) -> None:
    """What was sent in parts is one object, and its video is being verified."""
    video_id = anna.film(BIG)

    video = server.services.database.video(video_id)
    assert video is not None
    stored = b"".join(server.services.store.read(video.source_key))
    assert hashlib.sha256(stored).digest() == hashlib.sha256(BIG).digest()
    assert (video.state, video.source_checksum) == (VideoState.VERIFYING, checksum(BIG))
    assert ("upload_completed", video_id) in server.pipeline.told


def test_says_how_to_cut_and_to_check(anna: Caller) -> None:
    """The part size follows from the file's size; the checksum is what the store verifies."""
    upload = anna.create(20 * MIB)

    known = {k: upload[k] for k in ("state", "part_size_bytes", "part_count", "checksum")}
    assert known == {
        "state": "open",
        "part_size_bytes": 8 * MIB,
        "part_count": 3,
        "checksum": "crc64nvme",
    }


@pytest.mark.parametrize(
    ("size_mib", "part_mib"), [(1, 8), (72_000, 8), (72_001, 9), (100_000, 12), (45_000_000, 5000)]
)
def test_parts_keep_to_the_limits_of_s3(size_mib: int, part_mib: int) -> None:
    """At most 9,000 parts, in whole MiB."""
    assert part_size(size_mib * MIB) == part_mib * MIB


def test_the_same_key_is_the_same_upload(anna: Caller) -> None:
    """A create whose answer was lost is simply sent again."""
    first, again = anna.create(5, key="k"), anna.create(5, key="k")

    assert first == again


def test_a_key_can_be_used_again_after_an_abort(anna: Caller) -> None:
    """A client that starts over keeps its key."""
    first = anna.create(5, key="k")
    anna.json("DELETE", f"/api/uploads/{first['id']}")

    assert anna.create(5, key="k")["id"] != first["id"]


def test_a_key_belongs_to_one_file(anna: Caller) -> None:
    """Another file by the same key is a mistake of the client."""
    anna.create(5, key="k")

    body = {"filename": "other.mp4", "size_bytes": 6}
    headers = {"Idempotency-Key": "k"}
    assert anna.fault("POST", "/api/uploads", json=body, headers=headers) == (409, "conflict")


def test_first_parts_are_signed_with_the_create(anna: Caller) -> None:
    """One call less for a small file; a wrong guess of the kind is no fault."""
    parts = [{"number": 1, "checksum": checksum(b"abc")}]
    wish = {"filename": "a.mp4", "size_bytes": 3}

    def signed(kind: str) -> list[Any]:
        first = {"checksum": kind, "parts": parts}
        answer = anna.json("POST", "/api/uploads", wish | {"first_parts": first})
        return list(answer["signed"])

    assert signed("sha256") == []
    (part,) = signed("crc64nvme")
    assert anna.session.put(part["url"], b"abc", timeout=30).status_code == 200


def test_many_are_created_and_completed_in_two_calls(anna: Caller) -> None:
    """Each item has its own answer: one that fails does not take the others along."""
    first = {"checksum": "crc64nvme", "parts": [{"number": 1, "checksum": checksum(b"abc")}]}
    wishes = [
        {"filename": "a.mp4", "size_bytes": 3, "idempotency_key": "a", "first_parts": first},
        {"filename": "b.mp4", "size_bytes": 0, "idempotency_key": "b"},
    ]

    made, empty = anna.json("POST", "/api/batches/uploads", {"uploads": wishes})
    upload = made["upload"]
    anna.session.put(upload["signed"][0]["url"], b"abc", timeout=30)
    asked = [{"id": upload["id"], "blake3": "ab" * 32}, {"id": "unknown"}]
    done, gone = anna.json("POST", "/api/batches/completions", {"uploads": asked})

    assert (empty["upload"], empty["fault"]["error"]) == (None, "not_a_video")
    assert done["upload"] == {"video_id": upload["video_id"], "state": "verifying"}
    assert (gone["fault"]["status"], gone["fault"]["error"]) == (404, "upload_gone")


def test_a_film_has_a_poster_before_its_first_byte(anna: Caller) -> None:
    """The client's own picture and no more; what is none is left out, and the upload goes on."""
    page = JPEG[:2] + b"\xff\xfe\x00\x08<html>" + JPEG[2:] + b"<html>"
    pictured = anna.create(5, poster=base64.b64encode(page).decode())
    plain = anna.create(5, poster=base64.b64encode(b"\xff\xd8\xff<html>").decode())

    posters = [
        anna.json("GET", f"/api/videos/{upload['video_id']}")["poster_url"]
        for upload in (pictured, plain)
    ]

    assert anna("GET", posters[0]).content == JPEG
    assert posters[1] is None


def test_lists_what_is_stored(anna: Caller) -> None:
    """The server's list is what a client resumes by."""
    upload = anna.create(len(BIG))
    (part,) = anna.sign(upload, {2: b"the end"})
    anna.session.put(part["url"], b"the end", timeout=30)

    parts = anna.json("GET", f"/api/uploads/{upload['id']}")["parts"]

    sum_of_part = checksum(b"the end")
    assert parts == [{"number": 2, "size_bytes": 7, "etag": sum_of_part, "checksum": sum_of_part}]


def test_completing_twice_is_a_success(anna: Caller) -> None:
    """A complete whose answer was lost is simply sent again."""
    upload = anna.create(3)
    anna.send(upload, b"abc")

    answers = [anna.json("POST", f"/api/uploads/{upload['id']}/complete") for _ in range(3)]

    assert answers == [{"video_id": upload["video_id"], "state": "verifying"}] * 3


def test_an_unfinished_upload_cannot_complete(anna: Caller) -> None:
    """It says how much is missing, and stays open."""
    upload = anna.create(len(BIG))

    path = f"/api/uploads/{upload['id']}"
    assert anna.fault("POST", f"{path}/complete") == (409, "incomplete")
    assert anna.json("GET", path)["state"] == "open"


def test_an_aborted_upload_is_gone_with_its_video(server: Running, anna: Caller) -> None:
    """Nothing of it stays: not the upload, not the video, not the bytes."""
    upload = anna.create(3)
    anna.send(upload, b"abc")
    path = f"/api/uploads/{upload['id']}"

    anna.json("DELETE", path)

    assert anna.fault("GET", path) == (404, "upload_gone")
    assert anna.fault("DELETE", path) == (404, "upload_gone")
    assert anna.fault("GET", f"/api/videos/{upload['video_id']}") == (404, "not_found")
    left = server.services.settings.data_dir / "store" / "uploads"
    assert not [file for file in left.iterdir() if upload["video_id"] in file.name]


def test_deleting_a_video_ends_its_upload(anna: Caller) -> None:
    """What is still on its way is refused, and its client learns why."""
    upload = anna.create(3, key="k")
    (part,) = anna.sign(upload, {1: b"abc"})
    anna.json("DELETE", f"/api/videos/{upload['video_id']}")

    assert anna.session.put(part["url"], b"abc", timeout=30).status_code == 404
    assert anna.fault("GET", f"/api/uploads/{upload['id']}") == (404, "upload_gone")
    assert anna.create(3, key="k")["id"] != upload["id"]


def test_a_completed_upload_is_not_aborted(anna: Caller) -> None:
    """Its video is deleted instead, on purpose."""
    upload = anna.create(3)
    anna.send(upload, b"abc")
    anna.json("POST", f"/api/uploads/{upload['id']}/complete")

    assert anna.fault("DELETE", f"/api/uploads/{upload['id']}") == (409, "conflict")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"filename": "film.mp4", "size_bytes": 0}, (422, "not_a_video")),
        ({"filename": "film.mp4", "size_bytes": 2**60}, (413, "too_large")),
        ({"filename": "film.mp4", "size_bytes": -1}, (422, "invalid")),
        ({"filename": "film.mp4", "size_bytes": 2**70}, (422, "invalid")),
        ({"filename": "film.mp4", "size_bytes": "many"}, (422, "invalid")),
        ({"filename": "", "size_bytes": 1}, (422, "invalid")),
        ({"filename": "x" * 301, "size_bytes": 1}, (422, "invalid")),
        ({"filename": "f", "size_bytes": 1, "blake3": "x"}, (422, "invalid")),
        ({"filename": "f", "size_bytes": 1, "channel_id": "none"}, (404, "not_found")),
        ({"filename": "f", "size_bytes": 1, "media": {"width": -1}}, (422, "invalid")),
        ([], (422, "invalid")),
    ],
)
def test_refuses_what_makes_no_sense(anna: Caller, body: Any, expected: tuple[int, str]) -> None:
    """Each mistake has its status and its code."""
    assert anna.fault("POST", "/api/uploads", json=body) == expected


@pytest.mark.parametrize(("size", "kept"), [(1000, True), (100_000, False)])
def test_a_probe_says_what_it_likes_within_bounds(
    server: Running, anna: Caller, size: int, kept: bool
) -> None:
    """Of much, only what we know is kept; and nobody reads it along with the rest of a row."""
    told = {"width": 640, "tags": "a" * size + "\ud800"}
    made = anna.create(3, media=told)

    database = server.services.database
    row = database.video(made["video_id"])
    with database.read() as session:
        [media] = session.scalars(select(Video.media).where(Video.id == made["video_id"]))

    assert json.loads(media or "") == (told if kept else {"width": 640})
    assert row is not None
    assert row.width == 640
    assert "media" not in vars(row)


def test_names_are_taken_as_they_come(anna: Caller) -> None:
    """Quotes, slashes, control characters and emoji in a file name do no harm."""
    name = "../..\\a 'b' \"c\" %s\x00\n🎬.mp4"
    body = {"filename": name, "size_bytes": 1}

    upload = anna.json("POST", "/api/uploads", body)

    assert anna.json("GET", f"/api/videos/{upload['video_id']}")["title"] == "a 'b' \"c\" %s??🎬"


@pytest.mark.parametrize("number", [0, 3, 10_001])
def test_signs_only_parts_that_exist(anna: Caller, number: int) -> None:
    """A film of two parts has no third."""
    upload = anna.create(len(BIG))
    body = {"parts": [{"number": number, "checksum": checksum(b"")}]}

    status, _ = anna.fault("POST", f"/api/uploads/{upload['id']}/parts", json=body)

    assert status == 422


def test_a_damaged_part_is_refused(anna: Caller) -> None:
    """The store counts the checksum itself; a damaged part does not count as stored."""
    upload = anna.create(3)
    (part,) = anna.sign(upload, {1: b"abc"})

    answer = anna.session.put(part["url"], b"abd", timeout=30)

    assert (answer.status_code, answer.json()["error"]) == (400, "bad_checksum")
    assert answer.json()["retryable"]
    assert anna.json("GET", f"/api/uploads/{upload['id']}")["parts"] == []


@pytest.mark.parametrize("data", [b"", b"ab", b"abcd", b"abc" * MIB])
def test_a_part_of_another_length_is_refused(anna: Caller, data: bytes) -> None:
    """Neither fewer nor more bytes than were signed."""
    upload = anna.create(3)
    (part,) = anna.sign(upload, {1: b"abc"})

    answer = anna.session.put(part["url"], data, timeout=30)

    assert (answer.status_code, answer.json()["error"]) == (400, "bad_length")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size=3", "size=4"),
        ("partNumber=1", "partNumber=2"),
        ("partNumber=1", "partNumber=x"),
        ("expires=1", "expires=2"),
        ("signature=", "signature=x"),
        ("signature=", "other="),
        ("/sources/", "/media/"),
        ("/sources/", "/../sources/"),
        ("uploadId=", "uploadId=%00"),
    ],
)
def test_a_changed_address_is_refused(anna: Caller, old: str, new: str) -> None:
    """Every word of a part's address is signed."""
    upload = anna.create(3)
    (part,) = anna.sign(upload, {1: b"abc"})

    answer = anna.session.put(part["url"].replace(old, new, 1), b"abc", timeout=30)

    assert answer.status_code in (400, 403, 404)
    assert anna.json("GET", f"/api/uploads/{upload['id']}")["parts"] == []


def test_a_part_needs_no_token(anna: Caller, stranger: Caller) -> None:
    """Its address is the permission, as with S3."""
    upload = anna.create(3)
    (part,) = anna.sign(upload, {1: b"abc"})

    assert stranger.session.put(part["url"], b"abc", timeout=30).status_code == 200


def test_a_part_of_a_finished_upload_is_gone(server: Running, anna: Caller) -> None:
    """An address kept too long can't change a film that is complete."""
    upload = anna.create(3)
    (part,), (other,) = anna.sign(upload, {1: b"abc"}), anna.sign(upload, {1: b"xyz"})
    anna.session.put(part["url"], b"abc", timeout=30)
    anna.json("POST", f"/api/uploads/{upload['id']}/complete")

    assert anna.session.put(other["url"], b"xyz", timeout=30).status_code == 404
    assert anna.session.put(part["url"], b"abc", timeout=30).status_code == 200
    video = server.services.database.video(upload["video_id"])
    assert video is not None
    assert b"".join(server.services.store.read(video.source_key)) == b"abc"


def test_uploads_of_others_do_not_exist(anna: Caller, bert: Caller) -> None:
    """Reading, signing, completing and aborting alike."""
    path = f"/api/uploads/{anna.create(3)['id']}"
    body = {"parts": [{"number": 1, "checksum": checksum(b"abc")}]}

    answers = [
        bert.fault("GET", path),
        bert.fault("POST", f"{path}/parts", json=body),
        bert.fault("POST", f"{path}/complete"),
        bert.fault("DELETE", path),
    ]

    assert answers == [(404, "upload_gone")] * 4


def test_a_quota_counts_uploads_under_way(server: Running) -> None:
    """Ten files started at once can't outgrow what one after the other could not."""
    caller = server.account(quota_bytes=10)
    first = caller.create(6)
    body = {"filename": "f", "size_bytes": 5}

    assert caller.fault("POST", "/api/uploads", json=body) == (413, "quota_exceeded")
    assert caller.json("GET", "/api/space") == {"used_bytes": 6, "quota_bytes": 10}
    caller.json("DELETE", f"/api/uploads/{first['id']}")
    assert caller.create(10)["state"] == "open"


def test_an_upload_left_alone_expires(tmp_path: Path) -> None:
    """After the set time it is gone for its client, and its bytes are freed."""
    with running(tmp_path, upload_days=0.05 / 86_400) as server:
        anna = server.account()
        upload = anna.create(3)
        deadline = time.monotonic() + 10
        while server.services.database.upload(upload["id"]).state == UploadState.OPEN:  # type: ignore[union-attr]
            server.services.cleanup.wake()
            assert time.monotonic() < deadline

        assert anna.fault("GET", f"/api/uploads/{upload['id']}") == (404, "upload_gone")


def test_a_part_can_be_read_before_the_rest_is_there(server: Running, anna: Caller) -> None:
    """The pipeline hears of each part of a larger film."""
    upload = anna.create(len(BIG))
    (part,) = anna.sign(upload, {2: b"the end"})
    anna.session.put(part["url"], b"the end", timeout=30)

    assert ("part_stored", upload["id"]) in server.pipeline.told


def test_a_page_of_another_site_may_upload(anna: Caller) -> None:
    """The preflight of a browser is answered."""
    upload = anna.create(3)
    (part,) = anna.sign(upload, {1: b"abc"})

    answer = anna.session.options(part["url"], timeout=30)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]


def test_one_key_at_once_is_one_upload(server: Running, anna: Caller) -> None:
    """Eight requests by the same key race; one upload and one video come of it."""
    token = str(anna.session.headers["Authorization"]).removeprefix("Bearer ")
    callers = [server.stranger(token) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        uploads = list(pool.map(lambda caller: caller.create(5, key="race"), callers))

    assert len({upload["id"] for upload in uploads}) == 1
    assert len(anna.json("GET", "/api/videos")["videos"]) == 1
