"""R11: files that mean no good, or have come to harm, sent to a real backend to be made films of.

Each comes to an end within a minute and a gigabyte, nothing but its own bytes is read for it, and
the film after it is made as if nothing had been.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.backend.http_stub import Answer, Asked, answering
from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone
from tests.bench.faults import poisons
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.poisons import Poison
from tests.bench.faults.stage import Backend, backend
from tests.processes import below

MOST_SECONDS, PATIENCE_SECONDS = 60.0, 300.0
MOST_BYTES = 1024 * MIB
BETWEEN_SECONDS = 0.05
SEEDS = 200
GOOD_EVERY = 25
"""So often a sound film is sent between them."""
SAMPLE = {"zip.mp4", "boxes.mp4", "playlist of a pipe.mp4", "concat of a server.mp4", "0 film.ts"}


def run(ground: Ground) -> Mapping[str, Any]:
    tally, work = Tally(), ground.place("work")
    good = make_clip(work / "good.mp4", *pictures("160x90", "25", 1), *tone(1), *QUICK)
    trap = Trap(work / "pipe")
    slowest, most_bytes = 0.0, 0
    with (
        answering(trap.answer) as url,
        backend(ground.place("backend"), MATINEE_PRESET="ultrafast") as served,
    ):
        targets = {"a film": f"file:{good}", "a pipe": f"file:{trap.pipe}", "a server": url}
        for number, poison in enumerate(chosen(ground, work, targets)):
            seen = taken_in(served, poison, trap)
            slowest, most_bytes = max(slowest, seen.seconds), max(most_bytes, seen.most_bytes)
            is_next = ground.quick or number % GOOD_EVERY == 0
            is_unharmed = not is_next or outcome(served, good.read_bytes()) == "ready"
            judge(tally, poison, seen, is_unharmed, ground)
    return tally.figures(slowest_s=round(slowest, 1), peak_mib=most_bytes // MIB)


def taken_in(served: Backend, poison: Poison, trap: Trap) -> Seen:
    """What became of it, with all that was seen of the backend meanwhile."""
    assert served.process is not None
    trap.asked.clear()
    with trap.watched(served.process.pid) as seen:
        began = time.monotonic()
        seen.state = outcome(served, poison.data, poison.name)
        seen.seconds = time.monotonic() - began
    seen.was_read |= bool(trap.asked)
    return seen


def judge(tally: Tally, poison: Poison, seen: Seen, is_unharmed: bool, ground: Ground) -> None:
    failed = tally.failed
    tally.judge(
        poison.name,
        ended_in_time=seen.state in ("ready", "failed") and seen.seconds <= MOST_SECONDS,
        within_memory=seen.most_bytes <= MOST_BYTES,
        read_nothing_else=not seen.was_read,
        refused=seen.state == "failed" or not poison.must_fail,
        next_unharmed=is_unharmed,
    )
    if tally.failed > failed:
        ground.say(f"  {tally.failures[-1]} ({seen.state} in {seen.seconds:.1f} s)")


def chosen(ground: Ground, work: Path, targets: Mapping[str, str]) -> Iterator[Poison]:
    """In the quick form one of each kind."""
    pointers = (*poisons.impostors(), *poisons.pointers(targets))
    seeds, containers = (1, 4) if ground.quick else (SEEDS, len(poisons.CONTAINERS))
    damaged = poisons.damaged(work, ground.chance, seeds, containers)
    if ground.quick:
        yield from (each for each in (*pointers, *damaged) if each.name in SAMPLE)
        return
    yield from (*pointers, *poisons.bombs(work))
    yield from poisons.odd_films()
    yield from damaged


def outcome(served: Backend, data: bytes, name: str = "good.mp4") -> str:
    """How it ended: what is refused at once has failed as well."""
    with served.owner() as owner:
        if not data:
            wish = {"filename": name, "size_bytes": 0}
            is_refused = owner.fault("POST", "/api/uploads", json=wish) == (422, "not_a_video")
            return "failed" if is_refused else "taken"
        path = f"/api/videos/{owner.film(data, filename=name)}"
        began = time.monotonic()
        while (state := str(owner.json("GET", path)["state"])) not in ("ready", "failed"):
            if time.monotonic() - began > PATIENCE_SECONDS:
                break
            time.sleep(BETWEEN_SECONDS)
        owner.json("DELETE", path)
    return state


@dataclass
class Seen:
    """Of a backend and all that it has started, while one film was made."""

    state: str = ""
    seconds: float = 0.0
    most_bytes: int = 0
    was_read: bool = False


class Trap:
    """What no upload may reach: an address of this machine, and a pipe, at which one waits."""

    def __init__(self, pipe: Path) -> None:
        self.pipe, self.asked = pipe, list[str]()
        os.mkfifo(pipe)

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked.path)
        return 404, {}, b""

    @contextmanager
    def watched(self, pid: int) -> Iterator[Seen]:
        seen, over = Seen(), threading.Event()

        def watch() -> None:
            while not over.wait(BETWEEN_SECONDS):
                seen.most_bytes = max(seen.most_bytes, taken_below(pid))
                seen.was_read |= self._has_reader()

        thread = threading.Thread(target=watch, name="trap")
        thread.start()
        try:
            yield seen
        finally:
            over.set()
            thread.join()

    def _has_reader(self) -> bool:
        try:
            os.close(os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # nobody waits there
            return False
        return True


def taken_below(pid: int) -> int:
    """Resident bytes of a process and of all below it."""
    pages = 0
    for each in (pid, *below(pid)):
        with suppress(OSError):  # it has ended
            pages += int(Path(f"/proc/{each}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
