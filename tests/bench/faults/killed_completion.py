"""R2: kill -9 of the backend at four moments inside of complete."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.faults import films
from tests.bench.faults.dying import POINTS
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import Backend, backend, client, digest

FILM_BYTES = 9 * MIB
"""Two parts, for a single one is put whole."""


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance, times = Tally(), ground.chance, 1 if ground.quick else 25
    with backend(ground.place("backend")) as served:
        for point in POINTS:
            for number in range(times):
                judge(tally, served, point, ground.folder / f"{point} {number}.mp4", chance)
    return tally.figures()


def judge(tally: Tally, served: Backend, point: str, film: Path, chance: Random) -> None:
    """The client goes on by itself once the backend is there again."""
    films.film(film, FILM_BYTES, chance)
    served.kill()
    served.start(("-m", "tests.bench.faults.dying", point))
    sender = client(served, film.with_suffix(".journal"), [film])
    status = served.ended()
    served.start()
    ended = sender.wait(120)
    videos = [video for video in served.videos() if video["title"] == film.stem]
    tally.judge(
        film.stem,
        killed=status < 0,
        client_succeeded=ended == 0,
        one_video=len(videos) == 1,
        one_job=jobs_of(served, videos) <= 1,
        intact=served.stored().count(digest(film)) == 1,
    )
    film.unlink()


def jobs_of(served: Backend, videos: Sequence[Any]) -> int:
    with closing(sqlite3.connect(served.folder / "matinee.db")) as database:
        query = "SELECT count(*) FROM jobs WHERE video_id = ?"
        return sum(database.execute(query, (v["id"],)).fetchone()[0] for v in videos)
