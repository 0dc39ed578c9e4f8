"""Every odd file gives a right result or its sentence; FFprobe, a foreign reader, is the judge."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from backend.transcode.api import Job
from backend.transcode.encode.embedded import CHUNKS_PER_RUN
from backend.transcode.encode.revision import Revision
from backend.transcode.errors import Refused
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import make_plan
from backend.transcode.process import Stop
from backend.transcode.source.inspection import inspect
from tests.backend.transcode.encode.awkward import TABLE, WHOLE, Refusal, Right, Wanted, kept_corpus
from tests.backend.transcode.fakes import FolderStore

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def corpus() -> dict[str, Path]:
    return {path.name: path for path in kept_corpus(ROOT / ".cache" / "awkward")}


def transcode(source: Path, folder: Path, whole: bool = True) -> Path:
    """The folder of the top rung, made with or without the others. Raises what refused it."""
    store, stop = FolderStore(folder / "store"), Stop()
    store.path("sources/v").mkdir(parents=True)
    store.path("sources/v/1").symlink_to(source)
    seen = inspect(store, "sources/v/1", stop)
    plan = make_plan(seen.probe, seen.extent, Encoding(preset="ultrafast"))
    plan = plan if whole else replace(plan, rungs=plan.rungs[-1:])
    job = Job("v", "r", "sources/v/1", source.stat().st_size)
    revision = Revision.resume(store, job, lambda: plan)
    while (run := revision.take(most=CHUNKS_PER_RUN)) is not None:
        revision.do(run, store.signed_get("sources/v/1", 60), folder / "scratch", stop)
    assert revision.is_complete
    return store.path(f"media/v/r/hls/{plan.rungs[-1].name}")


def read(playlist: Path) -> dict[str, Any]:
    """What FFprobe sees of it, frames decoded and counted."""
    entries = "stream=codec_type,width,height,start_time,nb_read_frames,r_frame_rate"
    entries += ",sample_aspect_ratio,pix_fmt,color_range,color_space:format=duration"
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-allowed_extensions", "ALL", "-count_frames",
         "-show_entries", entries, "-of", "json", str(playlist)],
        check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(answer.stdout)
    by_kind = {stream["codec_type"]: stream for stream in report["streams"]}
    return by_kind | {"seconds": float(report["format"]["duration"])}


def check(seen: dict[str, Any], wanted: Right) -> None:
    assert abs(seen["seconds"] - wanted.seconds) <= 0.06
    assert ("audio" in seen) == wanted.has_sound
    if wanted.size == (0, 0):
        return
    video = seen["video"]
    assert (video["width"], video["height"]) == wanted.size
    assert video["sample_aspect_ratio"] == "1:1"
    # A single picture has no rate: FFprobe 5 says 25 of it, and FFprobe 7 says 50.
    assert video["r_frame_rate"] == wanted.rate or video["nb_read_frames"] == "1"
    assert (video["pix_fmt"], video["color_range"], video["color_space"]) == (
        "yuv420p", "tv", "bt709",
    )  # fmt: skip
    assert abs(int(video["nb_read_frames"]) - wanted.seconds * Fraction(wanted.rate)) <= 1
    if wanted.has_sound:
        assert abs(float(video["start_time"]) - float(seen["audio"]["start_time"])) <= 0.04


@pytest.mark.parametrize("name", TABLE)
def test_an_odd_file_is_right_or_refused(
    name: str, corpus: dict[str, Path], tmp_path: Path
) -> None:
    """The row of the table holds."""
    wanted: Wanted = TABLE[name]
    if isinstance(wanted, Refusal):
        with pytest.raises(Refused) as refused:
            transcode(corpus[name], tmp_path)
        assert str(refused.value) == wanted.sentence
    else:
        check(read(transcode(corpus[name], tmp_path, name in WHOLE) / "media.m3u8"), wanted)


def test_the_table_knows_every_file(corpus: dict[str, Path]) -> None:
    """No file of the corpus goes unjudged."""
    assert set(corpus) == set(TABLE)
    assert set(TABLE) >= WHOLE
