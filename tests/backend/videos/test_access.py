"""Who sees what: the whole table, by values."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from backend.videos.access import (
    RIGHTS,
    Relation,
    Right,
    Standing,
    relation_of,
    right_to,
    standing,
)

NOW = 1000.0


@dataclass(frozen=True)
class Row:
    """A public film that can be watched."""

    state: str = "ready"
    visibility: str = "public"
    playable: str | None = "adaptive"
    publish_at: float | None = None
    published_at: float | None = 500.0
    deleted_at: float | None = None


CASES = {
    Standing.PRIVATE: [
        Row(visibility="private", published_at=None),
        Row(visibility="private", published_at=None, publish_at=2000.0),
        Row(visibility="private", published_at=None, state="uploading", playable=None),
    ],
    Standing.UNLISTED: [
        Row(visibility="unlisted", published_at=None),
        Row(visibility="unlisted", state="failed"),
    ],
    Standing.PUBLIC: [Row(), Row(state="processing"), Row(state="failed"), Row(publish_at=NOW)],
    Standing.SCHEDULED: [
        Row(publish_at=1000.1),
        Row(publish_at=1000.1, visibility="unlisted"),
        Row(publish_at=1000.1, state="processing", playable=None),
    ],
    Standing.PROCESSING: [
        Row(playable=None, state="uploading"),
        Row(playable="progressive", state="processing"),
        Row(playable=None, state="verifying", visibility="unlisted"),
    ],
    Standing.FAILED: [
        Row(state="failed", playable=None),
        Row(state="failed", playable="progressive"),
    ],
    Standing.DELETED: [
        *(Row(state="deleted"), Row(state="deleted", visibility="private")),
        Row(deleted_at=NOW),
    ],
    Standing.UNPUBLISHED: [Row(visibility="private"), Row(visibility="private", state="failed")],
}


@pytest.mark.parametrize(
    ("row", "expected"), [(row, name) for name, rows in CASES.items() for row in rows]
)
def test_a_video_stands_somewhere(row: Row, expected: Standing) -> None:
    """In exactly one place of the table."""
    assert standing(row, NOW) == expected


def test_every_place_has_a_case() -> None:
    """And every case a right for everybody."""
    assert set(CASES) == set(Standing) == set(RIGHTS)
    assert all(set(rights) == set(Relation) for rights in RIGHTS.values())


@pytest.mark.parametrize(
    ("place", "owner", "others"),
    [
        (Standing.PRIVATE, Right.OWN, Right.NOTHING),
        (Standing.UNLISTED, Right.OWN, Right.SEE),
        (Standing.PUBLIC, Right.OWN, Right.FIND),
        (Standing.SCHEDULED, Right.OWN, Right.NOTHING),
        (Standing.PROCESSING, Right.OWN, Right.SEE),
        (Standing.FAILED, Right.OWN, Right.NOTHING),
        (Standing.DELETED, Right.NOTHING, Right.NOTHING),
        (Standing.UNPUBLISHED, Right.OWN, Right.NOTHING),
    ],
)
def test_who_may_do_what(place: Standing, owner: Right, others: Right) -> None:
    """Following a channel gives no more than coming by."""
    row = CASES[place][0]
    assert right_to(row, Relation.OWNER, NOW) == owner
    for relation in (Relation.FOLLOWER, Relation.OTHER, Relation.GUEST):
        assert right_to(row, relation, NOW) == others


@pytest.mark.parametrize(
    ("viewer", "follows", "relation"),
    [
        ("anna", False, Relation.OWNER),
        ("anna", True, Relation.OWNER),
        ("bert", True, Relation.FOLLOWER),
        ("bert", False, Relation.OTHER),
        (None, False, Relation.GUEST),
    ],
)
def test_everybody_is_somebody(viewer: str | None, follows: bool, relation: Relation) -> None:
    """To the owner anna."""
    assert relation_of(viewer, "anna", follows=follows) == relation
