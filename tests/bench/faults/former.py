"""The program as it was when its database's schema was about to change, each time.

Read out of the project's own history, and run with today's libraries.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.bench._environment import ROOT
from tests.bench.faults.ground import CannotTryHere

MIGRATIONS = "backend/database/migrations/versions/*.py"


def git(*words: str) -> bytes:
    command = ["git", "-C", str(ROOT), *words]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        raise CannotTryHere("There is no history here to take a former version from.")
    return done.stdout


def states() -> list[str]:
    """Oldest first: the commits before those that brought a schema."""
    added = git("log", "--reverse", "--diff-filter=A", "--format=%P", "--", MIGRATIONS)
    parents = [line.split()[0] for line in added.decode().splitlines()[1:] if line]
    if not parents:
        raise CannotTryHere("There is no history here to take a former version from.")
    return parents


def taken_out(commit: str, place: Path) -> Path:
    subprocess.run(["tar", "-x", "-C", str(place)], input=git("archive", commit), check=True)
    return place
