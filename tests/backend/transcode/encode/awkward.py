"""Odd files that people have, and what must become of each."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from inspect import getsource
from pathlib import Path

from tests.backend.transcode import fakes
from tests.backend.transcode.encode import odd_films
from tests.backend.transcode.encode.odd_films import make_found, make_own

NOT_A_VIDEO = "This file is not a video that Matinee can read."
INCOMPLETE = "This file is incomplete: its end is missing. Export or copy it again."
TOO_SPARSE = "This file shows fewer than two pictures a minute: it is not a film."


@dataclass(frozen=True, slots=True)
class Right:
    """What the top rung must be; (0, 0) for sound alone."""

    size: tuple[int, int]
    seconds: float
    rate: str = "25/1"
    has_sound: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    sentence: str


Wanted = Right | Refusal

WHOLE = frozenset(
    {
        *("ref_720p30.mp4", "portrait_rot90.mp4", "hdr10_hevc.mp4", "interlaced.mpg"),
        *("multi_audio.mkv", "audio_only.m4a"),
    }
)
"""Of these the whole ladder is made, of all others the top rung, which is what is judged."""

TABLE: dict[str, Wanted] = {
    "ref_720p30.mp4": Right((1280, 720), 2, "30/1"),
    "fps_29_97.mp4": Right((320, 180), 4.004, "30000/1001"),
    "fps240_slowmo.mp4": Right((320, 180), 1, "60/1"),
    "fps5_screen.mp4": Right((320, 180), 4, "5/1"),
    "audio_longer.mp4": Right((320, 180), 6),
    "half_second.mp4": Right((320, 180), 0.52),
    "one_frame.mp4": Right((320, 180), 0.04, has_sound=False),
    "one_keyframe.mp4": Right((320, 180), 12, "30/1"),
    "irregular_gop.mp4": Right((320, 180), 8, "30/1"),
    "portrait_rot90.mp4": Right((360, 640), 1, "30/1"),
    "portrait_coded.mp4": Right((360, 640), 1, "30/1"),
    "anamorphic_sar.mp4": Right((854, 480), 1),
    "odd_444.mp4": Right((320, 178), 1),
    "uhd_4k60.mp4": Right((1920, 1080), 0.2, "60/1"),
    "ultrawide_21_9.mp4": Right((2560, 1080), 0.5, "30/1"),
    "square.mp4": Right((1080, 1080), 0.5, "30/1"),
    "hdr10_hevc.mp4": Right((640, 360), 1, "30/1"),
    "fullrange_yuvj.mp4": Right((320, 180), 1, "30/1"),
    "vp9_alpha.webm": Right((320, 180), 1, "30/1", has_sound=False),
    "interlaced.mpg": Right((600, 480), 1),
    "no_audio.mp4": Right((320, 180), 2, has_sound=False),
    "aac51.mp4": Right((320, 180), 2),
    "multi_audio.mkv": Right((320, 180), 2),
    "flac96k.mkv": Right((320, 180), 2),
    "audio_only.m4a": Right((0, 0), 4),
    "faststart.mp4": Right((320, 180), 1),
    "fragmented.mp4": Right((320, 180), 1),
    "prores_hq.mov": Right((320, 180), 1),
    "divx.avi": Right((320, 240), 2),
    "mjpeg.avi": Right((320, 180), 1),
    "vp8.webm": Right((320, 180), 1),
    "av1.webm": Right((320, 180), 1),
    "old.flv": Right((320, 180), 1),
    "anim.gif": Right((320, 240), 2, "10/1", has_sound=False),
    "ass_subs.mkv": Right((320, 180), 2),
    "movtext_subs.mp4": Right((320, 180), 2),
    "chapters.mp4": Right((320, 180), 2),
    "corrupt_mdat.mp4": Right((320, 180), 4, "30/1"),
    "-rf %d 'q\"uote;$(id) é😀.mp4": Right((320, 180), 4, "30/1"),
    "truncated_no_moov.mp4": Refusal(INCOMPLETE),
    "truncated_faststart.mp4": Refusal(INCOMPLETE),
    "zero_bytes.mp4": Refusal(NOT_A_VIDEO),
    "zip_renamed.mp4": Refusal(NOT_A_VIDEO),
    "text_renamed.mp4": Refusal(NOT_A_VIDEO),
    "noise.mp4": Refusal(NOT_A_VIDEO),
    "png_renamed.mp4": Refusal(NOT_A_VIDEO),
    "bomb_16000x16000.png": Refusal(NOT_A_VIDEO),
    "attack_hls.mp4": Refusal(NOT_A_VIDEO),
    "attack_concat.mp4": Refusal(NOT_A_VIDEO),
    # Found while this was written:
    "still.mp4": Right((320, 180), 9, "5/1"),
    "late_video.mkv": Right((320, 180), 5.74),
    "late_sound.mp4": Right((320, 180), 5.5),
    "edit_list.mp4": Right((320, 180), 3.7),
    "long.ts": Right((320, 180), 10),
    "long.mpg": Right((320, 180), 10),
    "vfr.mp4": Right((320, 180), 10),
    "attack_dash.mp4": Refusal(NOT_A_VIDEO),
    "ten_hours.mp4": Refusal(TOO_SPARSE),
    "ten_hours_in.mkv": Right((320, 180), 3),
    "resized.ts": Right((320, 180), 4, "25/1"),
    "sound_changes.ts": Right((320, 180), 4),
    "half_tagged.mkv": Right((320, 180), 1, has_sound=False),
    "second_is_meant.mkv": Right((320, 180), 2),
    "constant_luminance.mp4": Right((320, 180), 1, has_sound=False),
    "absurd_pixels.mkv": Right((320, 180), 1, has_sound=False),
    "one_bad_time.ts": Right((320, 180), 5),
    "stray_picture.ts": Right((320, 180), 5),
}


def make_corpus(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    make_own(folder)
    make_found(folder)
    return sorted(folder.iterdir())


def kept_corpus(folder: Path) -> list[Path]:
    """What was made last time, as long as FFmpeg and the recipes are the same."""
    made_by = folder / "made-by"
    recipes = recipes_of()
    if not made_by.exists() or made_by.read_text() != recipes:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="awkward-", dir=folder.parent) as new:
            make_corpus(Path(new) / "films")
            (Path(new) / "made-by").write_text(recipes)
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # somebody else was as fast
                Path(new).rename(folder)
            Path(new).mkdir(exist_ok=True)
    return sorted((folder / "films").iterdir())


def recipes_of() -> str:
    """Changes with whatever the corpus depends on."""
    version = subprocess.run(["ffmpeg", "-version"], check=True, capture_output=True).stdout
    digest = hashlib.sha256(version)
    for module in (odd_films, fakes):
        digest.update(getsource(module).encode())
    return digest.hexdigest()
