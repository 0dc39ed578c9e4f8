"""Links that this backend answers itself, and the way to an original."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.delivery.local import LinkExpired, LocalDelivery, OpensSource
from backend.delivery.originals import Originals
from backend.signing import HmacSigner
from backend.storage.disk import DiskStore
from backend.storage.s3 import S3Options, S3Store
from tests.backend.storage.servers import REGION, session


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def local(clock: Clock) -> LocalDelivery:
    return LocalDelivery(HmacSigner.by("a secret"), hours=2, clock=clock)


def token_of(url: str) -> str:
    return url.split("/")[2]


def test_a_link_opens_what_it_was_made_for_until_it_ends(
    local: LocalDelivery, clock: Clock
) -> None:
    """And nothing afterwards."""
    grant = local.grant_source("film", "s-1")
    token = token_of(grant.url("source.mp4"))
    assert local.opened(token) == OpensSource("film", "s-1")
    clock.now = grant.expires_in_seconds + 1
    with pytest.raises(LinkExpired):
        local.opened(token)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token.replace("film", "other"),
        lambda token: token.rpartition(".")[0],
        lambda token: token + "0",
        lambda _: "",
    ],
    ids=["another film", "unsigned", "longer", "none"],
)
def test_a_link_that_was_changed_opens_nothing(
    local: LocalDelivery, change: Callable[[str], str]
) -> None:
    token = token_of(local.grant_source("film", "s-1").url(""))
    with pytest.raises(LinkExpired):
        local.opened(change(token))


def test_an_original_in_a_remote_store_comes_from_there(local: LocalDelivery) -> None:
    """With the store's own signature, for as long as was asked."""
    store = S3Store(S3Options("films", REGION, "http://127.0.0.1:9"), session())
    url, grant = Originals(store, local, 60).grant("film", "sources/film/1", "film.mp4", "s-1")
    assert url.startswith("http://127.0.0.1:9/")
    assert "X-Amz-Expires=60" in url
    assert grant.url("") == url


@pytest.mark.parametrize(
    ("filename", "name"), [("Film.MP4", "source.mp4"), ("film.exe", "source"), ("film", "source")]
)
def test_an_original_on_this_disk_has_a_name_of_ours(
    local: LocalDelivery, tmp_path: Path, filename: str, name: str
) -> None:
    """By which players know its kind; whatever the owner's file was called."""
    store = DiskStore(tmp_path, HmacSigner.by("a secret"))
    url, _ = Originals(store, local, 60).grant("film", "sources/film/1", filename, "s-1")
    assert url.endswith(f"/{name}")
    assert local.opened(token_of(url)) == OpensSource("film", "s-1")
