"""What may be promised of a disk, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backend.database.tables import Account, Upload, UploadState
from backend.errors import DiskFull
from backend.storage.api import PartToSign
from backend.storage.checksums import digest
from backend.storage.disk import DiskStore
from backend.uploads.opening import Wish
from backend.uploads.reservations import MOST_PROMISES, TooMuchAtOnce, refusal
from tests.backend.serving import MIB, running
from tests.backend.storage.parts import put_part
from tests.backend.uploads.test_service import World

DAY = 86_400


@pytest.mark.parametrize(
    ("size", "room", "promised", "kind"),
    [
        (100, 100, [], type(None)),
        (101, 100, [], DiskFull),
        (1, -5, [], DiskFull),
        (60, 100, [40], type(None)),
        (61, 100, [40], TooMuchAtOnce),
        (60, 100, [0, 0, 40], type(None)),
        (1, 10**9, [1] * (MOST_PROMISES - 1), type(None)),
        (1, 10**9, [1] * MOST_PROMISES, TooMuchAtOnce),
        (1, 10**9, [0] * MOST_PROMISES, type(None)),
    ],
)
def test_what_may_be_promised(
    size: int, room: int, promised: list[int], kind: type[object]
) -> None:
    """Each upload must fit, and with it all that were promised to the account and not begun."""
    assert type(refusal(size, room, promised)) is kind


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A disk of which films may have 100 bytes."""
    monkeypatch.setattr(DiskStore, "room_bytes", lambda _: 100)
    with closing(World(tmp_path)) as made:
        yield made


def create(world: World, *sizes: int, account: Account | None = None) -> list[object]:
    asked = [(Wish(f"{size}.mp4", size), None) for size in sizes]
    return list(world.uploads.create_all(account or world.anna, asked))


def kinds(outcomes: list[object]) -> list[type[object]]:
    return [type(outcome) for outcome in outcomes]


def test_one_upload_may_have_all_the_room(world: World) -> None:
    """But not a second one of the same account, until the first has begun or gone."""
    [whole] = create(world, 100)
    assert isinstance(whole, Upload)
    assert kinds(create(world, 1)) == [TooMuchAtOnce]
    assert kinds(create(world, 101)) == [DiskFull]

    send(world, whole, b"x" * 100)

    [second] = create(world, 100)
    assert isinstance(second, Upload)
    world.uploads.abort(second)
    assert kinds(create(world, 100)) == [Upload]


def send(world: World, upload: Upload, data: bytes) -> None:
    part = PartToSign(1, len(data), digest(world.store.checksum, data))
    put_part(world.store, world.uploads.sign(upload, [part])[0], data)


def test_uploads_of_one_call_share_the_room(world: World) -> None:
    """Each would fit alone."""
    assert kinds(create(world, 60, 60, 40)) == [Upload, TooMuchAtOnce, Upload]


def test_promises_to_others_count_for_nothing(world: World) -> None:
    """Nobody can keep the room from others without sending a byte."""
    bert = Account(id="b", email="b@b.c", name="B", created_at=0.0)
    world.database.add(bert)
    create(world, 100)

    assert kinds(create(world, 100, account=bert)) == [Upload]


def is_open(world: World, upload: Upload) -> bool:
    row = world.database.upload(upload.id)
    return row is not None and row.state == UploadState.OPEN


def test_what_has_not_begun_within_a_day_is_gone(world: World) -> None:
    """With its promise; one that has begun has its week."""
    idle, begun = create(world, 40, 50)
    assert isinstance(idle, Upload)
    assert isinstance(begun, Upload)
    part = PartToSign(1, 50, digest(world.store.checksum, b"x" * 50))
    put_part(world.store, world.uploads.sign(begun, [part], goes_on=False)[0], b"x" * 50)
    states = []
    for _ in range(8):
        world.now += DAY
        world.cleanup.sweep()
        states.append((is_open(world, idle), is_open(world, begun)))

    assert states == [(False, True)] * 6 + [(False, False)] * 2
    assert list(world.store.keys("sources/")) == []


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server whose disk has nothing left for films."""
    with running(tmp_path_factory.mktemp("full"), free_bytes=2**60) as started:
        yield started


def test_a_full_disk_is_told_and_lets_people_in(full: Any) -> None:
    """Uploads wait for room; signing in, looking and deleting go on."""
    anna = full.account()
    stranger = full.stranger()
    account = {"email": "anna@example.org", "password": "correct horse"}

    refused = anna("POST", "/api/uploads", json={"filename": "f.mp4", "size_bytes": 1})
    ready = stranger("GET", "/readyz")
    stranger.json("POST", "/api/accounts", account)

    assert (refused.status_code, refused.headers["Retry-After"]) == (507, "60")
    assert refused.json() == {
        "error": "disk_full",
        "message": "The server's disk is full. It goes on when there is room again.",
        "retryable": True,
    }
    assert (ready.status_code, ready.json()["store"]) == (503, refused.json()["message"])
    assert stranger.json("POST", "/api/session", account)["token"]
    assert anna.json("GET", "/api/videos")["videos"] == []


def test_a_create_call_alone_is_for_a_day(tmp_path: Path) -> None:
    """Also one that has its first parts signed; asking for more is a sign of life."""
    with running(tmp_path) as server:
        anna = server.account()
        first = {"checksum": "crc64nvme", "parts": [{"number": 1, "checksum": "AAAAAAAAAAA="}]}
        made = anna.create(20 * MIB, first_parts=first)
        assert made["signed"]

        def days_left() -> int:
            row = server.services.database.upload(made["id"])
            assert row is not None
            return round((row.expires_at - server.services.database.clock()) / DAY)

        alone = days_left()
        anna.sign(made, {2: bytes(8 * MIB)})

        assert (alone, days_left()) == (1, 7)
