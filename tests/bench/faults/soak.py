"""R15: uploads and playback for long, with faults at random, and what the processes hold then.

One application lives through all of it. The backend is killed now and then in the first third,
which is to warm up; from there on it lives, too, and what both hold is compared.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally, comes_true
from tests.bench.faults.held import Held, growth, held_by
from tests.bench.faults.killed_client import Subject
from tests.bench.faults.stage import Application, Backend, application, backend, digest
from tests.bench.faults.watcher import Cut, Instead, Moment, ignore

SECONDS, QUICK_SECONDS = 1800.0, 45.0
FILM_BYTES = 12 * MIB
FILM_SECONDS = 8
FAULT_SHARE = 0.1
KILLED_WITHIN_SECONDS = (0.3, 1.5)
STARTED_AGAIN = 10
TAKEN_UP_TURNS = 5
"""Of patience, for what a killed backend was encoding."""
MOST_GROWN_BYTES, QUICK_GROWN_BYTES = 12 * MIB, 32 * MIB
"""In less than a minute one is hardly warm."""
MOST_GROWN = 2
"""Of threads and files: how many there are varies with what came last."""
MOST_SOCKETS = 16
"""Lines rest in pools, as many as were needed at once; one lost in each fault would be hundreds."""


@dataclass(frozen=True)
class Soak:
    """The same again and again, with other faults."""

    tally: Tally
    served: Backend
    living: Application
    folder: Path
    chance: Random

    def round(self, number: int, *, kills_backend: bool) -> None:
        served, chance = self.served, self.chance
        kept, killed = (self.film(f"{who} {number}") for who in ("kept", "killed"))
        served.watcher.watch = faults(chance)
        with ExitStack() as others:
            others.enter_context(beside(lambda: self.send_killed(killed)))
            if kills_backend:
                others.enter_context(beside(self.kill_backend))
            sent = self.living.does("upload", kept)
        videos = served.videos()
        ready = any(comes_true(self.all_are_ready) for _ in range(TAKEN_UP_TURNS))
        watched = {self.living.does("watch", video["id"]) for video in videos}
        served.watcher.watch = ignore
        self.tally.judge(
            f"round {number} ({', '.join({sent, *watched})})",
            sent=sent == "done",
            one_video_each=len(videos) == 2,
            ready=ready,
            watched=watched == {"ended"},
            intact=served.stored() == sorted(map(digest, (kept, killed))),
            forgotten=self.forgets_all(),
        )

    def all_are_ready(self) -> bool:
        return all(video["state"] == "ready" for video in self.served.videos())

    def film(self, name: str) -> Path:
        return film(self.folder / f"{name}.mp4", FILM_BYTES, self.chance, FILM_SECONDS)

    def send_killed(self, path: Path) -> None:
        """By a command that is killed on its way, and then given its journal again."""
        subject = Subject(self.served, path)
        first = subject.start()
        time.sleep(self.chance.uniform(*KILLED_WITHIN_SECONDS))
        first.kill()
        first.wait()
        # It signs in but once, and ends where that fails.
        any(subject.start(again=True).wait(120) == 0 for _ in range(STARTED_AGAIN))

    def kill_backend(self) -> None:
        time.sleep(self.chance.uniform(*KILLED_WITHIN_SECONDS))
        self.served.kill()
        self.served.start()

    def forgets_all(self) -> bool:
        """So that each round finds what the one before did."""
        served = self.served
        with served.owner() as owner:
            for video in served.videos():
                owner("DELETE", f"/api/videos/{video['id']}")
        for left in self.folder.glob("k*.*"):
            left.unlink()
        objects = served.folder / "store" / "objects"
        return comes_true(lambda: not any(files for _, _, files in os.walk(objects)))


def faults(chance: Random) -> Callable[[Moment], None]:
    """Connections that end, and a server that is busy, now and then."""
    lock = threading.Lock()

    def watch(moment: Moment) -> None:
        with lock:
            is_hit, is_cut = chance.random() < FAULT_SHARE, chance.random() < 0.5
        if is_hit and is_cut:
            raise Cut
        if is_hit and moment.answered is None:
            raise Instead(503, {"Retry-After": "1"})

    return watch


@contextmanager
def beside(does: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=does)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def run(ground: Ground) -> Mapping[str, Any]:
    tally, journal = Tally(), ground.folder / "application.journal"
    with ExitStack() as stack:
        served = stack.enter_context(backend(ground.place("backend"), MATINEE_UNDO_SECONDS="0"))
        living = stack.enter_context(application(served, journal))
        soak = Soak(tally, served, living, ground.folder, ground.chance)
        held = looks_at(soak, QUICK_SECONDS if ground.quick else SECONDS)
    most = QUICK_GROWN_BYTES if ground.quick else MOST_GROWN_BYTES
    grown = {name: growth(looks) for name, looks in held.items()}
    for name, more in grown.items():
        judge_growth(tally, name, more, most)
    return tally.figures(grown={name: asdict(more) for name, more in grown.items()})


def looks_at(soak: Soak, seconds: float) -> Mapping[str, Sequence[Held]]:
    """What each process held after each round, once it was warm."""
    held: dict[str, list[Held]] = {"application": [], "backend": []}
    began = time.monotonic()
    for number in count(1):
        passed = time.monotonic() - began
        if passed > seconds:
            break
        is_warm = passed > seconds / 3
        soak.round(number, kills_backend=not is_warm)
        if is_warm and soak.served.process is not None:
            held["application"].append(held_by(soak.living.process.pid))
            held["backend"].append(held_by(soak.served.process.pid))
    return held


def judge_growth(tally: Tally, name: str, grown: Held, most_bytes: int) -> None:
    tally.judge(
        f"growth of the {name}",
        memory=grown.resident_bytes <= most_bytes,
        threads=grown.threads <= MOST_GROWN,
        files=grown.files <= MOST_GROWN,
        sockets=grown.sockets <= MOST_SOCKETS,
    )
