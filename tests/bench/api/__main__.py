"""`./dev bench api`: what a request costs the backend, in bare Starlette's as the unit.

CPU of the server's process alone; one process, SQLite, with many videos and with few.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Any

from tests.bench.api import questions, servers
from tests.bench.api.data import folder_with
from tests.bench.api.driver import drive, request
from tests.bench.api.servers import Served

KINDS = ("video", "playback", "catalogue24", "search24", "following24", "presign100")
TARGETS = dict(zip(KINDS, (8, 10, 15, 25, 20, 50), strict=True))
GROWING = ("catalogue24", "search24")
GROWTHS = {"p95_growth": "p95_ms", "cpu_growth": "us"}
"""The latter says more where others use the machine, too."""
FEW = 10_000
ROUNDS = 7
BUSY = 8
"""Connections while CPU is measured: an idle server would pay for waking up at each request."""
CALM = 300
"""Requests, one after the other, of which the latencies are."""
CROWD, CROWD_SECONDS = 64, 60.0
Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench api", description=__doc__)
    parser.add_argument("--videos", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--seconds", type=float, default=CROWD_SECONDS, help="of the mixed load")
    parser.add_argument("--requests", type=int, default=400, help="of a kind in each round")
    options = parser.parse_args()
    with servers.bare() as unit:
        few = measured(unit, FEW, options)
        many = measured(unit, options.videos, options)
    growth = {name: grown(few, many, figure) for name, figure in GROWTHS.items()}
    missed = [kind for kind in options.only if many[kind]["ratio"] > TARGETS[kind]]
    print(json.dumps({**many, **growth, "missed": missed, "few": few}))


def grown(few: Figures, many: Figures, figure: str) -> dict[str, float]:
    asked = [kind for kind in GROWING if kind in many]
    return {kind: round(many[kind][figure] / few[kind][figure], 2) for kind in asked}


def measured(unit: Served, videos: int, options: argparse.Namespace) -> Figures:
    print(f"{videos:,} videos")
    with servers.backend(folder_with(videos)) as served:
        asked = questions.all_questions(served.url, videos)
        cpu = cpu_of(unit, served, asked, options)
        bare_us = cpu.pop("bare")
        found: Figures = {"videos": videos, "bare_us": round(bare_us, 1)}
        for kind in options.only:
            calm = drive(served.url, questions.forever(asked[kind]), 1, CALM)
            found[kind] = {
                "us": round(cpu[kind], 1),
                "ratio": round(cpu[kind] / bare_us, 1),
                "p95_ms": round(calm.p95_ms, 2),
            }
            print(f"  {kind:12} {found[kind]}, at most {TARGETS[kind]}")
        found |= crowded(served, asked, options.seconds)
        questions.forget(served.url, asked)
    return found


def cpu_of(
    unit: Served, served: Served, asked: questions.Questions, options: argparse.Namespace
) -> dict[str, float]:
    """Microseconds a request, the median of rounds; the unit in each of them, so that whatever
    else the machine does is in both."""
    rounds: dict[str, list[float]] = defaultdict(list)
    hello = [request("GET", "/")]
    for _ in range(ROUNDS):
        rounds["bare"].append(spent(unit, hello, options.requests * 4))
        for kind in options.only:
            rounds[kind].append(spent(served, asked[kind], options.requests))
    return {kind: median(each) for kind, each in rounds.items()}


def spent(served: Served, asks: Sequence[bytes], count: int) -> float:
    before = served.cpu_seconds
    done = drive(served.url, questions.forever(list(asks)), BUSY, count)
    assert set(done.statuses) == {200}, done.statuses
    return (served.cpu_seconds - before) / count * 1e6


def crowded(served: Served, asked: questions.Questions, seconds: float) -> Figures:
    print(f"  everything mixed, {CROWD} connections, {seconds:.0f} s")
    done = drive(served.url, questions.mixed(asked), CROWD, seconds=seconds)
    return {
        "mixed_per_second": round(len(done.seconds) / seconds),
        "mixed_p95_ms": round(done.p95_ms, 1),
        "errors_5xx": done.errors_5xx,
        "rss_mib": round(served.rss_mib),
    }


if __name__ == "__main__":
    main()
