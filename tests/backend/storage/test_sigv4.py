"""Our signatures against boto3's, byte for byte."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import botocore.auth
import botocore.credentials
import botocore.crt.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.storage.sigv4 import Credentials, Signer

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 takes the time from these, depending on whether awscrt signs for it."""
    for module in (botocore.auth, botocore.crt.auth):
        monkeypatch.setattr(module, "get_current_datetime", lambda *_, **__: NOW)


def client(token: str | None, endpoint: str | None, style: Any) -> Any:
    return boto3.client(
        "s3",
        region_name="eu-west-1",
        endpoint_url=endpoint,
        aws_access_key_id="AKID",
        aws_secret_access_key="s3cret/+",
        aws_session_token=token,
        config=Config(signature_version="s3v4", s3=style),
    )


def signer(base: str, token: str | None = None) -> Signer:
    return Signer(base, Credentials("AKID", "s3cret/+", token), "eu-west-1", NOW, 3600)


PLACES = [
    (None, {"addressing_style": "virtual"}, "https://films.s3.eu-west-1.amazonaws.com"),
    (None, {"addressing_style": "path"}, "https://s3.eu-west-1.amazonaws.com/films"),
    (
        None,
        {"addressing_style": "virtual", "use_accelerate_endpoint": True},
        "https://films.s3-accelerate.amazonaws.com",
    ),
    ("http://127.0.0.1:9000", {"addressing_style": "path"}, "http://127.0.0.1:9000/films"),
    ("https://s3.example:443", {"addressing_style": "path"}, "https://s3.example:443/films"),
]


@pytest.mark.parametrize("token", [None, "to/ken+="])
@pytest.mark.parametrize(("_endpoint", "_style", "base"), PLACES)
def test_headers_are_botocores(
    token: str | None, _endpoint: str | None, _style: Any, base: str
) -> None:
    """For a request without a body."""
    url, headers = signer(base, token).request(
        "HEAD", "sources/a/b c", {"x-amz-checksum-mode": "ENABLED"}
    )

    theirs = AWSRequest("HEAD", url, headers={"x-amz-checksum-mode": "ENABLED"})
    theirs.context["payload_signing_enabled"] = True
    credentials = botocore.credentials.Credentials("AKID", "s3cret/+", token)
    botocore.auth.S3SigV4Auth(credentials, "s3", "eu-west-1").add_auth(theirs)
    assert url == f"{base}/sources/a/b%20c"
    said = {name.lower(): value for name, value in headers.items()}
    assert said == {name.lower(): str(value) for name, value in theirs.headers.items()}


@pytest.mark.parametrize("token", [None, "to/ken+="])
@pytest.mark.parametrize(("endpoint", "style", "base"), PLACES)
@pytest.mark.parametrize(
    ("field", "header"),
    [
        ("ContentMD5", "Content-MD5"),
        ("ChecksumSHA256", "x-amz-checksum-sha256"),
        ("ChecksumCRC32C", "x-amz-checksum-crc32c"),
    ],
)
def test_part_urls_are_boto3s(
    token: str | None, endpoint: str | None, style: Any, base: str, field: str, header: str
) -> None:
    """Any address style, credentials and checksum gives the very URL that boto3 would."""
    params = {"Bucket": "films", "Key": "sources/a/b", "UploadId": "x y+/=", "PartNumber": 3}
    theirs = client(token, endpoint, style).generate_presigned_url(
        "upload_part", Params={**params, "ContentLength": 12, field: "AAA+/w=="}, ExpiresIn=3600
    )

    ours = signer(base, token).url(
        "PUT",
        "sources/a/b",
        {"uploadId": "x y+/=", "partNumber": "3"},
        {"Content-Length": "12", header: "AAA+/w=="},
    )

    assert ours == theirs


def test_any_key_is_signed_as_boto3_does() -> None:
    """Also with spaces, umlauts and everything else that needs escaping."""
    boto = client(None, None, {"addressing_style": "virtual"})

    @settings(max_examples=50, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
    def same(name: str) -> None:
        params = {"Bucket": "films", "Key": f"media/{name}"}
        theirs = boto.generate_presigned_url("get_object", Params=params, ExpiresIn=3600)

        assert signer(PLACES[0][2]).url("GET", f"media/{name}", {}, {}) == theirs

    same()


def test_ten_thousand_parts_take_less_than_a_second() -> None:
    """Of CPU; boto3 needs more than two."""
    sign = signer(PLACES[0][2]).url
    before = time.process_time()

    for number in range(10_000):
        query = {"uploadId": "u", "partNumber": str(number)}
        sign("PUT", "sources/a/b", query, {"Content-Length": "1", "Content-MD5": "AAAA"})

    assert timedelta(seconds=time.process_time() - before) < timedelta(seconds=1)
