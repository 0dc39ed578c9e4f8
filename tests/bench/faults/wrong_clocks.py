"""R5: a client's or a backend's clock that is wrong by a day, or jumps while a film is sent or
watched."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, CannotTryHere, Ground, Tally
from tests.bench.faults.playing import is_playable
from tests.bench.faults.stage import Backend, application, backend, client, digest
from tests.bench.faults.watcher import Moment, Step, ignore
from tests.waiting import until

DAY = 86_400
FILM_BYTES = 40 * MIB
WATCHED_SECONDS = 32
SHIM = Path(__file__).with_name("clock.c")
WRONG: Mapping[str, tuple[int, int]] = {
    "late": (-DAY, -DAY),
    "early": (DAY, DAY),
    "jumps ahead": (0, DAY),
    "jumps back": (0, -DAY),
}
"""By so many seconds at first, and after the first part."""
JUMPS = {name: jump for name, jump in WRONG.items() if jump[0] != jump[1]}


When = Callable[[Moment], bool]


def is_stored(moment: Moment) -> bool:
    return moment.step is Step.PART and moment.answered == 200


def is_shown(moment: Moment) -> bool:
    """The first segment of a film."""
    return moment.path.startswith("/media/") and moment.path.endswith(".ts")


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance = Tally(), ground.chance
    clocks = {side: ground.folder / f"{side}.clock" for side in ("backend", "client")}
    shim = {"LD_PRELOAD": str(built(ground.folder))}
    known = {side: {**shim, "CLOCK_FILE": str(path)} for side, path in clocks.items()}
    for clock in clocks.values():
        clock.write_text("0")
    with backend(ground.place("server"), **known["backend"]) as served:
        for number in range(1 if ground.quick else 5):
            for side, clock in clocks.items():
                for name, (first, then) in WRONG.items():
                    path = ground.folder / f"{side} {name} {number}.mp4"
                    film(path, FILM_BYTES, chance)
                    clock.write_text(str(first))
                    jumping(served, clock, then)
                    sender = client(served, path.with_suffix(".journal"), [path], **known["client"])
                    judge(tally, served, path, sender)
                    clock.write_text("0")
        judge_watched(tally, served, ground, known["client"], clocks)
    return tally.figures()


def built(folder: Path) -> Path:
    if (compiler := shutil.which("cc")) is None:
        raise CannotTryHere("There is no C compiler for a clock that is wrong.")
    made = folder / "clock.so"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(made), str(SHIM), "-ldl"]
    subprocess.run(command, check=True)
    return made


def jumping(served: Backend, clock: Path, seconds: int, when: When = is_stored) -> None:
    def watch(moment: Moment) -> None:
        if when(moment):
            fresh = clock.with_suffix(".fresh")
            fresh.write_text(str(seconds))
            fresh.replace(clock)
            served.watcher.watch = ignore

    served.watcher.forget()
    served.watcher.watch = watch


def judge(tally: Tally, served: Backend, path: Path, sender: subprocess.Popen[bytes]) -> None:
    """It is sent, made ready and played while the clock is still wrong."""
    ended = sender.wait(120)
    served.watcher.watch = ignore
    videos = [video for video in served.videos() if video["title"] == path.stem]
    tally.judge(
        path.stem,
        ended_well=ended == 0,
        one_video=len(videos) == 1,
        intact=served.stored().count(digest(path)) == 1,
        sent_once=served.watcher.stored_twice == 0,
        plays=all(is_ready(served, video["id"]) for video in videos),
    )
    path.unlink()


def is_ready(served: Backend, video_id: str) -> bool:
    with served.owner() as owner:
        until(lambda: owner.json("GET", f"/api/videos/{video_id}")["state"] in ("ready", "failed"))
    return is_playable(served, video_id)


def judge_watched(
    tally: Tally,
    served: Backend,
    ground: Ground,
    known: Mapping[str, str],
    clocks: Mapping[str, Path],
) -> None:
    """A film whose addresses run out in the middle of it, or seem to be of tomorrow."""
    path = film(ground.folder / "watched.mp4", FILM_BYTES, ground.chance, WATCHED_SECONDS)
    with application(served, path.with_suffix(".journal"), **known) as living:
        assert living.does("upload", path) == "done"
        (video,) = (video for video in served.videos() if video["title"] == path.stem)
        assert is_ready(served, video["id"])
        for side, clock in clocks.items():
            for name, (first, then) in JUMPS.items():
                clock.write_text(str(first))
                jumping(served, clock, then, is_shown)
                watched = living.does("watch", video["id"])
                jumped = clock.read_text() == str(then)
                tally.judge(f"{side} {name} in mid-play", jumped=jumped, watched=watched == "ended")
                clock.write_text("0")
