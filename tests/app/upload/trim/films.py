"""Films whose frames carry their number and whose sound beeps each second, and where both are read
back."""

from __future__ import annotations

import subprocess
from array import array
from collections.abc import Sequence
from pathlib import Path

RATE, BITS, SECONDS = 24, 16, 10
HERTZ = 24_000
LOUD = 3000
CHAPTERS = """;FFMETADATA1
title=The film
[CHAPTER]
TIMEBASE=1/1000
START=0
END=4000
title=First
[CHAPTER]
TIMEBASE=1/1000
START=4000
END=10000
title=Second
"""


def ffmpeg(*arguments: str) -> bytes:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def make_film(path: Path, *options: str) -> Path:
    """Key frames every 48 pictures, pictures that depend on later ones, and two sounds."""
    picture = f"color=black:s={BITS}x2:r={RATE},format=gray"
    picture += ",geq=lum='255*mod(floor(N/pow(2,X)),2)',scale=256:64:flags=neighbor"
    beep = f"aevalsrc='if(lt(mod(t,1),0.04),sin(2*PI*1000*t),0)':s={HERTZ}"
    ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", beep),
        *("-map", "0:v", "-map", "1:a", "-map", "1:a", "-t", str(SECONDS)),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "10", "-g", "48", "-bf", "2"),
        *("-sc_threshold", "0"),
        *("-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k"),
        *options,
        str(path),
    )
    return path


def with_more(film: Path, path: Path) -> Path:
    """The same turned on its side, with a title and chapters."""
    notes = path.with_suffix(".txt")
    notes.write_text(CHAPTERS)
    ffmpeg(
        *("-display_rotation", "90") if has_display_rotation() else (),
        *("-i", str(film), "-i", str(notes), "-map", "0", "-map_metadata", "1", "-c", "copy"),
        *("-metadata:s:v:0", "rotate=90", str(path)),
    )
    return path


def has_display_rotation() -> bool:
    """From FFmpeg 6 on; before, the tag did it."""
    return b"display_rotation" in ffmpeg("-h", "full")


def pictures(path: Path) -> list[int]:
    """The numbers of those that a player shows."""
    strip = ffmpeg(
        *("-noautorotate", "-i", str(path), "-map", "0:v", "-fps_mode", "passthrough"),
        *("-vf", f"scale={BITS}:1:flags=area,format=gray", "-f", "rawvideo", "-"),
    )
    rows = (strip[at : at + BITS] for at in range(0, len(strip), BITS))
    return [sum(1 << bit for bit, value in enumerate(row) if value > 127) for row in rows]


def beeps(path: Path) -> list[float]:
    """When they begin, by the clock of the pictures."""
    sound = array(
        "h",
        ffmpeg(
            *("-i", str(path), "-map", "0:a:0", "-af", "aresample=async=1:first_pts=0"),
            *("-ac", "1", "-ar", str(HERTZ), "-f", "s16le", "-"),
        ),
    )
    found, last = [], -HERTZ
    for at, value in enumerate(sound):
        if abs(value) > LOUD:
            if at - last > HERTZ // 20:
                found.append(at / HERTZ)
            last = at
    return found


def packets(path: Path, stream: str) -> list[str]:
    """A hash of each, as it lies in the file."""
    lines = ffmpeg("-i", str(path), "-map", f"0:{stream}", "-c", "copy", "-f", "framehash", "-")
    rows = [line for line in lines.decode().splitlines() if not line.startswith("#")]
    return [row.split(",")[5].strip() for row in rows]


def kept_frames(*ranges: tuple[float, float]) -> Sequence[int]:
    return [n for a, b in ranges for n in range(round(a * RATE), round(b * RATE))]
