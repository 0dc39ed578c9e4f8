"""R17, too: former clients and servers with those of today, which have to understand each other or
to say which of them is to be updated."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.bench._environment import ROOT
from tests.bench.faults import former
from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import backend, client, digest

FILM_BYTES = 20 * MIB
SECONDS = 90.0
"""A client that has not ended by then waits for what never comes."""
WORDS = ("update", "older", "newer")


def judge_all(tally: Tally, ground: Ground) -> int:
    """How many pairs could be tried."""
    commits = former.states()
    if ground.quick:
        commits = [commits[0], commits[-1]]
    tried = 0
    for number, commit in enumerate(commits):
        root = former.taken_out(commit, ground.place(f"former {number}"))
        pairs = {"client": (root, ROOT), "server": (ROOT, root)}
        for side, (of_client, of_server) in pairs.items():
            name = f"former {side} {commit[:7]}"
            tried += judge(tally, ground, name, of_client, of_server)
    return tried


def judge(tally: Tally, ground: Ground, name: str, of_client: Path, of_server: Path) -> bool:
    """Whether it could be tried: some states in between did not even start."""
    path = film(ground.folder / f"{name}.mp4", FILM_BYTES, ground.chance)
    said = path.with_suffix(".said")
    try:
        with backend(ground.place(name) / "server", root=of_server) as served:
            journal = path.with_suffix(".journal")
            sender = client(served, journal, [path], said=said, root=of_client)
            ended = status_of(sender)
            stored = served.stored()
    except (KeyError, json.JSONDecodeError):
        ground.say(f"  {name} does not start")
        return False
    is_sent = ended == 0 and stored == [digest(path)]
    says_why = ended not in (0, None) and any(word in said.read_text().lower() for word in WORDS)
    if not is_sent:
        ground.say(f"  {name}: {said.read_text().strip().rpartition(chr(10))[2]}")
    tally.judge(name, ended=ended is not None, sent_or_says_why=is_sent or says_why)
    return True


def status_of(sender: subprocess.Popen[bytes]) -> int | None:
    """None if it waits for ever."""
    try:
        return sender.wait(SECONDS)
    except subprocess.TimeoutExpired:
        sender.kill()
        sender.wait()
        return None
