"""Measures the player: `./dev bench play`. The last line is one JSON object."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.app.player.ladder import numbered_film, ts_ladder
from tests.app.player.origin_server import OriginServer, Trace
from tests.bench.play import covered, encoder, load, peers, real, start
from tests.bench.play.films import measured_rungs, sized_ladder

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "abr"
RTT_SECONDS, LINE_BPS = 0.04, 10e6
FILM_SECONDS = 60
PARTS = ("frames", "seeks", "costs", "overlays", "hours", "encoder", "real")
HOURS = 3.0
WARM_UP_SECONDS, QUICK_SECONDS = 1800.0, 900.0
"""Of the long film, at its speed: until what is kept of it has reached its bound, and more."""
LONG_SPEED = 24.0

# Every key is printed, whatever could not be measured.
KEYS = (
    "first_frame_vs_plain",
    "first_frame_vs_local_plus_2rtt",
    "next_film_ms",
    "encoder_slow_stall_s",
    "ui_longest_stall_ms",
    "rss_growth_mib_3h",
    "switches",
    "switch_bad_frames",
    "seeks",
    "seek_wrong",
    "gateway_cpu_percent",
    "gateway_mbps",
    "real_lin_vs_hlsjs",
    "real_ahead_on",
    "real_traces",
    "real_off_prediction_percent",
)


def main() -> None:
    options = arguments()
    result: dict[str, Any] = dict.fromkeys(KEYS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("Making the film whose frames say their number.", flush=True)
        film = numbered_film(folder / "film.mp4", FILM_SECONDS, ["-movflags", "+faststart"])
        ts_ladder(folder / "hls", film)
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "frames": lambda: first_frames(folder, options.runs),
            "seeks": lambda: seeks_and_switches(folder, options.seeks),
            "costs": lambda: costs(folder),
            "overlays": lambda: overlays(folder, 10.0 if options.quick else 60.0),
            "hours": lambda: hours(folder, quick=options.quick),
            "encoder": lambda: slow_encoder(folder, quick=options.quick),
            "real": lambda: real_lines(options, folder / "real"),
        }
        for part in options.only or PARTS:
            began = time.monotonic()
            result |= attempted(part, parts[part])
            print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    print(json.dumps(result))


def attempted(what: str, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """One part's figures; its failure is told and leaves the others theirs."""
    try:
        return measure()
    except Exception as fault:  # noqa: BLE001 (whatever it is, the other parts are wanted)
        traceback.print_exc()
        return {"why": f"{what}: {fault!r}"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench play", description=__doc__)
    parser.add_argument("--runs", type=int, default=10, help="first frames of each kind")
    parser.add_argument("--seeks", type=int, default=200)
    parser.add_argument("--traces", type=Path, default=SHARED / "traces")
    parser.add_argument("--sizes", type=Path, default=SHARED / "segment_sizes.json")
    parser.add_argument("--real", type=int, default=4, help="how many traces to play for real")
    parser.add_argument("--segments", type=int, default=15, help="of 4 s, on each trace")
    parser.add_argument("--quick", action="store_true", help="less of the long films")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="some parts; real is hls.js")
    return parser.parse_args()


def first_frames(folder: Path, runs: int) -> dict[str, Any]:
    print(f"First frames: {LINE_BPS / 1e6:.0f} Mbit/s, {RTT_SECONDS * 1000:.0f} ms a request.")
    origin = OriginServer(folder, RTT_SECONDS)
    origin.bps = LINE_BPS
    try:
        ours = start.first_frame_of_ours(origin, runs)
        hovered = start.first_frame_of_ours(origin, runs, hovered=True)
        plain = start.first_frame_of_plain(origin.url(start.PLAYLIST), runs)
        local = start.first_frame_of_plain(str(folder / "film.mp4"), runs)
    finally:
        origin.close()
    following = next_film_on_loopback(folder, runs)
    print(f"  ours {ours:.3f} s, hovered {hovered:.3f}, plain mpv {plain:.3f}, file {local:.3f}")
    print(f"  the next film on loopback {following:.3f} s")
    return {
        "first_frame_vs_plain": round(ours / plain, 3),
        "first_frame_vs_local_plus_2rtt": round(ours / (local + 2 * RTT_SECONDS), 3),
        "next_film_ms": round(following * 1000),
        "first_frame_ms": round(ours * 1000),
        "first_frame_hovered_ms": round(hovered * 1000),
        "first_frame_plain_ms": round(plain * 1000),
        "first_frame_local_ms": round(local * 1000),
    }


def next_film_on_loopback(folder: Path, runs: int) -> float:
    """Without a line in between: what is left is the player's own."""
    origin = OriginServer(folder)
    try:
        return start.next_film(origin, runs)
    finally:
        origin.close()


def seeks_and_switches(folder: Path, count: int) -> dict[str, Any]:
    origin = OriginServer(folder, RTT_SECONDS)
    origin.bps = LINE_BPS
    try:
        print("A switch at every segment.")
        found = start.switches(origin, FILM_SECONDS)
        print(f"  {found}\n{count} random seeks.")
        found |= start.seeks(origin, count, FILM_SECONDS)
    finally:
        origin.close()
    print(f"  {found}")
    return found


def costs(folder: Path) -> dict[str, Any]:
    print("The gateway's processor time for 1080p at 5 Mbit/s, and how much passes through it.")
    (folder / "hd").mkdir()
    rungs = (measured_rungs(None, 10)[-1],)
    sized_ladder(folder / "hd", rungs)
    percent = load.processor(folder, "hd/multivariant.m3u8", 40)
    mbps = load.throughput(folder)
    print(f"  {percent:.2f} % of a core, {mbps:.0f} Mbit/s")
    return {"gateway_cpu_percent": round(percent, 2), "gateway_mbps": round(mbps)}


def overlays(folder: Path, seconds: float) -> dict[str, Any]:
    """How long the window is busy at worst, while 1080p plays below all there can be over it."""
    print(f"1080p below all overlays, for {seconds:.0f} s.", flush=True)
    film = ROOT / ".cache" / "film" / "video.mp4"
    if not film.exists():
        film = covered.moving(folder / "large.mp4", "1920x1080", "6M")
    playlist = covered.repeated(film, folder / "large", seconds + 30, 30)
    found = covered.watched(folder, playlist, 5.0, seconds)
    print(f"  {found}")
    return {
        "ui_longest_stall_ms": round(found["stall_ms"], 1),
        "rss_1080p_mib": round(found["rss_mib"]),
    }


def hours(folder: Path, *, quick: bool) -> dict[str, Any]:
    """What memory grows by in three hours of film, played many times as fast."""
    warm_up, length = WARM_UP_SECONDS, QUICK_SECONDS if quick else HOURS * 3600
    print(f"{(warm_up + length) / 60:.0f} minutes of film, {LONG_SPEED:.0f} x as fast.", flush=True)
    small = covered.moving(folder / "small.mp4", "320x180", "400k")
    playlist = covered.repeated(small, folder / "long", warm_up + length + 60, 30)
    found = covered.watched(folder, playlist, warm_up, length, LONG_SPEED)
    print(f"  {found}")
    if found["film_seconds"] < length / 2:
        return {"rss_growth_mib_3h": None, "why": "hours: the film did not go on"}
    grown = found["growth_mib"] * HOURS * 3600 / found["film_seconds"]
    return {
        "rss_growth_mib_3h": round(grown, 1),
        "rss_growth_film_minutes": round(found["film_seconds"] / 60),
        "rss_growth_speed": LONG_SPEED,
    }


def slow_encoder(folder: Path, *, quick: bool) -> dict[str, Any]:
    film = ROOT / ".cache" / "film" / "video.mp4"
    if not film.exists():
        return {"encoder_slow_stall_s": None, "why": "the sample film is not here"}
    print(f"A new film of {encoder.FILM_SECONDS / 60:.0f} minutes, encoded at "
          f"{encoder.ENCODER_SPEED} x its own pace.", flush=True)  # fmt: skip
    found = encoder.watched(film, folder, encoder.QUICK_SECONDS if quick else encoder.FILM_SECONDS)
    print(f"  {found}")
    return found


def real_lines(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    empty = {"real_lin_vs_hlsjs": None, "real_ahead_on": None, "real_traces": 0}
    traces = real.spread(sorted(options.traces.glob("*.csv")), options.real)
    if not traces:
        return {**empty, "why": "no traces beside the project"}
    folder.mkdir()
    rungs = measured_rungs(options.sizes, options.segments)
    sized_ladder(folder, rungs)
    if real.missing_browser() or not peers.put_script(folder, ROOT / ".cache" / "players"):
        return {**empty, "why": "Chromium or hls.js can't be had here"}
    rows = []
    for path in traces:
        trace = Trace.read(path)
        with ThreadPoolExecutor(2) as both:
            mine = both.submit(real.ours_on, folder, trace, rungs)
            theirs = both.submit(real.hlsjs_on, folder, trace, rungs)
            row = real.compared(path.stem, mine.result(), theirs.result(), rungs)
        print(f"  {row}", flush=True)
        rows.append(row | {"predicted": round(real.predicted(path, rungs), 3)})
    off = real.off_percent([r["lin"] for r in rows], [r["predicted"] for r in rows])
    fit = {"real_off_prediction_percent": round(off, 1)}
    scored = [row for row in rows if row["hlsjs_lin"] is not None]
    if not scored:
        return {**empty, **fit, "why": "hls.js never played"}
    lin = statistics.mean(row["lin"] for row in scored)
    peer = statistics.mean(row["hlsjs_lin"] for row in scored)
    return {
        **fit,
        "real_lin_vs_hlsjs": round(lin / peer, 2) if peer > 0 else None,
        "real_ahead_on": sum(row["lin"] > row["hlsjs_lin"] for row in scored),
        "real_traces": len(scored),
        "real_lin": round(lin, 3),
        "real_hlsjs_lin": round(peer, 3),
        "real_stall_s": round(sum(row["stall"] for row in scored), 2),
        "real_hlsjs_stall_s": round(sum(row["hlsjs_stall"] for row in scored), 2),
        "real_first_frame_ms": round(statistics.median(r["start"] for r in scored) * 1000),
        "real_hlsjs_first_frame_ms": round(
            statistics.median(r["hlsjs_start"] for r in scored) * 1000
        ),
        "real_rows": rows,
    }


if __name__ == "__main__":
    main()
