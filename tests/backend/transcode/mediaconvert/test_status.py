"""How far MediaConvert is, and what its end is worth."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.stub import Stubber

from backend.transcode.api import Failed, Finished, Outputs, Working
from backend.transcode.mediaconvert.job import Expected, expected
from backend.transcode.mediaconvert.transcoder import (
    failure,
    lacking,
)
from tests.backend.aws.fakes import MemoryStore
from tests.backend.transcode.mediaconvert.test_mediaconvert import (
    PLAYLIST,
    answered,
    client,
    film,
    job,
    service,
)


def finished_store() -> MemoryStore:
    """What MediaConvert leaves for `job(film())`."""
    store = MemoryStore()
    names = expected(job(film())["Settings"])
    for name in names.playlists:
        base = name.removeprefix("hls/").removesuffix(".m3u8")
        store.objects[f"media/v1/r1/{name}"] = PLAYLIST.format(base).encode()
        store.objects[f"media/v1/r1/hls/{base}_00001.ts"] = b"ts"
    for capture in names.captures:
        for number in range(2):
            store.objects[f"media/v1/r1/{capture}{number:07}.jpg"] = b"picture %d" % number
    return store


def status(store: MemoryStore, **shown: Any) -> Any:
    boto = client()
    with Stubber(boto) as stub:
        stub.add_response("get_job", {"Job": answered(**shown)}, {"Id": "1-2"})
        return service(store, boto).status("1-2")


def test_reports_how_far_it_is() -> None:
    """In percent, from MediaConvert's own count."""
    assert status(MemoryStore(), status="PROGRESSING", JobPercentComplete=40) == Working(40.0)


def test_complete_is_believed_when_the_bucket_agrees() -> None:
    """Then the poster and the storyboard get their usual names."""
    store = finished_store()

    made = Outputs("poster.jpg", "storyboard/storyboard.vtt")
    assert status(store, status="COMPLETE") == Finished(made)
    assert store.objects["media/v1/r1/poster.jpg"] == b"picture 1"
    assert b"frame.0000001.jpg" in store.objects["media/v1/r1/storyboard/storyboard.vtt"]


@pytest.mark.parametrize(
    "name",
    [
        "hls/multivariant.m3u8",
        "hls/multivariant_720p.m3u8",
        "hls/multivariant_720p_00001.ts",
        "dash/manifest.mpd",
    ],
)
def test_complete_without_a_file_is_a_failure(name: str) -> None:
    """A sentence that names it, not a broken video."""
    store = finished_store()
    del store.objects[f"media/v1/r1/{name}"]

    ended = status(store, status="COMPLETE")

    assert isinstance(ended, Failed)
    assert name in ended.reason
    assert ended.retryable


def test_a_playlist_without_end_is_a_failure() -> None:
    """It would play as if it were live."""
    cut = PLAYLIST.partition("#EXT-X-ENDLIST")[0]

    missing = lacking(Expected(("hls/a.m3u8",)), {"hls/a.m3u8", "hls/{}_00001.ts"}, lambda _: cut)

    assert missing == "the end of hls/a.m3u8"


@pytest.mark.parametrize(
    ("shown", "retryable"),
    [
        ({"Status": "ERROR", "ErrorCode": 1076}, False),
        ({"Status": "ERROR", "ErrorCode": 1401}, True),
        ({"Status": "ERROR", "ErrorCode": 1404}, True),
        ({"Status": "ERROR", "ErrorCode": 1434}, True),
        ({"Status": "ERROR", "ErrorCode": 1999}, True),
        ({"Status": "CANCELED"}, True),
    ],
)
def test_errors_are_sentences(shown: dict[str, Any], retryable: bool) -> None:
    """A damaged film is the creator's matter, the rest may work again."""
    ended = failure(shown)

    assert ended.retryable is retryable
    assert ended.reason.endswith(".")
