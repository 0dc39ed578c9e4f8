"""Originals to Glacier and back, on moto."""

from __future__ import annotations

import pytest

from backend.errors import NotFound
from backend.sentences import said
from backend.storage.api import Writing
from backend.storage.archive import SENTENCES, Place
from backend.storage.s3 import S3Store
from backend.storage.s3_archive import S3Archive, place_of

KEY = "sources/v/archive"


@pytest.fixture
def archive(moto_store: S3Store) -> S3Archive:
    moto_store.put(KEY, b"film", Writing("video/mp4"))
    return S3Archive(moto_store.client, "films")


def test_archiving_tags_the_original(archive: S3Archive) -> None:
    """The template's lifecycle rule looks for this very tag; twice is fine."""
    archive.archive(KEY)
    archive.archive(KEY)

    tags = archive.client.get_object_tagging(Bucket="films", Key=KEY)["TagSet"]

    assert tags == [{"Key": "matinee", "Value": "archived"}]
    assert archive.place(KEY) is Place.LEAVING


def test_taking_it_back_before_it_moved_costs_nothing(archive: S3Archive) -> None:
    """The tag goes, and the film never left."""
    archive.archive(KEY)

    assert archive.restore(KEY) is Place.AT_HAND
    assert archive.client.get_object_tagging(Bucket="films", Key=KEY)["TagSet"] == []


def test_restoring_asks_for_a_copy(archive: S3Archive) -> None:
    """What lies in Glacier is on its way afterwards."""
    archive.client.put_object(Bucket="films", Key=KEY, Body=b"x", StorageClass="GLACIER")
    assert archive.place(KEY) is Place.ARCHIVED

    assert archive.restore(KEY) is Place.RESTORING


def test_a_lost_original_is_not_found(archive: S3Archive) -> None:
    """Nothing to restore."""
    with pytest.raises(NotFound):
        archive.place("sources/v/none")


@pytest.mark.parametrize(
    ("storage_class", "restore", "expected"),
    [
        ("", "", Place.AT_HAND),
        ("INTELLIGENT_TIERING", "", Place.AT_HAND),
        ("GLACIER", "", Place.ARCHIVED),
        ("GLACIER", 'ongoing-request="true"', Place.RESTORING),
        ("DEEP_ARCHIVE", 'ongoing-request="false", expiry-date="x"', Place.RESTORED),
    ],
)
def test_reads_s3s_headers(storage_class: str, restore: str, expected: Place) -> None:
    """Each has a sentence for the screen."""
    assert place_of(storage_class, restore) is expected
    assert said(SENTENCES[expected], {"days": 7}).endswith(".")
