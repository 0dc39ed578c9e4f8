"""R8: what the backend stands on is away for a while: its database's file, its database's server,
its bucket."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.backend import postgres
from tests.backend.serving import Caller
from tests.backend.storage import servers
from tests.bench.faults.ground import CannotTryHere, Ground, Tally, comes_true
from tests.bench.faults.stage import backend
from tests.bench.faults.watcher import Cut, Moment, watching

AT_ONCE = 50
READS = ("/api/videos", "/api/channels", "/api/space", "/api/me")
MOST_SECONDS = 3.0
"""For whoever asks nothing of what is away, on a machine that does other things as well."""
FILM = {"filename": "film.mp4", "size_bytes": 20 << 20}


@dataclass
class During:
    """What was answered meanwhile: by status, and whether a time to come again was named."""

    creates: Counter[tuple[int, bool]] = field(default_factory=Counter)
    reads: Counter[tuple[int, bool]] = field(default_factory=Counter)
    slowest_seconds: float = 0.0

    def create(self, caller: Caller) -> None:
        url, headers = f"{caller.url}/api/uploads", caller.session.headers
        answer = requests.post(url, json=FILM, headers=headers, timeout=120)
        self.creates[seen(answer)] += 1

    def read(self, caller: Caller) -> None:
        for path in READS:
            began = time.monotonic()
            self.reads[seen(caller("GET", path))] += 1
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)

    def flood(self, caller: Caller) -> None:
        """Many create at once, and somebody else looks on for as long as that takes."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            creates = [pool.submit(self.create, caller) for _ in range(AT_ONCE)]
            while not all(each.done() for each in creates):
                self.read(caller)

    def judge(self, tally: Tally, name: str, goes_on: bool) -> None:
        served = set(self.reads) == {(200, False)} and self.slowest_seconds < MOST_SECONDS
        told = set(self.creates) <= {(503, True), (201, False)}
        tally.judge(name, creates_told_to_wait=told, reads_served=served, goes_on=goes_on)


def seen(answer: requests.Response) -> tuple[int, bool]:
    return answer.status_code, "Retry-After" in answer.headers


def run(ground: Ground) -> Mapping[str, Any]:
    if not postgres.is_installed():
        raise CannotTryHere("there is no PostgreSQL here")
    tally = Tally()
    slowest = {
        "file_locked": file_locked(ground, tally),
        "bucket_silent": bucket_away(ground, tally, "silent"),
        "bucket_gone": bucket_away(ground, tally, "gone"),
    }
    database_restarted(ground, tally)
    return tally.figures(slowest_read_ms={n: round(1000 * s) for n, s in slowest.items()})


def file_locked(ground: Ground, tally: Tally) -> float:
    """By another program, for longer than anybody waits for it."""
    during = During()
    with backend(ground.place("locked")) as served, served.owner() as owner:
        file = served.folder / "matinee.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            during.flood(owner)
            other.execute("COMMIT")
        during.judge(tally, "database's file locked", goes_on(owner))
    return during.slowest_seconds


def bucket_away(ground: Ground, tally: Tally, how: str) -> float:
    """It says nothing, or hangs up."""
    during, back = During(), threading.Event()

    def away(_: Moment) -> None:
        if how == "gone":
            raise Cut
        back.wait()
        raise Cut

    with bucket(ground, how) as (store, variables), backend(
        ground.place(f"bucket-{how}"), **variables
    ) as served, served.owner() as owner:  # fmt: skip
        owner.json("POST", "/api/uploads", FILM)
        former, store.watch = store.watch, away
        during.flood(owner)
        store.watch = former
        back.set()
        during.judge(tally, f"bucket {how}", goes_on(owner))
    return during.slowest_seconds


@contextmanager
def bucket(ground: Ground, name: str) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """A real one, behind what can come between; and the settings that lead there."""
    with watching() as watcher, servers.rclone(ground.place(f"rclone-{name}")) as url:
        servers.store_at(url)
        watcher.target = urlsplit(url).port or 0
        yield (
            watcher,
            {
                "MATINEE_STORE": "s3",
                "MATINEE_S3_ENDPOINT": watcher.url,
                "AWS_S3_BUCKET": "films",
                "AWS_ACCESS_KEY_ID": servers.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY": servers.SECRET_KEY,
            },
        )


def database_restarted(ground: Ground, tally: Tally) -> None:
    with postgres.server() as database, backend(
        ground.place("server"), MATINEE_DATABASE_URL=database.url
    ) as served, served.owner() as owner:  # fmt: skip
        video = owner.film(b"a film")
        path = f"/api/videos/{video}"
        database.stop()
        answers = {seen(owner("GET", path)) for _ in range(20)}
        database.start()
        goes = goes_on(owner) and owner("GET", path).ok
        tally.judge("database restarted", told_to_wait=answers == {(503, True)}, goes_on=goes)


def goes_on(owner: Caller) -> bool:
    """By itself, once what was away is back."""
    return comes_true(lambda: owner("POST", "/api/uploads", json=FILM).status_code == 201)
