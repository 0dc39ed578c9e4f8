"""The top rung is the source itself only where that can't be told from an encoded one."""

from __future__ import annotations

import os
import subprocess
import time
from fractions import Fraction
from pathlib import Path

import pytest

from backend.transcode.api import Job, Working
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.plan.copying import CopiedPacket, Copyable, copyable, regular_gop
from backend.transcode.plan.ladder import Encoding
from backend.transcode.process import Stop, run_probe
from backend.transcode.source.extent import measure
from backend.transcode.source.probe import probe
from tests.backend.transcode.conformance import check
from tests.backend.transcode.fakes import FolderStore, make_clip, pictures, tone

pytestmark = pytest.mark.slow
FITTING = (
    "-c:v", "libx264", "-preset", "superfast", "-pix_fmt", "yuv420p", "-colorspace", "bt709",
    "-g", "10", "-keyint_min", "10", "-sc_threshold", "0", "-bf", "2", "-c:a", "aac",
)  # fmt: skip
CLIP = (*pictures("160x90", "5", 9), *tone(9))


def look(path: Path) -> Copyable | None:
    url, run = f"file:{path}", run_probe(Stop())
    found = probe(url, run)
    with path.open("rb") as file:

        def read(start: int, stop: int) -> bytes:
            return os.pread(file.fileno(), stop - start, start)

        return copyable(found, measure(url, found, run), Encoding(), url, run, read)


def test_a_regular_source_fits(tmp_path: Path) -> None:
    """Closed GOPs of two seconds, within the rung's rate."""
    clip = make_clip(tmp_path / "fits.mp4", *CLIP, *FITTING)
    assert look(clip) == Copyable(10, 2048)


@pytest.mark.parametrize(
    "options",
    [
        ("-g", "250", "-force_key_frames", "0,0.5,3.1,7"),
        ("-x264-params", "open-gop=1:bframes=3"),
        ("-x264-params", "intra-refresh=1:bframes=0"),
        ("-pix_fmt", "yuvj420p"),
        ("-vf", "setsar=4/3"),
        ("-b:v", "6M", "-maxrate", "8M", "-bufsize", "8M"),
        ("-vf", "select='mod(n,7)'", "-fps_mode", "vfr"),
        ("-bsf:v", "h264_metadata=level=5.2"),
        ("-c:v", "libx265", "-x265-params", "log-level=none", "-preset", "ultrafast"),
    ],
    ids=["gops", "open", "refresh", "range", "shape", "rate", "vfr", "level", "codec"],
)
def test_a_doubtful_source_is_encoded(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Each of these plays badly as a rung beside others."""
    assert look(make_clip(tmp_path / "doubtful.mp4", *CLIP, *FITTING, *options)) is None


def test_a_cut_that_leaves_frames_before_the_start_is_encoded(tmp_path: Path) -> None:
    """An edit list hides frames which a copy would show."""
    whole = make_clip(tmp_path / "whole.mp4", *CLIP, *FITTING)
    cut = make_clip(tmp_path / "cut.mp4", "-ss", "1.3", "-i", str(whole), "-c", "copy")
    assert look(cut) is None


def test_a_missing_frame_is_seen() -> None:
    """The numbers of the frames have no gap."""
    packets = [CopiedPacket(n * 512, 0, 1, n % 4 == 0) for n in range(12)]
    base, rate = Fraction(1, 12800), Fraction(25)
    assert regular_gop(packets, base, rate) == 4
    assert regular_gop(packets[:5] + packets[6:], base, rate) is None
    assert regular_gop(packets, Fraction(1, 1000), Fraction(30)) is None


def test_the_copy_is_the_source_bit_by_bit(tmp_path: Path) -> None:
    """Cut into chunks and joined again, the pictures are those of the source, in their time."""
    store = FolderStore(tmp_path / "store")
    source = make_clip(store.path("sources/v/1.mp4"), *pictures("854x480", "5", 9), *FITTING)
    transcoder = EmbeddedTranscoder(store, tmp_path / "scratch", Encoding(preset="ultrafast"))
    transcoder.start(Job("v", "r", "sources/v/1.mp4", 1))
    deadline = time.monotonic() + 60
    while isinstance(transcoder.status("r"), Working) and time.monotonic() < deadline:
        time.sleep(0.02)
    transcoder.close()
    assert check("hls/multivariant.m3u8", lambda p: store.path(f"media/v/r/{p}").read_bytes()) == []
    assert frames_of(store.path("media/v/r/hls/480p/media.m3u8")) == frames_of(source)


def frames_of(path: Path) -> str:
    """A checksum of every decoded picture."""
    answer = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path),
         "-map", "0:v", "-f", "hash", "-hash", "md5", "-"],
        check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return answer.stdout
