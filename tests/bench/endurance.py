"""`./dev bench endurance`: hours of film through the gateway and a hundred ends in any state.

The tests run a short form of the same. Prints what the process held after a third and at the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.app.player.ladder import numbered_films
from tests.app.player.session.endurance import SEGMENT_SECONDS, leave, load_now, watch
from tests.display import virtual_display

HOURS = 3
ENDS = 100
MIB = 1 << 20


def hours(folder: Path) -> dict[str, float]:
    loads = watch(folder, HOURS * 3600 // SEGMENT_SECONDS)
    first, last = loads[len(loads) // HOURS], loads[-1]
    return {
        "held_mib_most": max(load.held_bytes for load in loads) / MIB,
        "grown_mib": (last.resident_bytes - first.resident_bytes) / MIB,
        "grown_threads": last.threads - first.threads,
        "grown_files": last.files - first.files,
    }


def session_ends(films: Path) -> dict[str, float]:
    for turn in range(4):
        leave(films, turn)
    first = load_now()
    for turn in range(4, ENDS):
        leave(films, turn)
    last = load_now()
    return {
        "ends_grown_threads": last.threads - first.threads,
        "ends_grown_files": last.files - first.files,
    }


def surface_ends(kind: str, films: Path) -> dict[str, float]:
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.app.ui.player.surface_ends"]
    done = subprocess.run(
        [*command, kind, str(ENDS), str(films)], check=True, stdout=subprocess.PIPE, text=True
    )
    first, last = json.loads(done.stdout)
    return {
        f"{kind}_grown_threads": last[0] - first[0],
        f"{kind}_grown_files": last[1] - first[1],
    }


def main() -> None:
    with virtual_display(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"Watching {HOURS} hours")
        figures = hours(folder)
        numbered_films(folder)
        print(f"Opening and leaving a film {ENDS} times, and its picture {ENDS} times in each kind")
        figures |= session_ends(folder)
        figures |= surface_ends("gl", folder) | surface_ends("software", folder)
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
