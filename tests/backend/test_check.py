"""What `check` says about services that work, lack something, or are away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend import check
from backend.check import Finding
from backend.cloud import CloudSettings
from backend.storage.s3 import S3Options, S3Store
from tests.backend.storage import servers


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with servers.moto() as url:
        yield url


def findings(store: S3Store, endpoint: str | None) -> list[Finding]:
    cloud = CloudSettings(store="s3", bucket="films", s3_endpoint=endpoint)
    return list(check.run(check.trials(cloud, store, servers.session())))


def test_a_sound_bucket_works(endpoint: str) -> None:
    """Each right is tried, and nothing stays behind."""
    store = servers.store_at(endpoint)

    assert [str(finding) for finding in findings(store, endpoint)] == [
        "works  S3: write",
        "works  S3: read",
        "works  S3: multipart uploads",
        "works  S3: list and delete",
    ]
    assert list(store.keys("sources/.check/")) == []


def test_a_bare_bucket_lacks_cors_and_events(endpoint: str) -> None:
    """Both are named with their remedy."""
    problems = [f.problem for f in findings(servers.store_at(endpoint), None) if f.problem]

    assert len(problems) == 2
    assert "CORS" in problems[0]
    assert "EventBridge" in problems[1]


def test_a_wrong_bucket_is_named(endpoint: str) -> None:
    """With the variable to look at."""
    store = S3Store(S3Options("nothing-here", servers.REGION, endpoint), servers.session())

    assert "AWS_S3_BUCKET" in findings(store, endpoint)[0].problem
