"""When a store is left alone, and when it is tried again."""

from __future__ import annotations

import pytest
from botocore.exceptions import EndpointConnectionError

from backend.errors import NotFound
from backend.storage import s3
from backend.storage.api import Checksum, StoredPart
from backend.storage.breaker import (
    MOST_FAILURES,
    REST_SECONDS,
    Breaker,
    Circuit,
    StoreAway,
    asking,
    failed,
)
from backend.storage.s3_errors import asking as asking_store
from tests.backend.http_stub import Answer, Asked, answering
from tests.backend.storage import servers

OPEN = Circuit(MOST_FAILURES, retry_at=10.0)


@pytest.mark.parametrize(
    ("circuit", "now", "may", "afterwards"),
    [
        (Circuit(), 0.0, True, Circuit()),
        (Circuit(2), 0.0, True, Circuit(2)),
        (OPEN, 9.9, False, OPEN),
        (OPEN, 10.0, True, Circuit(MOST_FAILURES, 10.0 + REST_SECONDS)),
    ],
)
def test_who_may_ask(circuit: Circuit, now: float, may: bool, afterwards: Circuit) -> None:
    """Anybody, until it has failed too often; after the rest one for all."""
    assert asking(circuit, now) == (may, afterwards)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Circuit(), Circuit(1)),
        (Circuit(MOST_FAILURES - 1), Circuit(MOST_FAILURES, 7.0 + REST_SECONDS)),
        (OPEN, Circuit(MOST_FAILURES + 1, 7.0 + REST_SECONDS)),
    ],
)
def test_failures_add_up(before: Circuit, after: Circuit) -> None:
    """Those in a row."""
    assert failed(before, 7.0) == after


class Bucket:
    """A store that is away until it is back, and counts how often it is asked."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked = 0
        self.breaker = Breaker("films", lambda: self.now)

    def ask(self, fault: Exception | None) -> None:
        with asking_store(self.breaker, "films"):
            self.asked += 1
            if fault is not None:
                raise fault


AWAY = EndpointConnectionError(endpoint_url="http://127.0.0.1:9")


def test_whoever_comes_later_is_told_at_once() -> None:
    """With the time to come again; one is let through to see, and then all."""
    bucket = Bucket()
    for _ in range(MOST_FAILURES + 5):
        with pytest.raises(StoreAway) as told:
            bucket.ask(AWAY)
    assert (bucket.asked, told.value.retry_after_seconds) == (MOST_FAILURES, 5)
    bucket.now = REST_SECONDS - 1.5
    with pytest.raises(StoreAway) as told:
        bucket.ask(None)
    assert told.value.retry_after_seconds == 2

    bucket.now = REST_SECONDS
    for _ in range(3):
        bucket.ask(None)

    assert bucket.asked == MOST_FAILURES + 3


def test_what_it_answers_is_no_failure() -> None:
    """That there is no such object, for one."""
    bucket = Bucket()
    for _ in range(MOST_FAILURES):
        for fault in (AWAY, NotFound()):
            with pytest.raises((StoreAway, NotFound)):
                bucket.ask(fault)

    bucket.ask(None)


def test_who_sees_that_it_is_back_sees_his_film_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """To join its parts takes two questions, though one is let through to see."""
    bucket = Bucket()
    for _ in range(MOST_FAILURES):
        with pytest.raises(StoreAway):
            bucket.ask(AWAY)
    bucket.now = REST_SECONDS
    monkeypatch.setattr(s3, "Breaker", lambda *_: bucket.breaker)

    def answer(asked: Asked) -> Answer:
        joined = b"<CompleteMultipartUploadResult/>"
        return 200, {"Content-Length": "7", "ETag": '"e"'} if asked.method == "HEAD" else {}, joined

    with answering(answer) as url:
        options = s3.S3Options("films", "eu-west-1", endpoint=url, checksum=Checksum.MD5)
        store = s3.S3Store(options, servers.session("eu-west-1"))
        whole = store.complete_multipart("k", "u", [StoredPart(1, 7, "a")])

    assert whole.size_bytes == 7
