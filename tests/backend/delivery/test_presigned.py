"""Viewing from S3 without a CDN."""

from __future__ import annotations

import pytest

from backend.delivery import presigned
from backend.delivery.local import LocalDelivery
from backend.delivery.presigned import Presigned
from backend.signing import HmacSigner
from backend.storage.api import StoredObject
from tests.backend.aws.fakes import MemoryStore

SEGMENT = "media/v/r/hls/360p/00001.ts"


class Counting(MemoryStore):
    asked = 0

    def head(self, key: str) -> StoredObject | None:
        self.asked += 1
        return super().head(key)


def test_segments_are_redirected_for_a_while() -> None:
    """By a URL that outlives what caches are told; the store is asked once whether it is there."""
    store = Counting({SEGMENT: b"G"})
    delivery = Presigned(LocalDelivery(HmacSigner.by("secret")), store)

    there = [delivery.redirect(SEGMENT) for _ in range(3)][-1]

    assert there is not None
    assert there.url == f"https://signed.example/{SEGMENT}?expires=900"
    assert there.cache_control == "private, max-age=600"
    assert store.asked == 1


@pytest.mark.parametrize("key", ["media/v/r/hls/multivariant.m3u8", "media/v/r/subtitles/de.vtt"])
def test_what_refers_to_others_comes_from_the_backend(key: str) -> None:
    """Relative addresses in it must stay below the token."""
    assert (
        Presigned(LocalDelivery(HmacSigner.by("secret")), MemoryStore({key: b"x"})).redirect(key)
        is None
    )


def test_what_is_not_made_yet_is_asked_of_the_backend() -> None:
    """Which then makes it first; later it is redirected."""
    store = MemoryStore()
    delivery = Presigned(LocalDelivery(HmacSigner.by("secret")), store)
    assert delivery.redirect(SEGMENT) is None

    store.objects[SEGMENT] = b"G"

    assert delivery.redirect(SEGMENT) is not None


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest known is forgotten, and asked for again."""
    monkeypatch.setattr(presigned, "REMEMBERED", 2)
    keys = [SEGMENT.replace("1.ts", f"{number}.ts") for number in range(3)]
    store = Counting(dict.fromkeys(keys, b"G"))
    delivery = Presigned(LocalDelivery(HmacSigner.by("secret")), store)

    for key in (*keys, keys[2], keys[0]):
        assert delivery.redirect(key) is not None

    assert store.asked == 4
