"""R13: films deleted at any moment, and what is left of them: nothing, which `prune` has to say."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.bench._environment import ROOT
from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally, comes_true
from tests.bench.faults.stage import SECRET, Backend, backend, client
from tests.waiting import until

FILM_BYTES = 24 * MIB
WITHIN_SECONDS = (0.3, 3.0)
"""From its first byte to after its last segment."""
LIVES = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')"


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance = Tally(), ground.chance
    with backend(ground.place("backend"), MATINEE_UNDO_SECONDS="0") as served:
        for number in range(4 if ground.quick else 60):
            path = film(ground.folder / f"film {number}.mp4", FILM_BYTES, chance)
            sender = client(served, path.with_suffix(".journal"), [path])
            until(served.videos)
            # The moment is the subject here, not something to wait for.
            time.sleep(chance.uniform(*WITHIN_SECONDS))
            delete_all(served)
            sender.wait(60)
            judge(tally, path.stem, served)
        judge_planted(tally, served)
    return tally.figures()


def delete_all(served: Backend) -> None:
    with served.owner() as owner:
        for video in served.videos():
            assert owner("DELETE", f"/api/videos/{video['id']}").status_code in (204, 404)


def judge(tally: Tally, name: str, served: Backend) -> None:
    tally.judge(
        name,
        store_emptied=comes_true(lambda: not left_in(served.folder / "store" / "objects")),
        no_multipart=comes_true(lambda: not left_in(served.folder / "store" / "uploads")),
        no_scratch=comes_true(lambda: not left_in(served.folder / "scratch")),
        no_job=comes_true(lambda: jobs_of(served) == 0),
        prune_finds_nothing=prune(served) == [],
    )


def judge_planted(tally: Tally, served: Backend) -> None:
    """So that the rule above could have failed."""
    planted = served.folder / "store" / "objects" / "media" / "nobody" / "r" / "0.ts"
    planted.parent.mkdir(parents=True)
    planted.write_bytes(b"left behind")
    tally.judge("planted", found=prune(served) == ["media/nobody/r/"])


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def jobs_of(served: Backend) -> int:
    with closing(sqlite3.connect(served.folder / "matinee.db")) as database:
        return int(database.execute(LIVES).fetchone()[0])


def prune(served: Backend) -> list[str]:
    command = [sys.executable, "-m", "backend.server", "prune", "--data-dir", str(served.folder)]
    env = {**os.environ, "MATINEE_LOCAL_SECRET": SECRET}
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()
