"""How odd files are made: small ones, as what is odd about them is not their size."""

from __future__ import annotations

import random
import shutil
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone

SIZE = "320x180"
HD = "1280x720"
ALPHA = "format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*gt(X,W/2)'"
PQ = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-auto-alt-ref", "0")
VP8 = ("-c:v", "libvpx", "-b:v", "1M", "-deadline", "realtime", "-c:a", "libopus")
SIX = "|".join(f"0.1*sin({hertz}*t*6.28)" for hertz in (440, 550, 660, 60, 770, 880))
SCENES = ("-force_key_frames", "0,0.5,3.1,3.2,7.7", "-sc_threshold", "0", "-g", "9999")
SUBTITLES = """[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,24
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.50,0:00:00.90,Default,,0,0,0,,Hello {\\i1}world{\\i0} & <b>
Dialogue: 0,0:00:01.00,0:00:01.90,Default,,0,0,0,,{\\pos(320,20)}second\\Nline
"""
CHAPTERS = """;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1000
title=One
[CHAPTER]
TIMEBASE=1/1000
START=1000
END=2000
title=Two
"""


def make_own(folder: Path) -> None:
    """What people have: of each kind a film."""
    for recipes in (_pictures(), _sounds(), _containers()):
        for name, options in recipes.items():
            make_clip(folder / name, *options)
    rotated(folder / "portrait_rot90.mp4")
    _with_texts(folder)
    _break(folder)
    _attack(folder)


def _pictures() -> dict[str, Sequence[str]]:
    sound = tone(1)
    return {
        "ref_720p30.mp4": (*pictures(HD, "30", 2), *tone(2), *QUICK, "-g", "60"),
        "fps_29_97.mp4": (*pictures(SIZE, "30000/1001", 4), *tone(4), *QUICK),
        "fps240_slowmo.mp4": (*pictures(SIZE, "240", 1), *sound, *QUICK),
        "fps5_screen.mp4": (*pictures(SIZE, "5", 4), *tone(4), *QUICK),
        "half_second.mp4": (*pictures(SIZE, "25", 0.5), *tone(0.5), *QUICK),
        "one_frame.mp4": (*pictures(SIZE, "25", 1), "-frames:v", "1", *QUICK),
        "one_keyframe.mp4": (*pictures(SIZE, "30", 12), *tone(12), *QUICK, "-g", "9999"),
        "irregular_gop.mp4": (*pictures(SIZE, "30", 8), *tone(8), *QUICK, *SCENES),
        "portrait_coded.mp4": (*pictures("360x640", "30", 1), *sound, *QUICK),
        "anamorphic_sar.mp4": (
            *pictures("720x576", "25", 1), *sound, "-vf", "setsar=64/45", *QUICK,
        ),
        "odd_444.mp4": (
            "-f", "lavfi", "-i", "testsrc=s=321x179:r=25:d=1", *sound,
            *QUICK, "-pix_fmt", "yuv444p",
        ),
        "uhd_4k60.mp4": (*pictures("3840x2160", "60", 0.2), *tone(0.2), *QUICK),
        "ultrawide_21_9.mp4": (*pictures("2560x1080", "30", 0.5), *tone(0.5), *QUICK),
        "square.mp4": (*pictures("1080x1080", "30", 0.5), *tone(0.5), *QUICK),
        "hdr10_hevc.mp4": (
            *pictures("640x360", "30", 1), *sound,
            "-vf", "format=yuv420p10le", "-c:v", "libx265", "-preset", "ultrafast",
            "-x265-params", f"log-level=none:{PQ}", "-tag:v", "hvc1", "-c:a", "aac",
        ),
        "fullrange_yuvj.mp4": (
            *pictures(SIZE, "30", 1), *sound,
            *QUICK, "-vf", "scale=out_range=full,format=yuvj420p", "-pix_fmt", "yuvj420p",
        ),
        "vp9_alpha.webm": (*pictures(SIZE, "30", 1), "-vf", ALPHA, *VP9),
        "interlaced.mpg": (
            *pictures("720x576", "50", 1), *sound,
            "-vf", "tinterlace=interleave_top,setfield=tff,setsar=1",
            "-c:v", "mpeg2video", "-b:v", "6M", "-flags", "+ilme+ildct", "-c:a", "mp2",
        ),
    }  # fmt: skip


def _sounds() -> dict[str, Sequence[str]]:
    film = (*pictures(SIZE, "25", 2), *tone(2))
    maps = ("-map", "0", "-map", "1", "-map", "2", "-map", "3")
    languages = ("eng", "fra", "eng")
    tracks = [f"-metadata:s:a:{n} language={language}" for n, language in enumerate(languages)]
    return {
        "audio_longer.mp4": (*pictures(SIZE, "25", 2), *tone(6), *QUICK),
        "no_audio.mp4": (*pictures(SIZE, "25", 2), *QUICK),
        "audio_only.m4a": (*tone(4), "-c:a", "aac"),
        "aac51.mp4": (
            *pictures(SIZE, "25", 2), "-f", "lavfi", "-i", f"aevalsrc={SIX}:c=5.1:s=48000:d=2",
            *QUICK, "-b:a", "256k",
        ),
        "multi_audio.mkv": (
            *film, *tone(2, 660), *tone(2, 880), *maps, *QUICK, *" ".join(tracks).split(),
            "-metadata:s:a:2", "title=Commentary", "-disposition:a:1", "default",
            "-disposition:a:0", "0",
        ),
        "flac96k.mkv": (
            *pictures(SIZE, "25", 2), "-f", "lavfi", "-i", "sine=r=96000:d=2",
            *QUICK, "-c:a", "flac",
        ),
    }  # fmt: skip


def _containers() -> dict[str, Sequence[str]]:
    film = (*pictures(SIZE, "25", 1), *tone(1))
    return {
        "faststart.mp4": (*film, *QUICK, "-movflags", "+faststart"),
        "fragmented.mp4": (*film, *QUICK, "-movflags", "+frag_keyframe+empty_moov"),
        "prores_hq.mov": (
            *film, "-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le",
            "-c:a", "pcm_s24le",
        ),
        "divx.avi": (
            *pictures("320x240", "25", 2), *tone(2),
            "-c:v", "mpeg4", "-vtag", "DIVX", "-bf", "2", "-q:v", "5", "-c:a", "libmp3lame",
        ),
        "mjpeg.avi": (*film, "-c:v", "mjpeg", "-q:v", "5", "-c:a", "pcm_s16le"),
        "vp8.webm": (*film, *VP8),
        "av1.webm": (*film, "-c:v", "libsvtav1", "-preset", "12", "-c:a", "libopus"),
        "old.flv": (*film, "-c:v", "flv", "-c:a", "libmp3lame", "-ar", "44100"),
        "anim.gif": pictures("320x240", "10", 2),
    }  # fmt: skip


def _with_texts(folder: Path) -> None:
    film = (*pictures(SIZE, "25", 2), *tone(2))
    texts, chapters = folder / "_texts.ass", folder / "_chapters.txt"
    texts.write_text(SUBTITLES)
    chapters.write_text(CHAPTERS)
    tracks = (*film, "-i", str(texts), "-map", "0", "-map", "1", "-map", "2", *QUICK)
    make_clip(folder / "ass_subs.mkv", *tracks, "-c:s", "ass", "-metadata:s:s", "language=eng")
    mov = ("-c:s", "mov_text", "-metadata:s:s", "language=deu")
    make_clip(folder / "movtext_subs.mp4", *tracks, *mov)
    marked = ("-i", str(chapters), "-map", "0", "-map", "1", "-map_chapters", "2")
    make_clip(folder / "chapters.mp4", *film, *marked, *QUICK)
    texts.unlink()
    chapters.unlink()


def rotated(path: Path) -> None:
    """A phone held upright: 640x360 with a matrix that turns it, in its track header (ISO/IEC
    14496-12 §8.3.2). FFmpeg 5 and 7 have no option in common that writes one."""
    data = bytearray(make_clip(path, *pictures("640x360", "30", 1), *tone(1), *QUICK).read_bytes())
    one = 1 << 16
    struct.pack_into(
        ">9i", data, data.find(b"tkhd") + 44, 0, one, 0, -one, 0, 0, 360 * one, 0, 1 << 30
    )
    path.write_bytes(data)


def _break(folder: Path) -> None:
    reference = (folder / "ref_720p30.mp4").read_bytes()
    (folder / "truncated_no_moov.mp4").write_bytes(reference[:200_000])
    whole_film = (*pictures(SIZE, "30", 4), *tone(4), *QUICK, "-g", "60")
    fast = make_clip(folder / "_fast.mp4", *whole_film, "-movflags", "+faststart")
    shutil.copy(fast, folder / "-rf %d 'q\"uote;$(id) é😀.mp4")
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


def _attack(folder: Path) -> None:
    (folder / "attack_hls.mp4").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    )
    (folder / "attack_concat.mp4").write_text("ffconcat version 1.0\nfile '/etc/passwd'\n")
    (folder / "bomb_16000x16000.png").write_bytes(_huge_picture(16_000))


def _huge_picture(side: int) -> bytes:
    """Black, a bit for each pixel: a small file, and a gigabyte when it is decoded in colour."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(1 + side // 8) * side, 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def make_found(folder: Path) -> None:
    """Files that were once handled wrongly here."""
    clip, still = pictures(SIZE, "25", 10), pictures(SIZE, "1", 1)
    quick = (*QUICK, "-g", "100")
    make_clip(folder / "still.mp4", *still, *tone(9), *QUICK)
    make_clip(folder / "long.ts", *clip, *tone(10), *quick)
    make_clip(folder / "long.mpg", *clip, *tone(10), "-c:v", "mpeg2video", "-c:a", "mp2")
    drop = ("-vf", "select='not(mod(n,3)*lt(mod(n,50),20))'", "-fps_mode", "vfr")
    make_clip(folder / "vfr.mp4", *clip, *tone(10), *drop, *quick)
    five = pictures(SIZE, "25", 5)
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
    two, quick = (*pictures(SIZE, "25", 2), *tone(2)), (*QUICK, "-g", "25", "-muxdelay", "0")
    large = (*pictures("480x270", "25", 2), *tone(2))
    first = make_clip(folder / "_a.ts", *two, *quick)
    later = (*quick, "-output_ts_offset", "2")
    for name, second in (
        ("resized.ts", make_clip(folder / "_b.ts", *large, *later)),
        ("sound_changes.ts", make_clip(folder / "_c.ts", *two, *later, "-ac", "6")),
    ):
        (folder / name).write_bytes(first.read_bytes() + second.read_bytes())
        second.unlink()
    first.unlink()
    five = (*pictures(SIZE, "25", 5), *tone(5))
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
    one, two = pictures(SIZE, "25", 1), pictures(SIZE, "25", 2)
    options = ("-output_ts_offset", "36000")
    make_clip(folder / "ten_hours_in.mkv", *pictures(SIZE, "25", 3), *tone(3), *QUICK, *options)
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
