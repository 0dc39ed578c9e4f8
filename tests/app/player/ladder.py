"""A tiny film whose every frame says its number, as a ladder, and where the picture is read back.

The top quarter is a row of 16 squares, the bits of the frame's number, white for one; the rest is
grey, brighter with each rung.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FILM_SECONDS = 24
SEGMENT_SECONDS = 4
FRAME_RATE = 24
BITS = 16
WIDTH, HEIGHT = 320, 180


@dataclass(frozen=True)
class TestRung:
    __test__ = False

    name: str
    width: int
    height: int
    bps: int
    grey: int


RUNGS = (
    TestRung("180p", 320, 180, 300_000, 60),
    TestRung("270p", 480, 270, 800_000, 120),
    TestRung("360p", 640, 360, 2_000_000, 180),
)


def run_ffmpeg(*arguments: str) -> None:
    """On one thread: with pictures as small as these, several spend more than they save."""
    alone = ("-filter_threads", "1", "-threads", "1")
    command = ["ffmpeg", "-v", "error", "-y", "-nostdin", *alone, *arguments[:-1], "-threads", "1"]
    subprocess.run([*command, arguments[-1]], check=True)


def numbered_films(folder: Path) -> None:
    """The film as a file, and as a ladder beside it."""
    film = numbered_film(folder / "film.mp4", FILM_SECONDS, ["-movflags", "+faststart"])
    ts_ladder(folder / "hls", film)


def numbered_film(path: Path, seconds: int, extra: Sequence[str] = ()) -> Path:
    """The film as one file, with a tone beside it; lossless enough to be read."""
    picture = f"color=black:s={BITS}x2:r={FRAME_RATE},format=gray"
    numbers = "geq=lum='255*mod(floor(N/pow(2,X)),2)'"  # of two rows: it takes long for a picture
    numbers += (
        f",scale={WIDTH}:{HEIGHT // 4}:flags=neighbor,pad={WIDTH}:{HEIGHT}:color=0x3c3c3c,setsar=1"
    )
    run_ffmpeg(
        *("-f", "lavfi", "-i", f"{picture},{numbers}", "-f", "lavfi", "-i", "sine=440:r=48000"),
        *f"-t {seconds} -pix_fmt yuv420p -c:v libx264 -preset ultrafast -crf 12".split(),
        *f"-g {FRAME_RATE * 2} -sc_threshold 0 -c:a aac -b:a 48k".split(),
        *extra,
        str(path),
    )
    return path


def ts_ladder(folder: Path, film: Path, rungs: Sequence[TestRung] = RUNGS) -> Path:
    """4 s segments padded to each rung's rate; returns the multivariant playlist."""
    lines = ["#EXTM3U"]
    for rung in rungs:
        (folder / rung.name).mkdir(parents=True)
        tint = f"{_tint(rung)},scale={rung.width}:{rung.height}:flags=neighbor"
        run_ffmpeg(
            *("-i", str(film), "-vf", tint, "-c:v", "libx264", "-preset", "ultrafast"),
            *f"-crf 16 -maxrate {rung.bps // 2} -bufsize {rung.bps} -g 48".split(),
            *[
                "-sc_threshold",
                "0",
                "-profile:v",
                "high",
                "-bf",
                "2",
                "-c:a",
                "copy",
                "-f",
                "hls",
                "-hls_time",
                str(SEGMENT_SECONDS),
            ],
            *f"-hls_list_size 0 -hls_playlist_type vod -muxrate {rung.bps}".split(),
            *("-hls_segment_filename", str(folder / rung.name / "%05d.ts")),
            str(folder / rung.name / "media.m3u8"),
        )
        lines += [
            f"#EXT-X-STREAM-INF:BANDWIDTH={rung.bps * 11 // 10},AVERAGE-BANDWIDTH={rung.bps},"
            f'RESOLUTION={rung.width}x{rung.height},CODECS="avc1.640015,mp4a.40.2",FRAME-RATE=24',
            f"{rung.name}/media.m3u8",
        ]
    path = folder / "multivariant.m3u8"
    path.write_text("\n".join(lines) + "\n")
    return path


def _tint(rung: TestRung) -> str:
    return f"drawbox=x=0:y=ih*0.3:w=iw:h=ih*0.7:t=fill:color=0x{f'{rung.grey:02x}' * 3}"


def frame_number(pixels: bytes | bytearray, stride: int, width: int, height: int) -> int | None:
    """The number in a picture of bgr0 pixels; None if a square is neither black nor white."""
    row = (height // 8) * stride
    number = 0
    for bit in range(BITS):
        value = pixels[row + (bit * width // BITS + width // BITS // 2) * 4 + 1]
        if 60 < value < 190:
            return None
        number |= (value > 127) << bit
    return number


def rung_shown(pixels: bytes | bytearray, stride: int, width: int, height: int) -> str:
    value = pixels[(height * 3 // 4) * stride + width // 2 * 4 + 1]
    return min(RUNGS, key=lambda rung: abs(rung.grey - value)).name
