"""Odd files that people have: how to make them, and what must become of each."""

from __future__ import annotations

import hashlib
import random
import shutil
import struct
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.backend.transcode import fakes
from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone

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

SCRIPT = Path("media") / "make_awkward.sh"
"""Of the shared corpus, where there is one."""
WHOLE = frozenset(
    {
        *("ref_720p30.mp4", "portrait_rot90.mp4", "hdr10_hevc.mp4", "interlaced.mpg"),
        *("multi_audio.mkv", "audio_only.m4a"),
    }
)
"""Of these the whole ladder is made, of all others the top rung, which is what is judged."""

TABLE: dict[str, Wanted] = {
    "ref_720p30.mp4": Right((1280, 720), 4, "30/1"),
    "fps_29_97.mp4": Right((640, 360), 4.004, "30000/1001"),
    "fps240_slowmo.mp4": Right((640, 360), 1.5, "60/1"),
    "fps5_screen.mp4": Right((640, 360), 4, "5/1"),
    "audio_longer.mp4": Right((640, 360), 6),
    "half_second.mp4": Right((640, 360), 0.52),
    "one_frame.mp4": Right((640, 360), 0.04, has_sound=False),
    "one_keyframe.mp4": Right((1280, 720), 12, "30/1"),
    "irregular_gop.mp4": Right((1280, 720), 8, "30/1"),
    "portrait_rot90.mp4": Right((720, 1280), 3, "30/1"),
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
    "audio_only.m4a": Right((0, 0), 4),
    "faststart.mp4": Right((640, 360), 3),
    "fragmented.mp4": Right((640, 360), 3),
    "prores_hq.mov": Right((1280, 720), 2),
    "divx.avi": Right((640, 480), 3),
    "mjpeg.avi": Right((640, 360), 3),
    "vp8.webm": Right((640, 360), 3),
    "av1.webm": Right((640, 360), 2),
    "old.flv": Right((640, 360), 3),
    "anim.gif": Right((320, 240), 2, "10/1", has_sound=False),
    "ass_subs.mkv": Right((640, 360), 3),
    "movtext_subs.mp4": Right((640, 360), 3),
    "chapters.mp4": Right((1280, 720), 3, "30/1"),
    "corrupt_mdat.mp4": Right((1280, 720), 4, "30/1"),
    "-rf %d 'q\"uote;$(id) é😀.mp4": Right((1280, 720), 4, "30/1"),
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
    "still.mp4": Right((640, 360), 9, "5/1"),
    "late_video.mkv": Right((640, 360), 5.74),
    "late_sound.mp4": Right((640, 360), 5.5),
    "edit_list.mp4": Right((640, 360), 3.7),
    "long.ts": Right((640, 360), 10),
    "long.mpg": Right((640, 360), 10),
    "vfr.mp4": Right((640, 360), 10),
    "attack_dash.mp4": Refusal(NOT_A_VIDEO),
    "ten_hours.mp4": Refusal(TOO_SPARSE),
    "ten_hours_in.mkv": Right((640, 360), 3),
    "resized.ts": Right((640, 360), 4, "25/1"),
    "sound_changes.ts": Right((640, 360), 4),
    "half_tagged.mkv": Right((640, 360), 1, has_sound=False),
    "second_is_meant.mkv": Right((640, 360), 2),
    "constant_luminance.mp4": Right((640, 360), 1, has_sound=False),
    "absurd_pixels.mkv": Right((640, 360), 1, has_sound=False),
    "one_bad_time.ts": Right((640, 360), 5),
    "stray_picture.ts": Right((640, 360), 5),
}


def make_own(folder: Path) -> None:
    """A small corpus of the project's own, where the shared one is not at hand."""
    for name, options in _recipes().items():
        make_clip(folder / name, *options)
    make_clip(folder / "vp9_alpha.webm", *pictures("640x360", "30", 2), "-vf", ALPHA, *VP9)
    _break(folder)


def make_found(folder: Path) -> None:
    """Files that were once handled wrongly here."""
    clip, still = pictures("640x360", "25", 10), pictures("640x360", "1", 1)
    quick = (*QUICK, "-g", "100")
    make_clip(folder / "still.mp4", *still, *tone(9), *QUICK)
    make_clip(folder / "long.ts", *clip, *tone(10), *quick)
    make_clip(folder / "long.mpg", *clip, *tone(10), "-c:v", "mpeg2video", "-c:a", "mp2")
    drop = ("-vf", "select='not(mod(n,3)*lt(mod(n,50),20))'", "-fps_mode", "vfr")
    make_clip(folder / "vfr.mp4", *clip, *tone(10), *drop, *quick)
    five = pictures("640x360", "25", 5)
    maps = ("-map", "0", "-map", "1")
    make_clip(folder / "late_video.mkv", "-itsoffset", "0.7", *five, *tone(5), *maps, *quick)
    make_clip(folder / "late_sound.mp4", *five, "-itsoffset", "0.5", *tone(5), *maps, *quick)
    make_clip(folder / "ten_hours.mp4", *pictures("320x240", "1/1600", 38_400), *QUICK)
    whole = make_clip(folder / "_whole.mp4", *five, *tone(5), *quick)
    make_clip(folder / "edit_list.mp4", "-ss", "1.3", "-i", str(whole), "-c", "copy")
    whole.unlink()
    _make_changing(folder)
    _make_mistagged(folder)
    (folder / "attack_dash.mp4").write_text("<MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>")


def _make_changing(folder: Path) -> None:
    """Recordings of broadcasts, joined: the second part has another size, or another sound."""
    two, quick = (*pictures("640x360", "25", 2), *tone(2)), (*QUICK, "-g", "25", "-muxdelay", "0")
    large = (*pictures("854x480", "25", 2), *tone(2))
    first = make_clip(folder / "_a.ts", *two, *quick)
    later = (*quick, "-output_ts_offset", "2")
    for name, second in (
        ("resized.ts", make_clip(folder / "_b.ts", *large, *later)),
        ("sound_changes.ts", make_clip(folder / "_c.ts", *two, *later, "-ac", "6")),
    ):
        (folder / name).write_bytes(first.read_bytes() + second.read_bytes())
        second.unlink()
    first.unlink()
    five = (*pictures("640x360", "25", 5), *tone(5))
    _make_bad_time(make_clip(folder / "one_bad_time.ts", *five, *quick))
    _make_stray(make_clip(folder / "stray_picture.ts", *five, *quick))


def _make_bad_time(path: Path) -> None:
    """In the middle, one packet of sound is said to be heard hours later."""
    data = bytearray(path.read_bytes())
    at = data.find(b"\0\0\1\xc0", len(data) // 2) + 9
    data[at : at + 5] = bytes([data[at] & 0xF1 | 0x08, 0x55, 0x55, 0x55, 0x55])
    path.write_bytes(data)


def _make_stray(path: Path) -> None:
    """In the middle, a flipped bit has one picture shown a minute and a half later."""
    data = bytearray(path.read_bytes())
    data[data.find(b"\0\0\1\xe0", len(data) // 2) + 10] ^= 0x02
    path.write_bytes(data)


def _make_mistagged(folder: Path) -> None:
    one, two = pictures("640x360", "25", 1), pictures("640x360", "25", 2)
    options = ("-output_ts_offset", "36000")
    make_clip(
        folder / "ten_hours_in.mkv", *pictures("640x360", "25", 3), *tone(3), *QUICK, *options
    )
    make_clip(folder / "half_tagged.mkv", *one, *QUICK, "-color_trc", "smpte2084")
    make_clip(folder / "absurd_pixels.mkv", *one, "-vf", "setsar=1000", *QUICK)
    # Written into the stream: FFmpeg 7's own scaler knows no such matrix.
    tags = "colour_primaries=9:transfer_characteristics=16:matrix_coefficients=10"
    make_clip(
        folder / "constant_luminance.mp4", *one, *QUICK, "-color_range", "pc",
        "-bsf:v", f"h264_metadata={tags}:video_full_range_flag=1",
    )  # fmt: skip
    make_clip(
        folder / "second_is_meant.mkv", *pictures("320x240", "10", 2), *two, *tone(2), "-map", "0",
        "-map", "1", "-map", "2", *QUICK, "-disposition:v:0", "0", "-disposition:v:1", "default",
    )  # fmt: skip


ALPHA = "format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*gt(X,W/2)'"
PQ = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-auto-alt-ref", "0")


def _recipes() -> dict[str, Sequence[str]]:
    small, sound = pictures("640x360", "25", 3), tone(3)
    return {
        "ref_720p30.mp4": (*pictures("1280x720", "30", 4), *tone(4), *QUICK, "-g", "60"),
        "fps_29_97.mp4": (*pictures("640x360", "30000/1001", 4), *tone(4), *QUICK),
        "fps240_slowmo.mp4": (*pictures("640x360", "240", 1.5), *tone(1.5), *QUICK),
        "fps5_screen.mp4": (*pictures("640x360", "5", 4), *tone(4), *QUICK),
        "audio_longer.mp4": (*pictures("640x360", "25", 2), *tone(6), *QUICK),
        "one_frame.mp4": (*pictures("640x360", "25", 1), "-frames:v", "1", *QUICK),
        "portrait_coded.mp4": (*pictures("720x1280", "30", 3), *sound, *QUICK),
        "anamorphic_sar.mp4": (
            *pictures("720x576", "25", 3), *sound, "-vf", "setsar=64/45", *QUICK,
        ),
        "odd_444.mp4": (
            "-f", "lavfi", "-i", "testsrc=s=641x359:r=25:d=2", *tone(2),
            *QUICK, "-pix_fmt", "yuv444p",
        ),
        "no_audio.mp4": (*small, *QUICK),
        "faststart.mp4": (*small, *sound, *QUICK, "-movflags", "+faststart"),
        "fragmented.mp4": (*small, *sound, *QUICK, "-movflags", "+frag_keyframe+empty_moov"),
        "audio_only.m4a": (*tone(4), "-c:a", "aac"),
        "mjpeg.avi": (*small, *sound, "-c:v", "mjpeg", "-q:v", "5", "-c:a", "pcm_s16le"),
        "vp8.webm": (
            *small, *sound, "-c:v", "libvpx", "-b:v", "1M", "-deadline", "realtime",
            "-c:a", "libopus",
        ),
        "old.flv": (*small, *sound, "-c:v", "flv", "-c:a", "libmp3lame", "-ar", "44100"),
        "anim.gif": pictures("320x240", "10", 2),
        "interlaced.mpg": (
            *pictures("720x576", "50", 3), *sound,
            "-vf", "tinterlace=interleave_top,setfield=tff,setsar=1",
            "-c:v", "mpeg2video", "-b:v", "6M", "-flags", "+ilme+ildct", "-c:a", "mp2",
        ),
        "hdr10_hevc.mp4": (
            *pictures("1280x720", "30", 2), *tone(2),
            "-vf", "format=yuv420p10le", "-c:v", "libx265", "-preset", "ultrafast",
            "-x265-params", f"log-level=none:{PQ}",
            "-c:a", "aac",
        ),
    }  # fmt: skip


def _rotated(path: Path) -> None:
    """A phone held upright: 1280x720 with a matrix that turns it, in its track header (ISO/IEC
    14496-12 §8.3.2). FFmpeg 5 and 7 have no option in common that writes one."""
    data = bytearray(make_clip(path, *pictures("1280x720", "30", 3), *tone(3), *QUICK).read_bytes())
    one = 1 << 16
    struct.pack_into(
        ">9i", data, data.find(b"tkhd") + 44, 0, one, 0, -one, 0, 0, 720 * one, 0, 1 << 30
    )
    path.write_bytes(data)


def _break(folder: Path) -> None:
    reference = (folder / "ref_720p30.mp4").read_bytes()
    shutil.copy(folder / "ref_720p30.mp4", folder / "-rf %d 'q\"uote;$(id) é😀.mp4")
    (folder / "truncated_no_moov.mp4").write_bytes(reference[:200_000])
    fast = folder / "_fast.mp4"
    make_clip(fast, "-i", str(folder / "ref_720p30.mp4"), "-c", "copy", "-movflags", "+faststart")
    whole = bytearray(fast.read_bytes())
    fast.unlink()
    (folder / "truncated_faststart.mp4").write_bytes(whole[: len(whole) // 2])
    dice = random.Random(7)
    for _ in range(400):
        whole[dice.randrange(whole.find(b"mdat") + 20_000, len(whole))] = dice.randrange(256)
    (folder / "corrupt_mdat.mp4").write_bytes(whole)
    (folder / "zero_bytes.mp4").touch()
    (folder / "noise.mp4").write_bytes(dice.randbytes(300_000))
    (folder / "text_renamed.mp4").write_text("just some text, not a video\n")
    with zipfile.ZipFile(folder / "zip_renamed.mp4", "w") as archive:
        archive.writestr("a.txt", "hello " * 1000)
    make_clip(folder / "_one.png", *pictures("600x600", "1", 1), "-frames:v", "1")
    (folder / "_one.png").rename(folder / "png_renamed.mp4")
    (folder / "attack_hls.mp4").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    )
    (folder / "attack_concat.mp4").write_text("ffconcat version 1.0\nfile '/etc/passwd'\n")


def make_corpus(folder: Path, shared: Path) -> list[Path]:
    """The shared corpus where its script is, or the project's own; and the found ones."""
    folder.mkdir(parents=True, exist_ok=True)
    script = shared / SCRIPT
    if script.exists():
        subprocess.run(
            ["bash", script, folder], check=True, capture_output=True, stdin=subprocess.DEVNULL
        )
    else:
        make_own(folder)
    _rotated(folder / "portrait_rot90.mp4")
    make_found(folder)
    return sorted(folder.iterdir())


def kept_corpus(folder: Path, shared: Path) -> list[Path]:
    """What was made last time, as long as FFmpeg and the recipes are the same."""
    made_by = folder / "made-by"
    recipes = recipes_of(shared)
    if not made_by.exists() or made_by.read_text() != recipes:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="awkward-", dir=folder.parent) as new:
            make_corpus(Path(new) / "films", shared)
            (Path(new) / "made-by").write_text(recipes)
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # somebody else was as fast
                Path(new).rename(folder)
            Path(new).mkdir(exist_ok=True)
    return sorted((folder / "films").iterdir())


def recipes_of(shared: Path) -> str:
    """Changes with whatever the corpus depends on."""
    version = subprocess.run(["ffmpeg", "-version"], check=True, capture_output=True).stdout
    digest = hashlib.sha256(version)
    for path in (Path(__file__), Path(fakes.__file__), shared / SCRIPT):
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()
