"""R1: kill -9 of the client, at seeded moments and at those between a thing and its note."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import Backend, backend, client, digest
from tests.bench.faults.watcher import Cut, Moment, Step, ignore

FILM_BYTES = 48 * MIB
IN_FLIGHT_BYTES = 4 * 8 * MIB
"""So many parts are under way at first."""
MOST_OVERHEAD = 1.02
KILLED_WITHIN_SECONDS = (0.2, 1.6)
When = Callable[[Moment], bool]

POINTS: dict[str, When] = {
    "after create": lambda at: at.step is Step.CREATE and at.answered is not None,
    "after a part": lambda at: at.step is Step.PART and at.answered == 200,
    "before complete": lambda at: at.step is Step.COMPLETE and at.answered is None,
    "after complete": lambda at: at.step is Step.COMPLETE and at.answered is not None,
}


@dataclass
class Subject:
    """A film on its way, with a journal of its own."""

    served: Backend
    film: Path

    def start(self, *, again: bool = False) -> subprocess.Popen[bytes]:
        """Once it is noted in the journal, the journal is all that the client is given."""
        journal = self.film.with_suffix(".journal")
        files = () if again and is_noted(journal) else (self.film,)
        return client(self.served, journal, files)


def is_noted(journal: Path) -> bool:
    """A kill may come before the file is, or before even its table is."""
    if not journal.exists():
        return False
    with closing(sqlite3.connect(journal)) as database, suppress(sqlite3.OperationalError):
        return bool(database.execute("SELECT count(*) FROM uploads").fetchone()[0])
    return False


def run(ground: Ground) -> Mapping[str, Any]:
    """One film a kill."""
    tally, chance = Tally(), ground.chance
    one = FILM_BYTES, chance
    times, kills = (1, 4) if ground.quick else (5, 100)
    with backend(ground.place("backend")) as served:
        for name, when in POINTS.items():
            for number in range(times):
                subject = Subject(served, film(ground.folder / f"{name} {number}.mp4", *one))
                judge(tally, subject, killed_at(subject, when))
        for number in range(kills):
            subject = Subject(served, film(ground.folder / f"moment {number}.mp4", *one))
            judge(tally, subject, killed_after(subject, chance.uniform(*KILLED_WITHIN_SECONDS)))
    return tally.figures()


def killed_at(subject: Subject, when: When) -> bool:
    """Whether it came to that moment."""
    watcher = subject.served.watcher
    watcher.forget()
    process = subject.start()

    def kill(moment: Moment) -> None:
        if when(moment):
            process.kill()
            raise Cut

    watcher.watch = kill
    process.wait(60)
    watcher.watch = ignore
    return process.returncode < 0


def killed_after(subject: Subject, seconds: float) -> bool:
    subject.served.watcher.forget()
    process = subject.start()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return True


def judge(tally: Tally, subject: Subject, was_killed: bool) -> None:
    served, film = subject.served, subject.film
    ended = subject.start(again=True).wait(120)
    sent = served.watcher.part_bytes
    videos = [video for video in served.videos() if video["title"] == film.stem]
    tally.judge(
        film.stem,
        killed=was_killed,
        ended_well=ended == 0,
        one_video=len(videos) == 1,
        intact=served.stored().count(digest(film)) == 1,
        sent_once=served.watcher.stored_twice == 0,
        few_bytes=sent <= film.stat().st_size * MOST_OVERHEAD + IN_FLIGHT_BYTES,
    )
    for video in videos:
        with served.owner() as owner:
            owner.json("DELETE", f"/api/videos/{video['id']}")
    film.unlink()
