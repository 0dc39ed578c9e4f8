"""R7: two processes with one journal; and that a killed one leaves no lock."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import Backend, backend, client, digest
from tests.waiting import until

FILM_BYTES = 48 * MIB


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance = Tally(), ground.chance
    with backend(ground.place("backend")) as served:
        for number in range(1 if ground.quick else 10):
            path = film(ground.folder / f"two {number}.mp4", FILM_BYTES, chance)
            judge(tally, served, path, killed=False)
            path = film(ground.folder / f"killed {number}.mp4", FILM_BYTES, chance)
            judge(tally, served, path, killed=True)
    return tally.figures()


def judge(tally: Tally, served: Backend, path: Path, *, killed: bool) -> None:
    """The second one begins while the first sends, and goes on if that one is killed."""
    journal = path.with_suffix(".journal")
    served.watcher.forget()
    first = client(served, journal, [path])
    until(lambda: served.watcher.parts)
    second = client(served, journal, [])
    if killed:
        first.kill()
        first.wait()
        second.wait(60)
        second = client(served, journal, [])
    ends = [second.wait(120), first.wait(120)]
    videos = [video for video in served.videos() if video["title"] == path.stem]
    tally.judge(
        path.stem,
        one_video=len(videos) == 1,
        sent_once=served.watcher.stored_twice == 0,
        intact=served.stored().count(digest(path)) == 1,
        somebody_finished=0 in ends,
    )
