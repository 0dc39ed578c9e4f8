"""The single file and DASH hold the very frames of the HLS rungs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from backend.transcode.api import Job
from backend.transcode.encode.embedded import CHUNKS_PER_RUN
from backend.transcode.encode.revision import Revision
from backend.transcode.outputs import exports
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import make_plan
from backend.transcode.process import Stop
from backend.transcode.source.inspection import inspect
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures, tone

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished revision of nine seconds, two rungs and two languages, in every form."""
    folder = tmp_path_factory.mktemp("exports")
    store = FolderStore(folder / "store")
    tracks = ("-map", "0", "-map", "1", "-map", "2", "-metadata:s:a:1", "language=deu")
    two = (*tone(9), *tone(9, 880))
    make_clip(store.path("sources/v/1.mp4"), *pictures("854x480", "10", 9), *two, *tracks, *QUICK)
    seen = inspect(store, "sources/v/1.mp4", Stop())
    plan = make_plan(seen.probe, seen.extent, Encoding(preset="ultrafast", dash=True))
    revision = Revision.resume(store, Job("v", "r", "sources/v/1.mp4", 1), lambda: plan)
    while (run := revision.take(most=CHUNKS_PER_RUN)) is not None:
        revision.do(run, store.signed_get("sources/v/1.mp4", 9), folder / "scratch", Stop())
    exports.put(store, revision.job.prefix, plan, folder / "scratch", Stop())
    return store.path("media/v/r")


def probed(path: Path) -> dict[str, tuple[int, str]]:
    """Packets and width by stream, as FFprobe reads them."""
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-count_packets", "-show_entries",
         "stream=codec_type,width,nb_read_packets,start_time", "-of", "json", str(path)],
        check=True, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    streams = json.loads(answer.stdout)["streams"]
    return {
        f"{s['codec_type']} {s.get('width', '')}".strip(): (
            int(s["nb_read_packets"]), s["start_time"],
        )
        for s in streams
    }  # fmt: skip


def test_the_single_file(root: Path) -> None:
    """All frames of one rung from zero on, the index before the data."""
    seen = probed(root / "progressive.mp4")
    assert seen["video 854"] == (90, "0.000000")
    assert abs(seen["audio"][0] - 9 * 48000 / 1024) < 2
    data = (root / "progressive.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_dash(root: Path) -> None:
    """Every rung, and each language once, readable through the manifest."""
    seen = probed(root / "dash" / "manifest.mpd")
    assert sorted(seen) == ["audio", "video 640", "video 854"]
    assert [seen["video 640"][0], seen["video 854"][0]] == [90, 90]
    manifest = (root / "dash" / "manifest.mpd").read_text()
    assert manifest.count("<AdaptationSet") == 3
    assert manifest.count('contentType="audio"') == 2
    assert 'lang="deu"' in manifest
