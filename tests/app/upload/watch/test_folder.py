"""A watched folder, turn by turn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.upload.engine.progress import State
from app.upload.watch.folder import FolderStatus
from app.upload.watch.listing import FileSighting, Listing
from app.upload.watch.memory import WatchState
from app.upload.watch.ripening import LOCAL_SECONDS
from tests.app.upload.watch.world import World, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        yield world


@pytest.fixture
def moving(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path, moves=True) as world:
        yield world


def test_a_file_is_taken_when_it_has_stopped_growing(world: World) -> None:
    """However slowly it grows."""
    for length in range(1, 4):
        world.write("a.mp4", b"x" * length)
        world.turn(LOCAL_SECONDS - 1)
        assert world.watch.status == FolderStatus(True, 1)
    assert world.target.names == []
    world.turn(LOCAL_SECONDS)
    assert world.target.names == ["a.mp4"]
    assert world.target.contents == {"1": b"xxx"}
    assert world.watch.status == FolderStatus(True, 0)


def test_each_film_is_sent_once(world: World) -> None:
    """Whatever it is called, whatever runs, and however often it is copied."""
    path = world.write("a.mp4")
    world.settle()
    world.restart()
    world.settle()
    path.rename(world.drive / "b.mp4")
    world.settle()
    world.end(State.DONE)
    world.write("below/copy.mkv")
    world.settle()
    world.restart()
    os.utime(world.drive / "b.mp4", (1, 1))
    world.settle()
    assert world.target.names == ["a.mp4"]


def test_what_was_there_before_is_left_alone(tmp_path: Path) -> None:
    """Unless it changes: then it was being written just then."""
    with opened(tmp_path, with_present=False) as world:
        world.write("old.mp4", b"old")
        growing = world.write("growing.mp4", b"half")
        world.turn()
        growing.write_bytes(b"half and half")
        world.restart()
        world.write("new.mp4", b"new")
        world.settle()
        assert world.target.names == ["growing.mp4", "new.mp4"]
        (world.drive / "old.mp4").rename(world.drive / "renamed.mp4")
        world.settle()
        assert world.target.names == ["growing.mp4", "new.mp4"]


def test_a_drive_that_vanishes_takes_nothing_with_it(world: World) -> None:
    """Nothing is sent again when it is back; what grew is given its time."""
    world.write("a.mp4", b"a")
    world.settle()
    world.write("b.mp4", b"b")
    world.turn()
    world.is_away = True
    world.settle()
    assert world.watch.status.is_there is False
    world.restart()
    world.settle()
    world.is_away = False
    world.settle()
    assert world.target.names == ["a.mp4", "b.mp4"]


def test_what_the_account_has_already_is_not_sent(world: World) -> None:
    """It is counted, stays where it is, and nobody is asked; also under another name later."""
    world.target.known = {b"old"}
    path = world.write("old.mp4", b"old")
    world.write("new.mp4", b"new")
    world.settle()
    assert world.target.names == ["new.mp4"]
    assert world.watch.status == FolderStatus(True, 0, 1)
    path.rename(world.drive / "renamed.mp4")
    world.target.known = set()
    world.restart()
    world.settle()
    assert (world.target.names, world.watch.status.known) == (["new.mp4"], 1)


def test_an_account_that_is_not_open_is_waited_for(world: World) -> None:
    """The film is looked into when there is somebody to have it."""
    world.is_open = False
    world.write("a.mp4")
    world.settle()
    assert (world.target.names, world.watch.status.waiting) == ([], 1)
    world.is_open = True
    world.turn()
    assert world.target.names == ["a.mp4"]


@pytest.mark.parametrize("when", ["kill_before", "kill_after"])
def test_a_kill_in_the_middle_sends_neither_twice_nor_never(world: World, when: str) -> None:
    """The same upload is handed over again, under its id."""
    world.write("a.mp4")
    world.turn()
    setattr(world.target, when, True)
    world.turn(LOCAL_SECONDS)
    world.settle()
    assert (world.target.names, list(world.target.files)) == (["a.mp4"], ["1"])


def test_a_file_that_goes_on_growing_is_sent_as_it_is_in_the_end(world: World) -> None:
    """By the upload that it had: the queue fails it, and it is taken up again."""
    path = world.write("a.mp4", b"half")
    world.settle()
    path.write_bytes(b"half and half")
    world.settle()
    assert world.target.resumed == []
    world.end(State.FAILED)
    world.settle()
    assert (world.target.names, world.target.resumed) == (["a.mp4"], ["1"])
    world.end(State.DONE)
    world.settle()
    assert world.target.contents == {"1": b"half and half"}


def test_another_film_under_a_name_that_is_done_is_another_film(world: World) -> None:
    """A camera counts from the beginning."""
    path = world.write("a.mp4", b"one")
    world.settle()
    world.end(State.DONE)
    path.write_bytes(b"another")
    world.settle()
    assert world.target.contents == {"1": b"one", "2": b"another"}


def test_whoever_cancels_means_it(world: World) -> None:
    """Also after a restart."""
    world.write("a.mp4")
    world.settle()
    world.end(State.CANCELLED)
    world.restart()
    world.settle()
    assert world.memory.films(world.folder.path, WatchState.DROPPED)
    assert world.target.names == ["a.mp4"]


def test_what_is_done_is_put_away(moving: World) -> None:
    """Never over anything, and a second copy too, which is not sent."""
    (moving.done / "a.mp4").write_bytes(b"older")
    for _ in range(2):
        moving.write("a.mp4", b"film")
        moving.settle()
        moving.end(State.DONE)
        moving.turn()
    names = sorted(path.name for path in moving.done.iterdir())
    assert names == ["a (2).mp4", "a (3).mp4", "a.mp4"]
    assert (moving.done / "a.mp4").read_bytes() == b"older"
    assert list(moving.drive.iterdir()) == []
    assert list(moving.target.files) == ["1"]


def test_what_can_not_be_put_away_waits(moving: World) -> None:
    """For the drive it goes to; it is nowhere else meanwhile."""
    moving.write("a.mp4")
    moving.settle()
    moving.done.rmdir()
    moving.end(State.DONE)
    moving.settle()
    assert (moving.drive / "a.mp4").exists()
    moving.restart()
    moving.done.mkdir()
    moving.turn()
    assert [path.name for path in moving.done.iterdir()] == ["a.mp4"]


def test_another_film_in_its_place_is_not_put_away(moving: World) -> None:
    """It has not been sent."""
    path = moving.write("a.mp4", b"one")
    moving.settle()
    path.write_bytes(b"another")
    moving.end(State.DONE)
    moving.turn()
    assert path.exists()
    moving.settle()
    moving.end(State.DONE, "2")
    moving.turn()
    assert (moving.done / "a.mp4").read_bytes() == b"another"


def test_where_it_is_put_may_be_inside(tmp_path: Path) -> None:
    """It is not watched itself."""
    with opened(tmp_path, moves=True) as world:
        inside = world.drive / "done"
        world.done.rmdir()
        inside.mkdir()
        world.folder = type(world.folder)(str(world.drive), with_present=True, move_to=str(inside))
        world.restart()
        world.write("a.mp4")
        world.settle()
        world.end(State.DONE)
        world.settle()
        assert [path.name for path in inside.iterdir()] == ["a.mp4"]
        assert world.target.names == ["a.mp4"]


def test_a_drive_that_goes_when_a_film_is_put_away_keeps_it(moving: World) -> None:
    """It is put away when the drive is back."""
    path = moving.write("a.mp4")
    moving.settle()
    moving.end(State.DONE)
    elsewhere = path.rename(moving.root / "a.mp4")
    listing = Listing(True, {"a.mp4": FileSighting.of(elsewhere.stat())}, True)
    moving.watch._put_away(listing)
    elsewhere.rename(path)
    moving.turn()
    assert [each.name for each in moving.done.iterdir()] == ["a.mp4"]
