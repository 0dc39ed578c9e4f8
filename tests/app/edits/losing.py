"""How many edits are lost when everything is killed while films are being uploaded: none.

Run as a program it is the application that gets killed: it says one edit after the other, prints
each once it was told that it is kept, and has a backend that is away half of the time.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.edits.draft import Draft
from app.edits.entry import key_of_upload
from app.edits.outbox import Outbox, Sighting
from app.edits.store import DraftStore
from app.errors import ServerUnreachable
from tests.app.edits.fakes import FilmsInMemory

FIELDS = ("title", "description", "tags", "language", "visibility")
FILMS = 5


def edits_lost(folder: Path, edits: int = 60, seed: int = 1) -> int:
    """Kill in the middle of so many edits, start again, and count those that the backend lacks."""
    acknowledged = said_until_killed(folder, edits, seed)
    backend = FilmsInMemory()
    outbox = Outbox(backend, DraftStore(folder / "edits.db"), lambda _standing: None)
    outbox.start()
    for number in range(FILMS):
        outbox.see(Sighting(f"u{number}", f"v{number}", is_over=False, is_gone=False))
    while any(outbox.said(key_of_upload(f"u{number}")) for number in range(FILMS)):
        backend.told.wait(0.05)
    outbox.close()
    wanted = {(film, name): value for film, name, value in acknowledged}
    # The one that was on its way when the kill came may have been kept, too.
    unheard = len(acknowledged)
    return sum(
        backend.films.get(f"v{film}", {}).get(name) not in (value, f"{name} {unheard}")
        for (film, name), value in wanted.items()
    )


def said_until_killed(folder: Path, edits: int, seed: int) -> list[tuple[int, str, Any]]:
    command = [sys.executable, "-m", __spec__.name if __spec__ else __name__]
    acknowledged: list[tuple[int, str, Any]] = []
    with subprocess.Popen([*command, str(folder), str(seed)], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        for line in program.stdout:
            film, name, value = json.loads(line)
            acknowledged.append((film, name, value))
            if len(acknowledged) == edits:
                program.kill()
    return acknowledged


class HalfAway(FilmsInMemory):
    """What it takes is not for the one who starts again: that one has to say all of it."""

    def _take(self, call: str, video_id: str, values: Any) -> None:
        if len(self.calls) % 2:
            self.calls.append(call)
            raise ServerUnreachable("fake")
        super()._take(call, video_id, values)


def main(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    outbox = Outbox(HalfAway(), DraftStore(folder / "edits.db"), lambda _standing: None)
    outbox.start()
    number = 0
    while True:
        film, name = chance.randrange(FILMS), chance.choice(FIELDS)
        value = f"{name} {number}"
        outbox.say({key_of_upload(f"u{film}"): Draft({name: value})})
        sys.stdout.write(json.dumps([film, name, value]) + "\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
