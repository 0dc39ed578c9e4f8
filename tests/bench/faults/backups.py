"""R16: backups of a server that is being uploaded to, some of them killed, restored elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench._environment import ROOT
from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.playing import is_playable
from tests.bench.faults.stage import SECRET, backend, client, digest
from tests.waiting import until

FILM_BYTES = 2 * MIB
KILLED_WITHIN_SECONDS = (0.6, 1.6)
"""From before its first file to after its last."""


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance = Tally(), ground.chance
    first, rounds = (3, 2) if ground.quick else (10, 20)
    place, hashes = ground.folder / "backups", set()
    with backend(ground.place("server")) as served:
        for number in range(first):
            path = film(ground.folder / f"film {number}.mp4", FILM_BYTES, chance)
            hashes.add(digest(path))
            assert client(served, path.with_suffix(".journal"), [path]).wait(60) == 0
        until(lambda: all(video["state"] == "ready" for video in served.videos()))
        assert command("backup", served.folder, place).wait(60) == 0
        for number in range(rounds):
            path = film(ground.folder / f"later {number}.mp4", FILM_BYTES, chance)
            sender = client(served, path.with_suffix(".journal"), [path])
            killed = command("backup", served.folder, place)
            kill_after(killed, chance.uniform(*KILLED_WITHIN_SECONDS))
            judge(tally, f"killed {number}", ground, place, hashes)
            whole = command("backup", served.folder, place).wait(60)
            judge(tally, f"whole {number}", ground, place, hashes, backed_up=whole == 0)
            sender.wait(60)
    return tally.figures()


def command(name: str, data: Path, place: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "backend.server", name, str(place), "--data-dir", str(data)]
    env = {**os.environ, "MATINEE_LOCAL_SECRET": SECRET}
    return subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def judge(
    tally: Tally, name: str, ground: Ground, place: Path, hashes: set[bytes], **more: bool
) -> None:
    """Restore the last whole one; every film that it says is ready must play."""
    folder = ground.place(f"restored {name}")
    restored = command("restore", folder, place).wait(60)
    with backend(folder) as served:
        ready = [video for video in served.videos() if video["state"] == "ready"]
        plays = all(is_playable(served, video["id"]) for video in ready)
        kept = hashes <= set(served.stored())
    tally.judge(
        name,
        restored=restored == 0,
        films=len(ready) >= len(hashes),
        plays=plays,
        kept=kept,
        **more,
    )
