"""What the ladder costs, how soon it can be watched, and what becomes of odd files.

    python -m tests.bench.transcode [FILE] [--seconds N] [--rounds N] [--quick] [--only costs]

CPU seconds are those of the child processes, as the kernel counts them. The same work takes a
third more of them on a machine whose neighbours are busy, so all ways are gone one after the
other, several rounds of them, and the least of each counts. `--quick` leaves out VMAF and the
long films.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from backend.transcode.plan.ladder import Encoding
from tests.backend.transcode.fakes import FolderStore
from tests.bench.transcode import odd, players, quality, watching, ways
from tests.bench.transcode.subject import ENCODED, ENCODING, Subject, cpu_of, ffmpeg, say

ROOT = Path(__file__).parents[3]
FILM = ROOT / ".cache" / "film" / "video.mp4"


def costs(subject: Subject, folder: Path, rounds: int) -> tuple[dict[str, Any], FolderStore]:
    """CPU of the ladder against the other ways; and the ladder."""
    fit = ways.fitting(subject, folder / "fitting.mp4")
    stores: list[FolderStore] = []
    took: dict[str, float] = {}
    for number in range(rounds):
        here = folder / str(number)
        here.mkdir()
        for name, spent in _round(subject, fit, here, stores):
            took[name] = round(min(spent, took.get(name, spent)), 2)
    ours = took["ours"]
    figures = {
        "cpu_s": took,
        "cpu_vs_separate": round(ours / took["separate"], 3),
        "cpu_vs_peertube": round(ours / took["peertube"], 3),
        "cpu_vs_floor": round(ours / took["floor"], 3),
        "chunks_vs_one_run": round(ours / took["one_run"], 3),
        "pictures_share": round(took["pictures"] / ours, 4),
        "copy_cpu_vs_separate": round(took["copied"] / took["separate"], 3),
    }
    return figures, stores[0]


def _round(
    subject: Subject, fit: Path, folder: Path, stores: list[FolderStore]
) -> Iterator[tuple[str, float]]:
    """CPU seconds of each way."""

    def timed(name: str, work: Callable[[], float]) -> tuple[str, float]:
        say(f"{name} …")
        spent = work()
        say(f"  {spent:.1f} CPU s")
        return name, spent

    def whole(film: Path, name: str, encoding: Encoding) -> None:
        stores.append(ways.ladder(film, folder / name, encoding))

    hung = folder / "hung"
    yield timed("separate", lambda: cpu_of(lambda: ways.separate(subject, folder)))
    yield timed("peertube", lambda: cpu_of(lambda: ways.peertube(subject, folder)))
    yield timed("floor", lambda: ways.floor(subject, folder))
    yield timed("one_run", lambda: cpu_of(lambda: ways.one_run(subject, folder / "one")))
    yield timed("ours", lambda: cpu_of(lambda: whole(subject.film, "ours", ENCODED)))
    yield timed("pictures", lambda: cpu_of(lambda: ways.hang(stores[0], subject, hung)))
    yield timed("copied", lambda: cpu_of(lambda: whole(fit, "copied", ENCODING)))


def moments(subject: Subject, folder: Path) -> dict[str, Any]:
    """How soon films can be watched."""
    say("ten minutes, from the last byte …")
    ten = watching.after_last_byte(subject, 600, folder / "ten")
    say("an hour, from the last byte …")
    hour = watching.after_last_byte(subject, 3600, folder / "hour")
    say("the film sent at 4 Mbit/s …")
    during = watching.during_upload(subject, folder / "sent")
    return {
        "first_segment_after_last_byte_s": ten.get("first_segment"),
        "all_rungs_after_last_byte_s": ten.get("all_rungs"),
        "progressive_s": ten.get("progressive"),
        "hour_first_segment_s": hour.get("first_segment"),
        "hour_progressive_s": hour.get("progressive"),
        "during_upload_s": during,
    }


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    film = options.file.resolve()
    clip = folder / f"film{film.suffix}"
    ffmpeg("-t", str(options.seconds), "-i", f"file:{film}", "-map", "0:v:0", "-map", "0:a:0?",
           "-c", "copy", str(clip))  # fmt: skip
    subject = Subject.of(clip)
    figures, store = costs(subject, folder, options.rounds)
    made = {rung.name: quality.one_file(store, rung, folder) for rung in subject.rungs}
    figures["over_target"] = quality.over_target(subject, made)
    figures["over_target_max"] = max(figures["over_target"].values())
    if options.only == "costs":
        return figures
    if not options.quick:
        say("VMAF, against the separate runs …")
        figures |= quality.compare(subject, folder / "0", made)
        figures |= moments(subject, folder)
    say("the ladder in hls.js and Shaka Player …")
    figures |= players.watch(subject, folder, ROOT / ".cache" / "players")
    say("the awkward corpus …")
    figures["awkward_files"], wrong = odd.judge(folder)
    figures["awkward_wrong"], figures["wrong"] = len(wrong), wrong
    return figures


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=FILM)
    parser.add_argument("--seconds", type=float, default=30, help="use that much of the film")
    parser.add_argument("--rounds", type=int, default=2, help="measure the CPU that often")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=["costs"], help="the CPU part alone")
    options = parser.parse_args(words)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as name:
        figures = measure(options, Path(name))
    figures["bench_s"] = round(time.monotonic() - began)
    print(json.dumps(figures, default=str))


if __name__ == "__main__":
    main()
