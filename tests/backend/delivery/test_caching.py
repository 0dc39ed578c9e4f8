"""Signed delivery through a real caching proxy: private, and still cached for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.config.cloud import CloudFrontKey
from backend.delivery.cloudfront import CloudFront
from backend.storage.api import Writing
from tests.backend.aws import keys, proxy
from tests.backend.aws.proxy import Proxy

SEGMENTS = [f"hls/720p/{number:05}.ts" for number in range(40)]


@pytest.fixture
def cdn(tmp_path: Path) -> Iterator[Proxy]:
    rule = Writing("video/mp2t").cache_control
    with proxy.caching_proxy(tmp_path, keys.public_key(), rule) as running:
        yield running


def viewer(folder: Path, seconds: int) -> CloudFront:
    """Viewers of different moments have different signatures."""
    key = CloudFrontKey(proxy.DOMAIN, "K", keys.key_file(folder))
    return CloudFront(key, seconds)


def test_the_second_viewer_is_served_from_the_cache(cdn: Proxy, tmp_path: Path) -> None:
    """At least 95 of 100, though their URLs differ."""
    first = viewer(tmp_path, 3600).grant("v", "r")
    second = viewer(tmp_path, 7200).grant("v", "r")

    assert cdn.watch([first.url(path) for path in SEGMENTS]) == 0
    hits = cdn.watch([second.url(path) for path in SEGMENTS])

    assert first.query != second.query
    assert hits >= 0.95 * len(SEGMENTS)
    assert len(cdn.origin_saw) == len(SEGMENTS)


def test_strangers_get_nothing_even_from_the_cache(cdn: Proxy, tmp_path: Path) -> None:
    """Unsigned, signed for another film, or expired: 403, although the file is at hand."""
    grant = viewer(tmp_path, 3600).grant("v", "r")
    foreign = viewer(tmp_path, 3600).grant("other", "r")
    expired = viewer(tmp_path, -3600).grant("v", "r")
    url = grant.url(SEGMENTS[0])
    assert cdn.get(url).status_code == 200

    bare = url.partition("?")[0]

    for refused in (bare, f"{bare}?{foreign.query}", f"{bare}?{expired.query}"):
        assert cdn.get(refused).status_code == 403


def test_originals_are_out_of_reach(cdn: Proxy, tmp_path: Path) -> None:
    """No grant covers `sources/`, not even by way of dots."""
    grant = viewer(tmp_path, 3600).grant("v", "r")

    url = f"https://{proxy.DOMAIN}/sources/v/x?{grant.query}"

    assert cdn.get(url).status_code == 403
