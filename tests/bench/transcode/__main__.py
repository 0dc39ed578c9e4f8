"""What the ladder costs, how soon it can be watched, and what becomes of odd files.

    python -m tests.bench.transcode [FILE] [--seconds N] [--quick]

CPU seconds are those of the child processes, as the kernel counts them. `--quick` leaves out
VMAF and the long films.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.backend.transcode.fakes import FolderStore
from tests.bench.transcode import odd, players, quality, watching, ways
from tests.bench.transcode.subject import ENCODED, ENCODING, Subject, cpu_of, ffmpeg, say

ROOT = Path(__file__).parents[3]
FILM = ROOT / ".cache" / "film" / "video.mp4"


def timed(what: str, work: Callable[[], object]) -> float:
    say(f"{what} …")
    spent = cpu_of(work)
    say(f"  {spent:.1f} CPU s")
    return round(spent, 2)


def costs(subject: Subject, folder: Path) -> tuple[dict[str, Any], FolderStore]:
    """CPU of the ladder against the other ways; and the ladder."""
    stores: list[FolderStore] = []
    apart = timed("separate runs", lambda: ways.separate(subject, folder))
    tube = timed("PeerTube's way", lambda: ways.peertube(subject, folder))
    say("the parts by themselves …")
    least = ways.floor(subject, folder)
    say(f"  {least:.1f} CPU s")
    one = timed("one run", lambda: ways.one_run(subject, folder / "one"))
    ours = timed(
        "the pipeline, in chunks",
        lambda: stores.append(ways.ladder(subject.film, folder / "ours", ENCODED)),
    )
    hung = timed("sprites and poster", lambda: ways.hang(stores[0], subject, folder / "hung"))
    fit = ways.fitting(subject, folder / "fitting.mp4")
    copied = timed(
        "the pipeline, top rung copied", lambda: ways.ladder(fit, folder / "copied", ENCODING)
    )
    figures = {
        "cpu_s": {"separate": apart, "peertube": tube, "floor": round(least, 2), "one_run": one,
                  "ours": ours, "copied": copied, "pictures": hung},
        "cpu_vs_separate": round(ours / apart, 3),
        "cpu_vs_peertube": round(ours / tube, 3),
        "cpu_vs_floor": round(ours / least, 3),
        "chunks_vs_one_run": round(ours / one, 3),
        "pictures_share": round(hung / ours, 4),
        "copy_cpu_vs_separate": round(copied / apart, 3),
    }  # fmt: skip
    return figures, stores[0]


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


def measure(film: Path, seconds: float, folder: Path, quick: bool) -> dict[str, Any]:
    clip = folder / f"film{film.suffix}"
    ffmpeg("-t", str(seconds), "-i", f"file:{film}", "-map", "0:v:0", "-map", "0:a:0?",
           "-c", "copy", str(clip))  # fmt: skip
    subject = Subject.of(clip)
    figures, store = costs(subject, folder)
    made = {rung.name: quality.one_file(store, rung, folder) for rung in subject.rungs}
    figures["over_target"] = quality.over_target(subject, made)
    figures["over_target_max"] = max(figures["over_target"].values())
    if not quick:
        say("VMAF, against the separate runs …")
        figures |= quality.compare(subject, folder, made)
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
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(words)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as name:
        film = options.file.resolve()
        figures = measure(film, options.seconds, Path(name), options.quick)
    figures["bench_s"] = round(time.monotonic() - began)
    print(json.dumps(figures, default=str))


if __name__ == "__main__":
    main()
