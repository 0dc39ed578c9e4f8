"""Settings for AWS and Mux, and the sentences for wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.config.cloud import CloudSettings
from backend.config.variables import BadSetting
from backend.storage.api import Checksum

S3 = {"AWS_S3_BUCKET": "films", "AWS_REGION": "eu-west-1"}
ROLE = "arn:aws:iam::123456789012:role/matinee"


def test_nothing_set_is_the_embedded_default() -> None:
    """Disk, FFmpeg, local delivery."""
    assert CloudSettings.from_env({}) == CloudSettings()


def test_naming_things_is_enough(tmp_path: Path) -> None:
    """A bucket means S3, a role MediaConvert, a domain CloudFront."""
    key = tmp_path / "key.pem"
    key.touch()
    read = CloudSettings.from_env(
        {
            **S3,
            "AWS_MEDIACONVERT_ROLE": ROLE,
            "AWS_CLOUDFRONT_DOMAIN": "https://d1.cloudfront.net/",
            "MATINEE_CLOUDFRONT_KEY_ID": "K1",
            "MATINEE_CLOUDFRONT_KEY_FILE": str(key),
            "MATINEE_S3_CHECKSUM": "sha256",
            "MATINEE_S3_ACCELERATE": "on",
        }
    )

    assert (read.store, read.transcoder, read.bucket) == ("s3", "mediaconvert", "films")
    assert read.cloudfront is not None
    assert read.cloudfront.domain == "d1.cloudfront.net"
    assert read.s3_checksum is Checksum.SHA256
    assert read.s3_accelerate


def test_other_servers_need_no_region() -> None:
    """Most of them take any."""
    read = CloudSettings.from_env(
        {"AWS_S3_BUCKET": "films", "MATINEE_S3_ENDPOINT": "http://minio:9000/"}
    )

    assert (read.s3_endpoint, read.region) == ("http://minio:9000", "us-east-1")


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({"MATINEE_STORE": "s3"}, "AWS_S3_BUCKET"),
        ({"MATINEE_STORE": "tape"}, "MATINEE_STORE"),
        ({"AWS_S3_BUCKET": "films"}, "AWS_REGION"),
        ({"AWS_MEDIACONVERT_ROLE": ROLE}, "AWS_S3_BUCKET"),
        ({**S3, "MATINEE_TRANSCODER": "mediaconvert"}, "AWS_MEDIACONVERT_ROLE"),
        ({**S3, "AWS_MEDIACONVERT_ROLE": "matinee"}, "AWS_MEDIACONVERT_ROLE"),
        ({**S3, "AWS_CLOUDFRONT_DOMAIN": "d1.cloudfront.net"}, "MATINEE_CLOUDFRONT_KEY_ID"),
        (
            {
                **S3,
                "AWS_CLOUDFRONT_DOMAIN": "d1.cloudfront.net",
                "MATINEE_CLOUDFRONT_KEY_ID": "K",
                "MATINEE_CLOUDFRONT_KEY_FILE": "/nowhere",
            },
            "MATINEE_CLOUDFRONT_KEY_FILE",
        ),
        (
            {
                **S3,
                "AWS_CLOUDFRONT_DOMAIN": "d1.cloudfront.net",
                "MATINEE_CLOUDFRONT_KEY_ID": "K",
                "MATINEE_CLOUDFRONT_KEY_FILE": "/not-utf-8-\udcff",
            },
            "MATINEE_CLOUDFRONT_KEY_FILE",
        ),
        ({**S3, "AWS_CLOUDFRONT_DOMAIN": "localhost"}, "AWS_CLOUDFRONT_DOMAIN"),
        ({**S3, "MATINEE_MUX_TOKEN_ID": "x"}, "MATINEE_MUX_TOKEN_SECRET"),
        ({**S3, "MATINEE_S3_CHECKSUM": "sha3"}, "MATINEE_S3_CHECKSUM"),
        ({**S3, "MATINEE_S3_ENDPOINT": "minio"}, "MATINEE_S3_ENDPOINT"),
        (
            {**S3, "MATINEE_S3_ENDPOINT": "http://m", "MATINEE_S3_ACCELERATE": "on"},
            "MATINEE_S3_ACCELERATE",
        ),
        (
            {**S3, "MATINEE_S3_ENDPOINT": "http://m", "AWS_MEDIACONVERT_ROLE": ROLE},
            "MATINEE_S3_ENDPOINT",
        ),
        ({**S3, "AWS_ACCESS_KEY_ID": "x"}, "AWS_SECRET_ACCESS_KEY"),
        ({"MATINEE_HOOK_SECRET": "short"}, "MATINEE_HOOK_SECRET"),
    ],
)
def test_wrong_settings_name_the_variable(env: dict[str, str], names: str) -> None:
    """In one sentence."""
    with pytest.raises(BadSetting, match=names) as caught:
        CloudSettings.from_env(env)

    assert str(caught.value).endswith(".")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    """A settings object in a log or traceback gives nothing away."""
    key = tmp_path / "key.pem"
    key.touch()
    mux = {f"MATINEE_MUX_{n}": f"very-{n}" for n in ("TOKEN_SECRET", "WEBHOOK_SECRET")}
    other = {"MATINEE_MUX_TOKEN_ID": "t", "MATINEE_MUX_SIGNING_KEY_ID": "k"}
    files = {"MATINEE_MUX_SIGNING_KEY_FILE": str(key), "MATINEE_HOOK_SECRET": "very-long-secret"}

    shown = repr(CloudSettings.from_env({**S3, **mux, **other, **files}))

    assert "very-" not in shown
