"""Whatever happens to a watched folder, in whatever order: each film is sent, and once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.upload.engine.progress import State
from tests.app.upload.watch.world import World, opened
from tests.examples import examples

NAMES = ("a.mp4", "b.mkv", "below/c.mov")


def grow(world: World, which: int) -> None:
    """A byte more, written in one go with what was there."""
    path = world.drive / NAMES[which % len(NAMES)]
    before = path.read_bytes() if path.exists() else b""
    world.write(NAMES[which % len(NAMES)], before + bytes([65 + which % 3]))


def rename(world: World, which: int) -> None:
    path, other = (world.drive / NAMES[(which + n) % len(NAMES)] for n in (0, 1))
    if path.exists():
        other.parent.mkdir(exist_ok=True)
        path.rename(other)


def remove(world: World, which: int) -> None:
    (world.drive / NAMES[which % len(NAMES)]).unlink(missing_ok=True)


def end(world: World, which: int) -> None:
    """The queue tells of one; it has failed if its file is not what it was."""
    if ids := sorted(world.target.files):
        upload_id = ids[which % len(ids)]
        path = world.target.files[upload_id]
        same = path.exists() and path.read_bytes() == world.target.contents[upload_id]
        world.end(State.DONE if same else State.FAILED, upload_id)


def kill(world: World, which: int) -> None:
    world.target.kill_before, world.target.kill_after = which % 3 == 0, which % 3 == 1
    world.turn(20)
    world.target.kill_before = world.target.kill_after = False
    world.restart()


def take_away(world: World, which: int) -> None:
    world.is_away = which % 2 == 0


def close_account(world: World, which: int) -> None:
    world.is_open = which % 2 == 1


def wait(world: World, which: int) -> None:
    world.turn(which % 7)


def wait_long(world: World, _which: int) -> None:
    world.turn(30)


MOVES: tuple[Callable[[World, int], None], ...] = (
    *3 * [grow],
    *(rename, remove, end, kill, take_away, close_account),
    *(wait, wait, wait_long),
)


def live_through(world: World, choices: Sequence[int]) -> None:
    for choice in choices:
        which, move = divmod(choice, len(MOVES))
        MOVES[move](world, which)


@settings(max_examples=examples(60), deadline=None)
@given(st.booleans(), st.lists(st.integers(0, 2**12), max_size=40))
def test_each_film_is_sent_once(moves: bool, choices: list[int]) -> None:
    """What lies there in the end was sent; no content was, by two uploads."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), moves=moves) as world:
        live_through(world, choices)
        world.is_away, world.is_open = False, True
        for _ in range(6):
            for upload_id in world.target.files:
                end(world, sorted(world.target.files).index(upload_id))
            world.settle()
        there = {path.read_bytes() for path in world.drive.rglob("*.*") if path.is_file()}
        there |= {path.read_bytes() for path in world.done.iterdir()}
        sent = list(world.target.contents.values())
        assert there <= set(sent)
        assert len(sent) == len(set(sent))
