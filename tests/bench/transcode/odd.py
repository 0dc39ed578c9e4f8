"""What becomes of the awkward corpus."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from backend.transcode.errors import Refused
from tests.backend.transcode.encode.awkward import TABLE, Refusal, Right, Wanted, make_corpus
from tests.backend.transcode.encode.odd_films import make_found, rotated
from tests.backend.transcode.encode.test_awkward import check, read, transcode

SCRIPT = Path(__file__).parents[4] / "shared" / "media" / "make_awkward.sh"
"""Makes the shared corpus, where there is one."""
AS_SHARED: dict[str, Wanted] = TABLE | {
    "ref_720p30.mp4": Right((1280, 720), 4, "30/1"),
    "fps_29_97.mp4": Right((640, 360), 4.004, "30000/1001"),
    "fps240_slowmo.mp4": Right((640, 360), 1.5, "60/1"),
    "fps5_screen.mp4": Right((640, 360), 4, "5/1"),
    "audio_longer.mp4": Right((640, 360), 6),
    "half_second.mp4": Right((640, 360), 0.52),
    "one_frame.mp4": Right((640, 360), 0.04, has_sound=False),
    "one_keyframe.mp4": Right((1280, 720), 12, "30/1"),
    "irregular_gop.mp4": Right((1280, 720), 8, "30/1"),
    "portrait_coded.mp4": Right((720, 1280), 3, "30/1"),
    "anamorphic_sar.mp4": Right((854, 480), 3),
    "odd_444.mp4": Right((640, 358), 2),
    "uhd_4k60.mp4": Right((1920, 1080), 2, "60/1"),
    "ultrawide_21_9.mp4": Right((2560, 1080), 2, "30/1"),
    "square.mp4": Right((1080, 1080), 2, "30/1"),
    "hdr10_hevc.mp4": Right((1280, 720), 2, "30/1"),
    "fullrange_yuvj.mp4": Right((1280, 720), 2, "30/1"),
    "vp9_alpha.webm": Right((640, 360), 2, "30/1", has_sound=False),
    "interlaced.mpg": Right((600, 480), 3),
    "no_audio.mp4": Right((640, 360), 3, has_sound=False),
    "aac51.mp4": Right((640, 360), 3),
    "multi_audio.mkv": Right((640, 360), 3),
    "flac96k.mkv": Right((640, 360), 3),
    "faststart.mp4": Right((640, 360), 3),
    "fragmented.mp4": Right((640, 360), 3),
    "prores_hq.mov": Right((1280, 720), 2),
    "divx.avi": Right((640, 480), 3),
    "mjpeg.avi": Right((640, 360), 3),
    "vp8.webm": Right((640, 360), 3),
    "av1.webm": Right((640, 360), 2),
    "old.flv": Right((640, 360), 3),
    "ass_subs.mkv": Right((640, 360), 3),
    "movtext_subs.mp4": Right((640, 360), 3),
    "chapters.mp4": Right((1280, 720), 3, "30/1"),
    "corrupt_mdat.mp4": Right((1280, 720), 4, "30/1"),
    "-rf %d 'q\"uote;$(id) é😀.mp4": Right((1280, 720), 4, "30/1"),
}
"""The films of the shared corpus are larger and longer."""


def judge(folder: Path) -> tuple[int, list[str]]:
    """How many odd files there are, and which came out wrong."""
    wrong = []
    files, table = corpus(folder / "corpus")
    for number, path in enumerate(files):
        wanted, out = table.get(path.name), folder / f"out-{number}"
        try:
            top = transcode(path, out)
            assert not isinstance(wanted, Refusal)
            assert wanted is not None
            check(read(top / "media.m3u8"), wanted)
        except Refused as refused:
            if wanted != Refusal(str(refused)):
                wrong.append(f"{path.name}: {refused}")
        except Exception as error:  # noqa: BLE001 (whatever it is, the file came out wrong)
            wrong.append(f"{path.name}: {error!r}")
        shutil.rmtree(out, ignore_errors=True)
    return len(files), wrong


def corpus(folder: Path) -> tuple[list[Path], dict[str, Wanted]]:
    """The shared one, or the tests' own; with what must become of each."""
    if not SCRIPT.exists():
        return make_corpus(folder), TABLE
    folder.mkdir()
    making = ["bash", str(SCRIPT), str(folder)]
    subprocess.run(making, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    rotated(folder / "portrait_rot90.mp4")
    make_found(folder)
    return sorted(folder.iterdir()), AS_SHARED
