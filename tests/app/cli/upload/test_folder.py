"""A folder that a command watches, whose clock is a number. When a film is whole, what is one and
what a drive that is away means is tested with the window's watched folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.upload.folder import FolderWatch
from app.upload.engine.progress import State
from app.upload.watch.memory import WatchMemory
from app.upload.watch.ripening import LOCAL_SECONDS
from app.watched import WatchedFolder
from tests.app.cli.upload.test_run import Bench

LATER = LOCAL_SECONDS + 1


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[WatchMemory]:
    with closing(WatchMemory(tmp_path / "data" / "watched.db")) as memory:
        yield memory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.mp4").write_bytes(b"a film")
    return tmp_path / "films"


def watch(bench: Bench, folder: Path, memory: WatchMemory) -> FolderWatch:
    return FolderWatch(WatchedFolder(str(folder), with_present=True), memory, bench.run)


def test_what_is_there_is_sent_once_it_is_whole(folder: Path, memory: WatchMemory) -> None:
    """And neither again by another name, nor by the next command."""
    bench = Bench()
    watching = watch(bench, folder, memory)
    watching.look(0.0)
    assert bench.uploads.asked == []
    watching.look(LATER)
    [upload_id] = bench.run.under_way
    assert bench.uploads.asked == ["add a.mp4", f"{upload_id} at 1"]

    bench.turn(upload_id, State.DONE)
    watching.look(2 * LATER)
    (folder / "a.mp4").rename(folder / "b.mp4")
    watching.look(3 * LATER)
    watching.look(4 * LATER)
    following = Bench()
    again = watch(following, folder, memory)
    again.look(0.0)
    again.look(LATER)
    assert (len(bench.uploads.asked), following.uploads.asked) == (2, [])


def test_what_the_account_has_is_skipped(folder: Path, memory: WatchMemory) -> None:
    """Looked for once, and not sent by the next command either."""
    bench, looked_for = Bench(), list[str]()

    def is_there(path: Path) -> bool:
        looked_for.append(path.name)
        return True

    watched = WatchedFolder(str(folder), with_present=True)
    for _ in range(2):
        watching = FolderWatch(watched, memory, bench.run, is_there)
        for turn in range(3):
            watching.look(turn * LATER)
    assert (bench.uploads.asked, looked_for) == ([], ["a.mp4"])


def test_what_was_stopped_goes_on(folder: Path, memory: WatchMemory) -> None:
    """By the upload that it was, also where that was begun without a folder."""
    bench = Bench()
    bench.uploads.unfinished = {folder / "a.mp4": "old"}
    watching = watch(bench, folder, memory)
    watching.look(0.0)
    watching.look(LATER)
    assert bench.uploads.asked == ["resume old", "old at 1"]
    bench.turn("old", State.DONE)
    watching.look(2 * LATER)
    following = Bench()
    again = watch(following, folder, memory)
    again.look(0.0)
    again.look(LATER)
    assert following.uploads.asked == []


def test_a_film_that_failed_is_tried_again_as_it_is_now(folder: Path, memory: WatchMemory) -> None:
    """Once it is another one: the same would fail in the same way."""
    bench = Bench()
    watching = watch(bench, folder, memory)
    watching.look(0.0)
    watching.look(LATER)
    [upload_id] = bench.run.under_way
    bench.turn(upload_id, State.FAILED)
    watching.look(2 * LATER)
    (folder / "a.mp4").write_bytes(b"a better film")
    watching.look(3 * LATER)
    watching.look(4 * LATER)
    assert bench.uploads.asked[-1] == f"resume {upload_id}"
    assert upload_id in bench.run.under_way
