"""`python -m tests.bench.abr [--traces DIR] [--sizes FILE]`: the controller in simulation.

Every policy plays the same film over the same links, and is measured by the offline optimum.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from tests.bench.abr import baselines, film, traces
from tests.bench.abr.film import Film, Scale
from tests.bench.abr.optimum import optimum
from tests.bench.abr.ours import Matinee
from tests.bench.abr.simulator import Policy, Session, Sizes, play
from tests.bench.abr.traces import Trace

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "abr"
OWN = Path(__file__).parent / "data"

BASELINES: dict[str, Callable[[], Policy]] = {
    "lowest rung": lambda: baselines.Fixed(0),
    "hls.js": baselines.HlsJs,
    "Shaka": baselines.Shaka,
    "ExoPlayer": baselines.ExoPlayer,
    "dash.js DYNAMIC": baselines.DashDynamic,
    "BOLA-E": baselines.BolaE,
    "BOLA-E, 90 s": lambda: baselines.BolaE(90.0),
    "RobustMPC": baselines.RobustMpc,
}


@dataclass(frozen=True)
class Bounds:
    """The optimum of each trace, by the name of the scale."""

    scales: tuple[Scale, ...]
    best: dict[str, list[float]]

    def share(self, scale: Scale, sessions: Sequence[Session]) -> float:
        """Percent of the optimum, mean over mean."""
        return 100 * fmean(s.qoe(scale) for s in sessions) / fmean(self.best[scale.name])


def bounds_of(links: Sequence[Trace], movie: Film) -> Bounds:
    scales = (film.linear(movie.ladder), film.logarithmic(movie.ladder))
    best = {scale.name: [optimum(link, movie, scale) for link in links] for scale in scales}
    return Bounds(scales, best)


def rebuffer_percent(sessions: Sequence[Session], movie: Film) -> float:
    """The share of the time from the first frame to the last that stood still."""
    stalled = sum(session.stall_seconds for session in sessions)
    return 100 * stalled / (stalled + movie.seconds * len(sessions))


def line(name: str, bounds: Bounds, sessions: Sequence[Session], movie: Film) -> str:
    figures = (
        *(bounds.share(scale, sessions) for scale in bounds.scales),
        rebuffer_percent(sessions, movie),
        fmean(session.start_seconds for session in sessions),
        fmean(session.switches for session in sessions),
        fmean(session.wasted_bytes for session in sessions) / 1e6,
    )
    return f"{name:24}" + "".join(f"{figure:10.2f}" for figure in figures)


def per_trace(links: Sequence[Trace], bounds: Bounds, sessions: Sequence[Session]) -> None:
    """QoE beside the optimum's, lin and log, and what was waited."""
    for index, (link, session) in enumerate(zip(links, sessions, strict=True)):
        figures = "  ".join(
            f"{scale.name} {session.qoe(scale):6.2f} of {bounds.best[scale.name][index]:5.2f}"
            for scale in bounds.scales
        )
        print(f"  {link.name:36} {figures}  stalled {session.stall_seconds:5.1f} s")


def main() -> None:
    options = parsed()
    links = traces.read_all(options.traces)
    movie = film.read(options.sizes)
    print(f"{len(links)} traces of {options.traces}, {movie.seconds:.0f} s of {options.sizes.name}")
    bounds = bounds_of(links, movie)
    columns = ("lin", "log", "stalled %", "start s", "switches", "waste MB")
    print(f"{'% of the optimum':24}" + "".join(f"{column:>10}" for column in columns))
    results = {
        name: [play(link, movie, make()) for link in links] for name, make in BASELINES.items()
    }
    for name, sessions in results.items():
        print(line(name, bounds, sessions, movie))
    blind = [play(link, movie, Matinee(), Sizes.UNKNOWN) for link in links]
    print(line("Matinee, sizes unknown", bounds, blind, movie))
    asked = [play(link, movie, Matinee(), Sizes.ASKED) for link in links]
    print(line("Matinee, sizes asked for", bounds, asked, movie))
    began = time.process_time()
    ours = [play(link, movie, Matinee()) for link in links]
    cpu = (time.process_time() - began) / len(links)
    print(line("Matinee", bounds, ours, movie))
    if options.each:
        per_trace(links, bounds, ours)
    print(
        json.dumps(
            summary(bounds, movie, ours, results["hls.js"])
            | others(bounds, movie, blind, "unknown_sizes")
            | others(bounds, movie, asked, "asked_sizes")
            | {
                "lowest_rebuffer_percent": round(
                    rebuffer_percent(results["lowest rung"], movie), 2
                ),
                "cpu_s_a_session": round(cpu, 3),
            }
        )
    )


def summary(
    bounds: Bounds,
    movie: Film,
    ours: Sequence[Session],
    hls: Sequence[Session],
) -> dict[str, float]:
    lin, log = bounds.scales
    pairs = list(zip(ours, hls, strict=True))
    return {
        "traces": len(ours),
        "qoe_lin_share": round(bounds.share(lin, ours), 1),
        "qoe_log_share": round(bounds.share(log, ours), 1),
        "log_vs_hlsjs": round(fmean(s.qoe(log) for s in ours) / fmean(s.qoe(log) for s in hls), 2),
        "better_than_hlsjs": sum(
            all(own.qoe(scale) > other.qoe(scale) for scale in (lin, log)) for own, other in pairs
        ),
        "rebuffer_percent": round(rebuffer_percent(ours, movie), 2),
        "switches": round(fmean(s.switches for s in ours), 1),
        "startup_s": round(fmean(s.start_seconds for s in ours), 2),
        "hlsjs_lin_share": round(bounds.share(lin, hls), 1),
        "hlsjs_log_share": round(bounds.share(log, hls), 1),
        "wasted_mb": round(fmean(s.wasted_bytes for s in ours) / 1e6, 2),
    }


def others(bounds: Bounds, movie: Film, sessions: Sequence[Session], name: str) -> dict[str, float]:
    """The same where the playlists don't tell the sizes."""
    lin, log = bounds.scales
    return {
        f"{name}_lin_share": round(bounds.share(lin, sessions), 1),
        f"{name}_log_share": round(bounds.share(log, sessions), 1),
        f"{name}_rebuffer_percent": round(rebuffer_percent(sessions, movie), 2),
    }


def parsed() -> argparse.Namespace:
    home = SHARED if SHARED.is_dir() else OWN
    parser = argparse.ArgumentParser(prog="bench abr", description=__doc__)
    parser.add_argument("--traces", type=Path, default=home / "traces", help="folder of CSV files")
    parser.add_argument("--sizes", type=Path, default=home / "segment_sizes.json")
    parser.add_argument("--each", action="store_true", help="print every trace")
    return parser.parse_args()


if __name__ == "__main__":
    main()
