"""R6: what happens to the file at half way, and that nothing spliced is ever stored."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import Backend, backend, client, digest
from tests.bench.faults.watcher import Moment, Step, ignore

FILM_BYTES = 64 * MIB
HALF_WAY_PARTS = 4
Change = Callable[[Path, Random], None]


def edited(path: Path, chance: Random) -> None:
    with path.open("r+b") as file:
        file.seek(FILM_BYTES - 5 * MIB)
        file.write(chance.randbytes(MIB))


def truncated(path: Path, _: Random) -> None:
    os.truncate(path, FILM_BYTES // 2)


def moved(path: Path, _: Random) -> None:
    path.rename(path.with_suffix(".moved"))


def deleted(path: Path, _: Random) -> None:
    path.unlink()


def replaced(path: Path, chance: Random) -> None:
    """By another film of the same size and, as some programs do, of the same time."""
    status = path.stat()
    other = film(path.with_suffix(".other"), FILM_BYTES, chance)
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def rewritten(path: Path, chance: Random) -> None:
    """In place, and given its old time again."""
    status = path.stat()
    edited(path, chance)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: tuple[Change, ...] = (edited, truncated, moved, deleted, replaced, rewritten)


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance = Tally(), ground.chance
    with backend(ground.place("backend")) as served:
        for change in CHANGES:
            for number in range(1 if ground.quick else 10):
                path = ground.folder / f"{change.__name__} {number}.mp4"
                judge(tally, served, film(path, FILM_BYTES, chance), change, chance)
    return tally.figures()


def judge(tally: Tally, served: Backend, path: Path, change: Change, chance: Random) -> None:
    """What is stored is the film as it was or as it is, or the client says that it can't go on."""
    before, had = digest(path), set(served.stored())
    at_half_way(served, lambda: change(path, chance))
    ended = client(served, path.with_suffix(".journal"), [path]).wait(120)
    served.watcher.watch = ignore
    found = path.with_suffix(".moved") if change is moved else path
    now = digest(found) if found.exists() else before
    new = set(served.stored()) - had
    tally.judge(path.stem, nothing_spliced=new <= {before, now}, said_so=bool(new) == (ended == 0))
    for left in path.parent.glob(f"{path.stem}*"):
        left.unlink()


def at_half_way(served: Backend, change: Callable[[], None]) -> None:
    """Before the answer to the part arrives."""
    lock, left = threading.Lock(), [HALF_WAY_PARTS]

    def watch(moment: Moment) -> None:
        if moment.step is Step.PART and moment.answered == 200:
            with lock:
                left[0] -= 1
                if left[0] == 0:
                    change()

    served.watcher.watch = watch
