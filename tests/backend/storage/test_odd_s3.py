"""The store on a server with odd habits, one at a time and all together."""

from __future__ import annotations

import pytest
import requests

from backend.errors import BackendError
from backend.storage.api import Checksum, NewUpload, PartToSign, Writing
from backend.storage.checksums import digest
from backend.storage.s3 import S3Options, S3Store
from backend.storage.s3_errors import Misconfigured
from tests.backend.http_stub import answering
from tests.backend.storage import servers
from tests.backend.storage.odd_s3 import OddS3, refusal

HABITS = [
    "none",
    "no namespace",
    "bare ETags",
    "refuses checksums",
    "knows no algorithms",
    "knows no ChecksumMode",
    "leaves out markers",
    "ignores StartAfter",
    "ignores tokens",
    "wants whole keys",
    "no batches",
    "deletes half",
    "fails inside a 200",
    "forgets its answer",
    "ignores ranges",
]
AT_ONCE = frozenset(
    {"no namespace", "bare ETags", "refuses checksums", "leaves out markers", "wants whole keys",
     "no batches", "forgets its answer", "ignores ranges"}
)  # fmt: skip
PARTS = 7


@pytest.mark.parametrize(
    "habits", [*(frozenset({habit}) for habit in HABITS), AT_ONCE], ids=[*HABITS, "many"]
)
def test_a_film_goes_in_and_out(habits: frozenset[str]) -> None:
    """Parts are signed, listed over pages, joined, read, and everything is deleted again."""
    server = OddS3(habits)
    with answering(server) as url:
        store = S3Store(S3Options("films", "eu-west-1", url), servers.session("eu-west-1"))
        key, other = "sources/v/film", "sources/v/open"
        upload = store.create_multipart(NewUpload(key, PARTS, 1))
        store.create_multipart(NewUpload(other, 2, 1))
        sums = [PartToSign(n, 1, digest(store.checksum, b"x")) for n in range(1, PARTS + 1)]
        for part in store.sign_parts(key, upload, sums):
            headers = dict(part.headers)
            assert requests.put(part.url, b"x", headers=headers, timeout=10).status_code == 200
        for number in range(PARTS):
            store.put(f"media/v/r/{number}.ts", b"x", Writing("video/mp2t"))

        stored = store.stored_parts(key, upload)
        whole = store.complete_multipart(key, upload, stored)
        again = store.complete_multipart(key, upload, stored)

        assert [part.number for part in stored] == list(range(1, PARTS + 1))
        assert whole == again == store.head(key)
        assert whole.size_bytes == PARTS
        assert b"".join(store.read(key, 2, 5)) == b"xxx"
        assert len(list(store.keys("media/v/"))) == PARTS
        store.delete_prefix("media/v/")
        store.delete_prefix("sources/v/")
        assert (server.objects, server.uploads) == ({}, {})


def test_wrong_bytes_are_not_let_in_unseen() -> None:
    """This server takes whatever comes with a CRC, so parts carry Content-MD5."""
    with answering(OddS3(frozenset())) as url:
        store = S3Store(S3Options("films", "eu-west-1", url), servers.session("eu-west-1"))

        assert store.checksum is Checksum.MD5


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (301, "PermanentRedirect", "AWS_REGION"),
        (307, "TemporaryRedirect", "AWS_REGION"),
        (400, "AuthorizationHeaderMalformed", "AWS_REGION"),
        (400, "InvalidToken", "credentials"),
        (400, "ExpiredToken", "credentials have run out"),
        (400, "InvalidBucketName", "AWS_S3_BUCKET"),
        (403, "RequestTimeTooSkewed", "clock"),
        (403, "AccessDenied", "Add s3:PutObject"),
        (404, "NoSuchBucket", "AWS_S3_BUCKET"),
    ],
)
def test_what_an_administrator_can_mend_is_said(status: int, code: str, says: str) -> None:
    """Also to a HEAD, whose answer has no words: then at least where to look."""
    with answering(lambda _: refusal(status, code)) as url:
        options = S3Options("films", "eu-west-1", url, checksum=Checksum.MD5)
        store = S3Store(options, servers.session("eu-west-1"))

        with pytest.raises(Misconfigured, match=says):
            store.create_multipart(NewUpload("sources/v/x", 2, 1))
        if status != 404:
            with pytest.raises(BackendError) as caught:
                store.head("sources/v/x")
            assert isinstance(caught.value, Misconfigured), str(caught.value)
