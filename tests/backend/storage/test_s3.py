"""What is S3's alone: pages, answers that lie or get lost, addresses, and what it refuses."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
import requests
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from backend.errors import BackendError, Conflict, Unavailable
from backend.storage import s3_bodies, s3_errors, s3_listing
from backend.storage.api import Checksum, NewUpload, PartToSign, StoredObject, StoredPart, Writing
from backend.storage.checksums import composite, digest, is_joined_from
from backend.storage.s3 import S3Options, S3Store
from tests.backend.http_stub import Answer, Asked, answering
from tests.backend.storage import servers

WRITING = Writing("video/mp2t")


def store(**options: Any) -> S3Store:
    return S3Store(S3Options("films", "eu-west-1", **options), servers.session("eu-west-1"))


def quick(endpoint: str) -> S3Store:
    """A store whose client tries twice without waiting long."""
    return store(endpoint=endpoint, checksum=Checksum.MD5)


def test_lists_more_parts_than_a_page_holds(rclone_store: S3Store) -> None:
    """1,001 parts take two pages; none is lost or doubled."""
    key = "sources/many/parts"
    upload = rclone_store.create_multipart(NewUpload(key, 1001, 1))
    md5 = digest(rclone_store.checksum, b"x")
    numbers = list(range(1, 1002))
    with requests.Session() as line:
        signed = rclone_store.sign_parts(key, upload, [PartToSign(n, 1, md5) for n in numbers])
        for part in signed:
            line.put(part.url, data=b"x", headers=dict(part.headers), timeout=10)

    parts = rclone_store.stored_parts(key, upload)

    rclone_store.abort_multipart(key, upload)
    assert [part.number for part in parts] == numbers


def test_what_is_under_way_goes_on_when_the_keys_are_others(rclone_store: S3Store) -> None:
    """As long as the service takes both: an upload of before is finished, and a film that plays is
    read by the address that it had."""
    endpoint, key = rclone_store.client.meta.endpoint_url, "sources/keys/change"
    upload, md5 = rclone_store.create_multipart(NewUpload(key, 1, 1)), digest(Checksum.MD5, b"x")
    rclone_store.put("media/keys/1.ts", b"a segment", WRITING)
    played = rclone_store.signed_get("media/keys/1.ts", 60)
    [part] = rclone_store.sign_parts(key, upload, [PartToSign(1, 1, md5)])

    session = servers.session(keys=servers.OTHER_KEYS)
    other = S3Store(S3Options("films", servers.REGION, endpoint, checksum=Checksum.MD5), session)
    sent = requests.put(part.url, data=b"x", headers=dict(part.headers), timeout=10)
    stored = other.complete_multipart(key, upload, other.stored_parts(key, upload))

    assert (sent.status_code, stored.size_bytes) == (200, 1)
    again = other.signed_get("media/keys/1.ts", 60)
    assert servers.OTHER_KEYS[0] in again
    assert [requests.get(url, timeout=10).content for url in (played, again)] == [b"a segment"] * 2


@pytest.mark.parametrize("server", ["moto", "ministack", "rclone"])
def test_pages_by_tens(
    server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With small pages every server is asked again and again, and nothing is missed."""
    monkeypatch.setattr(s3_listing, "PAGE", 10)
    s3: S3Store = request.getfixturevalue(f"{server}_store")
    for number in range(25):
        s3.put(f"media/tens/{number:02}", b"x", WRITING)
        s3.create_multipart(NewUpload(f"media/tens/open{number:02}", 2, 1))

    assert len(list(s3.keys("media/tens/"))) == 25
    assert s3.delete_prefix("media/tens/") == 50
    assert list(s3.keys("media/tens/")) == []


@pytest.mark.slow
def test_deletes_more_than_a_batch(rclone_store: S3Store) -> None:
    """1,001 objects and two open uploads; a slow answer may have had one opened twice."""
    for number in range(1001):
        rclone_store.client.put_object(Bucket="films", Key=f"media/big/{number:04}", Body=b"")
    for name in ("one", "two"):
        rclone_store.create_multipart(NewUpload(f"media/big/{name}", 2, 1))

    assert rclone_store.delete_prefix("media/big/") >= 1003
    assert list(rclone_store.keys("media/big/")) == []
    assert rclone_store.delete_prefix("media/big/") == 0


def test_never_empties_the_bucket(moto_store: S3Store) -> None:
    """An empty prefix is a bug of ours."""
    with pytest.raises(ValueError, match="empty prefix"):
        moto_store.delete_prefix("")


def test_stops_at_a_server_that_repeats_its_page() -> None:
    """One that says IsTruncated for ever doesn't hang us."""
    s3 = store(checksum=Checksum.MD5)
    page = {"IsTruncated": True, "Parts": [{"PartNumber": 1, "Size": 1, "ETag": '"a"'}]}
    with Stubber(s3.client) as stub:
        stub.add_response("list_parts", page)
        stub.add_response("list_parts", page)

        parts = s3.stored_parts("k", "u")

    assert parts == [StoredPart(1, 1, "a")]


def test_an_error_inside_a_200_is_an_error() -> None:
    """S3 may say 200 first and InternalError in the body; the upload stays resumable."""
    error = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>x</Message></Error>"
    page = b"<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>"

    def answer(asked: Asked) -> Answer:
        return {"POST": (200, {}, error), "GET": (200, {}, page)}.get(asked.method, (404, {}, b""))

    with answering(answer) as url, pytest.raises(Unavailable):
        quick(url).complete_multipart("k", "u", [StoredPart(1, 1, "a")])


def test_a_lost_answer_to_complete_is_found_by_head() -> None:
    """The line is cut after S3 joined; asked again it knows no such upload, but has the object."""
    gone = b"<Error><Code>NoSuchUpload</Code><Message>x</Message></Error>"
    seen: list[str] = []

    def answer(asked: Asked) -> Answer:
        seen.append(asked.method)
        if asked.method == "HEAD":
            return 200, {"Content-Length": "7", "ETag": '"e"'}, b""
        return (200, {"Content-Length": "99"}, b"") if len(seen) == 1 else (404, {}, gone)

    with answering(answer) as url:
        whole = quick(url).complete_multipart("k", "u", [StoredPart(1, 7, "a")])

    assert whole.size_bytes == 7
    assert seen[-1] == "HEAD"


def test_reads_from_a_server_that_ignores_ranges() -> None:
    """It sends all with 200; we take what we asked for."""
    with answering(lambda _: (200, {}, b"0123456789")) as url:
        assert b"".join(quick(url).read("k", 3, 7)) == b"3456"


def test_takes_a_cut_read_up_where_it_broke() -> None:
    """The second request asks for the rest of the same object."""
    film = bytes(range(200)) * 10_000
    ranges: list[str] = []

    def answer(_: Asked) -> Answer:
        ranges.append("")
        if len(ranges) == 1:
            return 200, {"Content-Length": str(len(film)), "ETag": '"e"'}, film[: 1 << 20]
        rest = film[1 << 20 :]
        return 206, {"ETag": '"e"', "Content-Range": f"bytes {1 << 20}-x/{len(film)}"}, rest

    with answering(answer) as url:
        got = b"".join(quick(url).read("k"))

    assert got == film
    assert len(ranges) == 2


def test_large_files_go_in_parts(moto_store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit a put becomes a multipart upload of the same bytes."""
    monkeypatch.setattr(s3_bodies, "WHOLE_AT_MOST", 5 << 20)
    film = b"x" * (11 << 20)

    moto_store.put("media/large", io.BytesIO(film), WRITING)

    found = moto_store.head("media/large")
    assert found is not None
    assert found.size_bytes == len(film)
    assert found.etag.endswith("-3")


def test_keeps_type_and_cache_rules(moto_store: S3Store) -> None:
    """The CDN passes them on to viewers."""
    moto_store.put("media/typed", b"x", WRITING)

    found = moto_store.client.head_object(Bucket="films", Key="media/typed")

    assert found["ContentType"] == "video/mp2t"
    assert found["CacheControl"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("server", ["moto", "ministack", "rclone"])
def test_asks_servers_what_they_verify(server: str, request: pytest.FixtureRequest) -> None:
    """These three let parts with a wrong CRC or SHA-256 in, so theirs carry Content-MD5."""
    s3: S3Store = request.getfixturevalue(f"{server}_store")

    assert s3.checksum is Checksum.MD5
    assert s3.delete_prefix("sources/.check/") == 0


def test_aws_is_not_asked() -> None:
    """It verifies CRC-32C, the cheapest kind that parts can have there."""
    assert store().checksum is Checksum.CRC32C


@pytest.mark.parametrize("kind", [Checksum.CRC32, Checksum.SHA256])
def test_a_checksum_may_be_set(kind: Checksum, ministack_store: S3Store) -> None:
    """Then parts are listed with it, and the whole is compared with theirs."""
    url = ministack_store.client.meta.endpoint_url
    s3 = S3Store(S3Options("films", "us-east-1", url, checksum=kind), servers.session())
    upload = s3.create_multipart(NewUpload("sources/set/it", 5, 5))
    [part] = s3.sign_parts("sources/set/it", upload, [PartToSign(1, 5, digest(kind, b"right"))])
    requests.put(part.url, data=b"right", headers=dict(part.headers), timeout=10)

    parts = s3.stored_parts("sources/set/it", upload)
    whole = s3.complete_multipart("sources/set/it", upload, parts)

    assert [stored.checksum for stored in parts] == [digest(kind, b"right")]
    assert whole.size_bytes == 5


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ({}, "https://films.s3.eu-west-1.amazonaws.com/k?"),
        ({"addressing": "path"}, "https://s3.eu-west-1.amazonaws.com/films/k?"),
        ({"endpoint": "https://minio.example:9000"}, "https://minio.example:9000/films/k?"),
        (
            {"endpoint": "https://s3.example", "addressing": "virtual"},
            "https://films.s3.example/k?",
        ),
    ],
)
def test_addresses(options: dict[str, Any], start: str) -> None:
    """AWS by host, other servers by path, unless told otherwise."""
    assert store(**options).signed_get("k", 60).startswith(start)


def test_heads_go_by_the_environments_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As boto3's own requests do, but without its help."""
    asked: list[str] = []

    def answer(request: Asked) -> Answer:
        asked.append(request.path)
        return 200, {"ETag": '"e"', "Content-Length": "7"}, b""

    with answering(answer) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        found = store(endpoint="http://films.example", checksum=Checksum.CRC32C).head("k")

    assert found == StoredObject("k", 7, "e")
    assert asked == ["http://films.example/films/k"]


@pytest.mark.parametrize(
    ("status", "host"),
    [("Enabled", "films.s3-accelerate.amazonaws.com"), ("Suspended", "films.s3.eu-west-1")],
)
def test_accelerates_where_the_bucket_is(status: str, host: str) -> None:
    """And goes the normal way where it is not."""
    s3 = store(accelerate=True)
    with Stubber(s3.client) as stub:
        stub.add_response(
            "get_bucket_accelerate_configuration", {"Status": status}, {"Bucket": ANY}
        )

        signed = s3.sign_parts("k", "u", [PartToSign(1, 1, "AAAA")])

    assert signed[0].url.startswith(f"https://{host}")


def test_accelerates_not_without_the_right_to_ask() -> None:
    """Uploads go on, slower."""
    s3 = store(accelerate=True)
    with Stubber(s3.client) as stub:
        stub.add_client_error("get_bucket_accelerate_configuration", "AccessDenied", "", 403)

        signed = s3.sign_parts("k", "u", [PartToSign(1, 1, "AAAA")])

    assert "s3.eu-west-1" in signed[0].url


def test_urls_end_with_the_credentials() -> None:
    """A role's keys that run out in 10 minutes make URLs for 10 minutes."""
    s3 = store()
    keys: Any = s3._session.get_credentials()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    s3._now = lambda: now
    keys._expiry_time = now + timedelta(minutes=10)

    assert s3.sign_parts("k", "u", [PartToSign(1, 1, "AAAA")])[0].expires_in_seconds == 600


NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("code", ["AccessDenied", "400", "403", "SignatureDoesNotMatch"])
@pytest.mark.parametrize(
    ("date", "says"),
    [
        ("Thu, 01 Jan 2026 00:10:00 GMT", "policy|key|credentials"),
        ("Fri, 02 Jan 2026 01:00:00 GMT", "clock"),
    ],
)
def test_a_wrong_clock_is_told_from_a_missing_right(code: str, date: str, says: str) -> None:
    """Some servers have one word for both, and a HEAD has none: the answer's own date tells."""
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPHeaders": {"date": date}}}

    assert re.search(says, str(s3_errors.explain(ClientError(answer, "PutObject"), "films", NOW)))


@pytest.mark.parametrize(
    ("code", "status", "kind", "says"),
    [
        ("NoSuchBucket", 404, s3_errors.Misconfigured, "AWS_S3_BUCKET"),
        ("PermanentRedirect", 301, s3_errors.Misconfigured, "AWS_REGION"),
        ("AccessDenied", 403, s3_errors.Misconfigured, "may not"),
        ("ExpiredToken", 400, s3_errors.Misconfigured, "run out"),
        ("RequestTimeTooSkewed", 403, s3_errors.Misconfigured, "clock"),
        ("SlowDown", 503, Unavailable, "busy"),
        ("InvalidPart", 400, Conflict, "Upload it again"),
        ("Whatever", 400, Conflict, "refused"),
    ],
)
def test_refusals_are_sentences(
    code: str, status: int, kind: type[BackendError], says: str
) -> None:
    """Each names what to do; what an administrator can mend is retryable."""
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}

    error = s3_errors.explain(ClientError(answer, "PutObject"), "films", NOW)

    assert type(error) is kind
    assert says in str(error)


def test_waits_as_long_as_the_store_asks() -> None:
    """Retry-After travels on to the client."""
    answer: Any = {
        "Error": {"Code": "SlowDown"},
        "ResponseMetadata": {"HTTPStatusCode": 503, "HTTPHeaders": {"retry-after": "17"}},
    }

    assert s3_errors.explain(ClientError(answer, "PutObject"), "b", NOW).retry_after_seconds == 17


def test_an_unreachable_store_is_unavailable() -> None:
    """Nothing listens there."""
    s3 = quick(f"http://127.0.0.1:{servers.free_port()}")

    with pytest.raises(Unavailable, match="Can't reach"):
        s3.head("k")


def test_no_credentials_is_a_sentence() -> None:
    """It names the variables."""
    s3 = S3Store(S3Options("films", "eu-west-1"), boto3.Session(region_name="eu-west-1"))

    with pytest.raises(s3_errors.Misconfigured, match="AWS_ACCESS_KEY_ID"):
        s3.signed_get("k", 60)


@pytest.mark.parametrize(
    ("access", "secret", "bucket", "says"),
    [
        ("another-key", servers.SECRET_KEY, "films", "AWS_ACCESS_KEY_ID"),
        (servers.ACCESS_KEY, "another secret", "films", "AWS_SECRET_ACCESS_KEY"),
        (servers.ACCESS_KEY, servers.SECRET_KEY, "no-such-bucket", "AWS_S3_BUCKET"),
    ],
)
def test_a_real_server_refuses_wrong_settings(
    access: str, secret: str, bucket: str, says: str, rclone_store: S3Store
) -> None:
    """The sentence names the variable, and the upload may go on once it is put right."""
    options = S3Options(bucket, servers.REGION, rclone_store.client.meta.endpoint_url)
    s3 = S3Store(options, boto3.Session(access, secret, region_name=servers.REGION))

    with pytest.raises(s3_errors.Misconfigured, match=says) as caught:
        s3.create_multipart(NewUpload("sources/v/x", 1, 1))

    assert caught.value.retryable


PARTS = [
    StoredPart(number, 5, digest_hex, digest(Checksum.CRC32C, b"%d" % number))
    for number, digest_hex in enumerate(["0" * 32, "1" * 32], 1)
]


@pytest.mark.parametrize(
    ("whole", "etag_is_md5", "expected"),
    [
        (StoredObject("k", 10, "x", composite(Checksum.CRC32C, PARTS)), True, True),
        (StoredObject("k", 10, "x", "AAAAAA==-2"), True, False),
        (StoredObject("k", 9, "x", composite(Checksum.CRC32C, PARTS)), True, False),
        (StoredObject("k", 10, "0" * 32 + "-2"), True, False),
        (StoredObject("k", 10, "0" * 32 + "-2"), False, True),
        (StoredObject("k", 10, "opaque"), True, True),
    ],
)
def test_tells_its_object_from_another(
    whole: StoredObject, etag_is_md5: bool, expected: bool
) -> None:
    """By size, then checksum of checksums, then ETag where that is made of MD5s."""
    found = is_joined_from(whole, PARTS, Checksum.CRC32C, etag_is_md5=etag_is_md5)

    assert found is expected
