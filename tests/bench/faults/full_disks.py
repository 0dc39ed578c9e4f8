"""R9: each disk that something is written to, full or faulty for a while, in the middle of work."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import requests

from tests.backend.serving import Caller
from tests.bench._environment import ROOT
from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally, comes_true
from tests.bench.faults.playing import is_playable
from tests.bench.faults.small_disks import APART, Disk, faulty, mounted, require_mounts
from tests.bench.faults.stage import MODULE, Backend, backend, client, digest
from tests.bench.faults.watcher import Moment, Step, ignore

FILM_BYTES = 24 * MIB
SENTENCES = {
    "journal": "The list of uploads can't be saved",
    "database": "The server's disk is full",
    "scratch": "The server's disk is full",
    "store": "The server's disk is full",
    "faulty journal": "The list of uploads can't be saved",
    "faulty database": "The server can't reach its database",
    "faulty store": "The server's disk does not work",
}
"""What somebody has to read while it lasts; a log that is full is in nobody's way."""
DISKS: Mapping[str, Mapping[str, int]] = {
    "journal": {"client": MIB},
    "database": {"server": 48 * MIB, "server/store": 256 * MIB, "server/scratch": 64 * MIB},
    "scratch": {"server/scratch": 8 * MIB},
    "store": {"server/store": 64 * MIB},
    "log": {".": MIB // 4, "server": 256 * MIB, "client": MIB},
}
"""Where they are mounted, and how large; the first is the one that fills up."""
FAULTY = {"journal": "client/", "database": "server/matinee.db", "store": "server/store/"}
AT_A_TIME = 4
"""They wait for most of the time."""
AT_ONCE = ("scratch", "log")
"""What is spoilt before anything is sent; the rest is once the server has been told of the film."""


def run(ground: Ground) -> Mapping[str, Any]:
    require_mounts()
    words = [str(ground.folder), str(ground.seed), *["--quick"] * ground.quick]
    command = [*APART, sys.executable, "-m", "tests.bench.faults.full_disks", *words]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def run_apart(ground: Ground) -> Mapping[str, Any]:
    """Where disks may be mounted."""
    tally = Tally()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        tries = [
            pool.submit(judge_one, tally, ground, name, number)
            for number in range(1 if ground.quick else 5)
            for judge_one, names in ((judge_full, DISKS), (judge_faulty, FAULTY))
            for name in names
        ]
    for each in tries:
        each.result()
    return tally.figures()


def judge_full(tally: Tally, ground: Ground, name: str, number: int) -> None:
    place = ground.place(f"{name} {number}")
    with ExitStack() as stack:
        disks = [
            stack.enter_context(mounted(place / where, size)) for where, size in DISKS[name].items()
        ]
        judge(tally, ground, name, place, disks[0])


def judge_faulty(tally: Tally, ground: Ground, name: str, number: int) -> None:
    # No space: LD_PRELOAD is a list of paths.
    place = ground.place(f"faulty-{name}-{number}")
    judge(tally, ground, f"faulty {name}", place, faulty(place, place / FAULTY[name]))


def judge(tally: Tally, ground: Ground, name: str, place: Path, disk: Disk) -> None:
    path = film(ground.folder / f"{place.name}.mp4", FILM_BYTES, ground.chance)
    journal, said = place / "client" / "uploads.journal", path.with_suffix(".said")
    journal.parent.mkdir(exist_ok=True)
    known = {"MATINEE_FREE_GIB": "0.001", **disk.variables}
    program = MODULE if not ground.quick else ("-m", "tests.bench.faults.impatient")
    with backend(place / "server", program, **known) as served, served.owner() as owner:
        spoilt_in_time(served, disk, at_once=name in AT_ONCE)
        sender = client(served, journal, [path], said=said, **disk.variables)
        told = name not in SENTENCES or comes_true(lambda: SENTENCES[name] in heard(owner, said))
        goes_on_without = name != "log" or sender.wait(60) == 0
        disk.mend()
        ended = sender.wait(240)
        tally.judge(
            place.name,
            told=told,
            goes_on_without=goes_on_without,
            ended_well=ended == 0,
            one_video=len(served.videos()) == 1,
            intact=served.stored() == [digest(path)],
            plays=all_play(served),
            answers=comes_true(lambda: requests.get(f"{served.url}/readyz", timeout=30).ok),
        )
    sound = all(is_sound(file) for file in (journal, served.folder / "matinee.db"))
    tally.judge(f"{place.name}, afterwards", sound=sound)
    path.unlink()


def spoilt_in_time(served: Backend, disk: Disk, *, at_once: bool) -> None:
    if at_once:
        disk.spoil()
        return

    def watch(moment: Moment) -> None:
        if moment.step is Step.CREATE and moment.answered == 200:
            served.watcher.watch = ignore
            disk.spoil()

    served.watcher.watch = watch


def heard(owner: Caller, said: Path) -> str:
    """What the client says, and what the films do."""
    return said.read_text() + owner("GET", "/api/videos").text


def all_play(served: Backend) -> bool:
    """Sooner or later: the server may have another look at its disk after a minute only."""
    is_ready = lambda: all(video["state"] == "ready" for video in served.videos())  # noqa: E731
    ready = any(comes_true(is_ready) for _ in range(10))
    return ready and all(is_playable(served, video["id"]) for video in served.videos())


def is_sound(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))


if __name__ == "__main__":
    folder, seed, *quick = sys.argv[1:]
    ground = Ground(Path(folder), bool(quick), int(seed), print)
    print(json.dumps(run_apart(ground)))
