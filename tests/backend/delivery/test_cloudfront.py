"""Signed leave to watch, read and verified as CloudFront would."""

from __future__ import annotations

import base64
import fnmatch
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from backend.config.cloud import CloudFrontKey
from backend.delivery.api import Grant
from backend.delivery.cloudfront import CloudFront
from tests.backend.aws import keys

NOW = 1_800_000_000
GROUP = {"K2JCJMDEHXQW5F": "key", "K": "key", "K3ANOTHER": "another"}
"""Of keys that a distribution trusts, by their ids."""


@pytest.fixture
def delivery(tmp_path: Path) -> CloudFront:
    key = CloudFrontKey("d111.cloudfront.net", "K2JCJMDEHXQW5F", keys.key_file(tmp_path))
    return CloudFront(key, 3600, lambda: NOW)


def decoded(value: str) -> bytes:
    return base64.b64decode(value.translate(str.maketrans("-_~", "+=/")))


def admits(fields: dict[str, str], url: str, at: float) -> bool:
    """What CloudFront does with a request: signature, resource, time."""
    policy = decoded(fields["Policy"])
    keys.public_key(GROUP[fields["Key-Pair-Id"]]).verify(
        decoded(fields["Signature"]), policy, padding.PKCS1v15(), hashes.SHA1()
    )
    statement: Any = json.loads(policy)["Statement"][0]
    until = statement["Condition"]["DateLessThan"]["AWS:EpochTime"]
    return fnmatch.fnmatchcase(url, statement["Resource"]) and at < until


def fields_of(grant: Grant) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in grant.query.split("&"))


def test_one_policy_covers_the_revision(delivery: CloudFront) -> None:
    """Every file below the prefix, and nothing beside it."""
    grant = delivery.grant("v1", "r1")
    fields = fields_of(grant)

    assert grant.url("hls/360p/media.m3u8").startswith(
        "https://d111.cloudfront.net/media/v1/r1/hls/360p/media.m3u8?Policy="
    )
    assert admits(fields, f"{grant.base_url}hls/360p/00001.ts", NOW)
    assert not admits(fields, "https://d111.cloudfront.net/media/v1/r2/hls/00001.ts", NOW)
    assert not admits(fields, "https://d111.cloudfront.net/sources/v1/x", NOW)
    assert not admits(fields, f"{grant.base_url}poster.jpg", NOW + 3600 + 900)


def test_a_changed_policy_is_not_signed(delivery: CloudFront) -> None:
    """Nobody extends their own leave."""
    fields = fields_of(delivery.grant("v1", "r1"))
    other = fields_of(delivery.grant("v2", "r1"))

    with pytest.raises(InvalidSignature):
        admits({**fields, "Policy": other["Policy"]}, "x", NOW)


def test_cookies_carry_the_same(delivery: CloudFront) -> None:
    """For the watch page, whose browser can't add a query to child requests."""
    grant = delivery.grant("v1", "r1")

    expected = {f"CloudFront-{name}": value for name, value in fields_of(grant).items()}

    assert grant.cookies == expected


def test_queries_need_no_escaping(delivery: CloudFront) -> None:
    """CloudFront's own Base64 uses only characters that stay as they are."""
    assert not set(delivery.grant("v", "r").query) & set("+/%~ ") - {"~"}


def test_grants_of_a_quarter_hour_are_the_same(tmp_path: Path) -> None:
    """So a library shown again finds its posters in the cache."""
    now = [float(NOW)]
    key = CloudFrontKey("d.cloudfront.net", "K", keys.key_file(tmp_path))
    delivery = CloudFront(key, 3600, lambda: now[0])
    first = delivery.grant("v", "r")
    now[0] += 899

    again = delivery.grant("v", "r")

    assert again.query == first.query
    assert again.expires_in_seconds == first.expires_in_seconds - 899 >= 3600


def test_renewing_moves_the_end(tmp_path: Path) -> None:
    """A grant taken later ends later: players renew in mid-film."""
    now = [float(NOW)]
    key = CloudFrontKey("d.cloudfront.net", "K", keys.key_file(tmp_path))
    delivery = CloudFront(key, 3600, lambda: now[0])
    first = fields_of(delivery.grant("v", "r"))
    now[0] += 3000

    second = fields_of(delivery.grant("v", "r"))

    url = "https://d.cloudfront.net/media/v/r/hls/1.ts"
    assert not admits(first, url, NOW + 6000)
    assert admits(second, url, NOW + 6000)


def test_films_go_on_when_the_key_pair_is_another(tmp_path: Path, delivery: CloudFront) -> None:
    """As long as the group has both: what was granted before, and what is granted from then on."""
    key = CloudFrontKey("d111.cloudfront.net", "K3ANOTHER", keys.key_file(tmp_path, "another"))
    grants = [each.grant("v1", "r1") for each in (delivery, CloudFront(key, 3600, lambda: NOW))]
    former, present = map(fields_of, grants)

    assert all(admits(fields_of(grant), grant.url("hls/1.ts"), NOW) for grant in grants)
    assert former["Policy"] == present["Policy"]
    with pytest.raises(InvalidSignature):
        admits({**former, "Signature": present["Signature"]}, "x", NOW)
