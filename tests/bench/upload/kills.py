"""kill -9 at seeded moments, until every film is up: what was lost, what was sent twice?"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.app.upload.fake_server import MIB, FakeServer, running
from tests.bench._environment import ROOT


def kills(folder: Path, wanted: int, seed: int, film_bytes: int) -> dict[str, int]:
    """Against the in-memory server, which counts stored parts that come again."""
    chance = random.Random(seed)
    done = lost = again = films = 0
    while done < wanted:
        films += 1
        film = folder / f"killed-{films}.mp4"
        film.write_bytes(chance.randbytes(film_bytes))
        with running(FakeServer(part_size=MIB)) as server:
            done += kill_until_done(film, server, folder / f"kills-{films}.sqlite", chance)
            completed = [u for u in server.uploads.values() if u.state == "completed"]
            intact = [u for u in completed if digest(u.content) == digest(film.read_bytes())]
            lost += 0 if len(intact) == 1 else film_bytes
            again += len(server.sent_again)
        film.unlink()
    return {"kills": done, "films": films, "bytes_lost": lost, "parts_resent": again}


def kill_until_done(film: Path, server: FakeServer, journal: Path, chance: random.Random) -> int:
    """Start, kill after a while, start again, until it ends by itself. Returns the kills."""
    kills, files = 0, [str(film)]
    while True:
        process = start(server, journal, files)
        try:
            process.wait(chance.uniform(0.3, 2.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        else:
            return kills
        # Killed before it was noted, the film is added once more; else the journal knows it.
        files = [] if server.uploads else [str(film)]


def start(server: FakeServer, journal: Path, files: list[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app.upload", "--no-probe", "--server", server.url]
    command += ["--journal", str(journal), "--limit", str(6 * MIB), *files]
    env = {**os.environ, "MATINEE_TOKEN": "token"}
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
