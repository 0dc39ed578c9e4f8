"""The same film over the same line, by us and by hls.js, judged by one rule."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.player.abr.controller import Rung
from tests.app.player.origin_server import OriginServer, Trace
from tests.bench.abr import traces
from tests.bench.abr.film import Film
from tests.bench.abr.ours import Matinee
from tests.bench.abr.simulator import play
from tests.bench.play import window
from tests.bench.play.films import SEGMENT_SECONDS, SizedRung
from tests.bench.play.peers import Watched, watch

PLAYLIST = "multivariant.m3u8"
STALL_PRICE = 5.0  # Mbit/s that a second of standing still costs, in linear QoE


def missing_browser() -> bool:
    return shutil.which("chromium") is None


def spread(paths: Sequence[Path], count: int) -> list[Path]:
    """So many of them, evenly from the whole list."""
    return [paths[index * len(paths) // count] for index in range(count)] if paths else []


def limit_of(rungs: Sequence[SizedRung]) -> float:
    return len(rungs[0].sizes) * SEGMENT_SECONDS * 1.8 + 30


def ours_on(folder: Path, trace: Trace, rungs: Sequence[SizedRung]) -> Watched:
    origin, limit = shaped(folder, trace), limit_of(rungs)
    try:
        with window.opened(origin.url(PLAYLIST), limit) as process:
            said, _ = process.communicate("go\n", timeout=limit + 20)
        told = json.loads(said.splitlines()[-1])
        return Watched(told["first"] or limit, told["stalled"], tuple(told["rungs"]))
    finally:
        origin.close()


def hlsjs_on(folder: Path, trace: Trace, rungs: Sequence[SizedRung]) -> Watched | None:
    origin = shaped(folder, trace)
    try:
        return watch(origin, PLAYLIST, len(rungs[0].sizes), limit_of(rungs))
    finally:
        origin.close()


def shaped(folder: Path, trace: Trace) -> OriginServer:
    """An origin whose line begins with the first request for the film, whoever's it is."""
    origin = OriginServer(folder)

    def begin(path: str) -> None:
        if path == PLAYLIST:
            origin.fault_for = lambda _: None
            origin.follow(trace)

    origin.fault_for = begin
    return origin


def predicted(path: Path, rungs: Sequence[SizedRung]) -> float:
    """What the simulator says that our player gets on this line."""
    ladder = tuple(
        Rung(r.name, r.width, r.height, r.nominal_bps, r.average_bps, r.peak_bps) for r in rungs
    )
    count = len(rungs[0].sizes)
    film = Film(ladder, (float(SEGMENT_SECONDS),) * count, tuple(r.sizes for r in rungs))
    session = play(traces.read(path), film, Matinee())
    return linear(Watched(session.start_seconds, session.stall_seconds, session.rungs), rungs)


def off_percent(real: Sequence[float], simulated: Sequence[float]) -> float:
    """By how much the mean of what was predicted misses the mean of what was."""
    return abs(sum(simulated) / sum(real) - 1) * 100


def linear(watched: Watched, rungs: Sequence[SizedRung]) -> float:
    """(Σ q − Σ |Δq| − 5 · (stalls + start)) / segments, q in Mbit/s of the nominal rate.

    A segment that was never shown counts nothing.
    """
    values = [rungs[rung].nominal_bps / 1e6 for rung in watched.rungs]
    changes = sum(abs(b - a) for a, b in pairwise(values))
    waited = watched.startup_seconds + watched.stall_seconds
    return (sum(values) - changes - STALL_PRICE * waited) / len(rungs[0].sizes)


def compared(
    name: str, mine: Watched, theirs: Watched | None, rungs: Sequence[SizedRung]
) -> dict[str, Any]:
    return {
        "trace": name,
        "lin": round(linear(mine, rungs), 3),
        "start": round(mine.startup_seconds, 3),
        "stall": round(mine.stall_seconds, 2),
        "rungs": "".join(map(str, mine.rungs)),
        "hlsjs_lin": None if theirs is None else round(linear(theirs, rungs), 3),
        "hlsjs_start": None if theirs is None else round(theirs.startup_seconds, 3),
        "hlsjs_stall": None if theirs is None else round(theirs.stall_seconds, 2),
        "hlsjs_rungs": None if theirs is None else "".join(map(str, theirs.rungs)),
    }
