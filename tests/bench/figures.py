"""`./dev bench figures`: ten million plays of a year: how much room their sums take, how long a
page of figures is awaited, and what a report costs. SQLite, one process."""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from backend.catalogue.figures import AMOUNTS, COUNTS, NAMES, Play, addition, day_of, month_of
from backend.catalogue.retention import BUCKETS, packed
from backend.database.database import Database
from backend.database.tables import Account, Channel, Video
from tests.backend.serving import Caller, Running, running

DAYS = 365
SECONDS = 600.0
TIMES = 20
REPORTS = 500
PLAY = Play(
    source="app",
    startup_seconds=0.3,
    stalls=1,
    stalled_seconds=0.5,
    seconds={"720p": 100.0, "1080p": 200.0},
    watched=[(0.0, 300.0)],
)
SECOND = Play(source="page", startup_seconds=1.3, seconds={"480p": 60.0}, watched=[(0.0, 60.0)])
ROW = dict.fromkeys(NAMES, 0.0)
KINDS = [{**ROW, **addition(play, SECONDS, viewed=True).day} for play in (PLAY, SECOND)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench figures", description=__doc__)
    parser.add_argument("--plays", type=int, default=10_000_000)
    parser.add_argument("--films", type=int, default=10_000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="matinee-bench-") as name,
        running(Path(name)) as server,
    ):
        print(json.dumps(measured(server, Path(name), options.plays, options.films)))


def measured(server: Running, folder: Path, plays: int, films: int) -> dict[str, Any]:
    owner = server.account()
    channel = str(owner.json("GET", "/api/channels")["channels"][0]["id"])
    path = folder / "matinee.db"
    empty = path.stat().st_size
    day_rows, month_rows = fill(server.services.database, path, channel, plays, films)
    mib = (path.stat().st_size - empty) / 2**20
    print(f"{plays:,} plays of {films:,} films: {day_rows:,} days, {month_rows:,} months")
    figures = {
        name: awaited(lambda at=at: owner.json("GET", f"/api/{at}/statistics"))  # type: ignore[misc]
        for name, at in {"film": "videos/film0", "channel": f"channels/{channel}"}.items()
    }
    for name, milliseconds in figures.items():
        print(f"  {name}: {milliseconds:.1f} ms")
    report = reported(owner)
    return {
        "plays": plays,
        "films": films,
        "day_rows": day_rows,
        "month_rows": month_rows,
        "mib": round(mib, 1),
        **{f"{name}_ms": round(milliseconds, 1) for name, milliseconds in figures.items()},
        "report_ms": round(report, 2),
    }


def fill(database: Database, path: Path, channel: str, plays: int, films: int) -> tuple[int, int]:
    """The sums of plays by films of which the n-th is watched 1/n times as often as the first."""
    with database.read() as session:
        account = session.get_one(Channel, channel).account_id
        assert session.get(Account, account) is not None
    film = Video(id="film0", account_id=account, channel_id=channel, title="x", filename="x")
    film.size_bytes, film.source_key, film.state, film.visibility = 1, "s", "ready", "public"
    film.playable, film.revision, film.duration_seconds = "adaptive", "r", SECONDS
    film.created_at = film.updated_at = 0.0
    database.add(film)
    today = day_of(time.time())
    chance = np.random.default_rng(7)
    weights = 1 / np.arange(1, films + 1)
    counts = chance.multinomial(plays, weights / weights.sum())
    names = [f"film{number}-{'x' * 10}"[:20] if number else "film0" for number in range(films)]
    columns = ", ".join(("subject", "day", *NAMES))
    marks = ", ".join("?" * (2 + len(NAMES)))
    day_rows = month_rows = 0
    with closing(sqlite3.connect(path)) as connection:
        whole = np.zeros(DAYS, dtype=np.int64)
        for name, count in (*zip(names, counts, strict=True), (channel, 0)):
            by_day = chance.multinomial(count, [1 / DAYS] * DAYS) if name != channel else whole
            whole += by_day if name != channel else 0
            rows = list(rows_of(name, by_day, today))
            connection.executemany(f"INSERT INTO day_figures ({columns}) VALUES ({marks})", rows)
            months = list(months_of(name, by_day, today, chance))
            connection.executemany("INSERT INTO month_retention VALUES (?, ?, ?, ?)", months)
            day_rows, month_rows = day_rows + len(rows), month_rows + len(months)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return day_rows, month_rows


def rows_of(subject: str, by_day: Any, today: int) -> Iterator[tuple[Any, ...]]:
    for ago, count in enumerate(by_day.tolist()):
        if count:
            first = count - count // 3
            sums = {name: KINDS[0][name] * first + KINDS[1][name] * (count // 3) for name in NAMES}
            values = [int(sums[name]) for name in COUNTS] + [sums[name] + 0.1 for name in AMOUNTS]
            yield (subject, today - ago, *(v if v > 0.1 else 0 for v in values))


def months_of(subject: str, by_day: Any, today: int, chance: Any) -> Iterator[tuple[Any, ...]]:
    plays: dict[int, int] = {}
    for ago, count in enumerate(by_day.tolist()):
        month = month_of(today - ago)
        plays[month] = plays.get(month, 0) + count
    for month, count in plays.items():
        if count:
            falling = np.linspace(count, count / 3, BUCKETS) * 100
            noisy = chance.integers((falling * 0.8).astype(np.int64), falling.astype(np.int64) + 1)
            yield subject, month, count, packed(noisy.tolist())


def awaited(ask: Callable[[], object]) -> float:
    """Milliseconds, the median."""
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - began)
    return median(spent) * 1000


def reported(viewer: Caller) -> float:
    """Milliseconds of a report, one after the other, of a film that all watch."""
    body = {"source": "app", "seconds_by_rendition": {"720p": 300}, "watched": [[0, 300]]}
    began = time.perf_counter()
    for _ in range(REPORTS):
        viewer.json("POST", "/api/videos/film0/plays", body)
    return (time.perf_counter() - began) / REPORTS * 1000


if __name__ == "__main__":
    main()
