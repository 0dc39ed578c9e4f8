"""Poster and storyboard, from key frames that are already encoded.

Every segment begins with a key frame, so the head of a segment is a picture: no source is
decoded again, and the lowest rung's pictures cost next to nothing.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from backend.transcode.outputs import mpegts, webvtt
from backend.transcode.outputs.webvtt import Cue
from backend.transcode.process import FFMPEG, Stop, execute

TILE_WIDTH = 160
COLUMNS = 10
ROWS = 10
MOST_TILES = 500
JUDGED = (32, 18)
"""Pictures are compared at this size."""
LEAST_WORTH = 4.0
"""In gray levels of contrast; film grain on black stays below."""
Stream = Any
"""ffmpeg-python carries no types."""


def stride(segments: int) -> int:
    """Take every n-th segment, so that a long film's storyboard stays small."""
    return -(-segments // MOST_TILES)


def tile_size(width: int, height: int) -> tuple[int, int]:
    return TILE_WIDTH, max(2, 2 * round(TILE_WIDTH * height / width / 2))


def storyboard(
    heads: Sequence[bytes], size: tuple[int, int], folder: Path, stop: Stop
) -> list[Path]:
    """Sprite sheets of these key frames, row by row; also leaves what `best` looks at."""
    _write_heads(heads, folder)
    both = _heads().filter_multi_output("split")
    sheets = both[0].filter("scale", *size).filter("tile", f"{COLUMNS}x{ROWS}")
    judged = both[1].filter("scale", *JUDGED).filter("format", "gray")
    every = {"fps_mode": "passthrough"}
    _write(
        ffmpeg.merge_outputs(
            ffmpeg.output(sheets, "sheet-%03d.jpg", **every, **{"q:v": 5}),
            ffmpeg.output(judged, "judged.raw", **every, f="rawvideo"),
        ),
        folder,
        stop,
    )
    return sorted(folder.glob("sheet-*.jpg"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A key frame's place among those judged; a black or blank one tells nothing."""

    number: int
    worth: float

    @property
    def is_telling(self) -> bool:
        return self.worth > LEAST_WORTH


def best(folder: Path) -> Judged:
    """The most telling picture: not black, not blank, and rather early."""
    data, size = (folder / "judged.raw").read_bytes(), JUDGED[0] * JUDGED[1]
    pictures = [data[at : at + size] for at in range(0, len(data) - size + 1, size)]
    early = pictures[: max(1, len(pictures) * 2 // 3)]
    judged = [Judged(number, _worth(picture)) for number, picture in enumerate(early)]
    return max(judged, key=lambda each: each.worth)


def _worth(luma: bytes) -> float:
    """Contrast, less where the picture is mostly dark or burnt out."""
    mean = statistics.fmean(luma)
    return statistics.pstdev(luma) * (1 - abs(mean - 118) / 160)


def poster(head: bytes, folder: Path, stop: Stop) -> Path:
    """A JPEG of one key frame, at most 1280 wide."""
    _write_heads([head], folder)
    picture = _heads().filter("scale", "min(1280,iw)", -2)
    only = {"frames:v": 1, "update": 1}
    _write(ffmpeg.output(picture, "poster.jpg", **only, **{"q:v": 3}), folder, stop)
    return folder / "poster.jpg"


def _heads() -> Stream:
    """The pictures of the key frames in the working folder."""
    return ffmpeg.input("file:heads.ts", protocol_whitelist="file", f="mpegts")["v:0"]


def _write(output: Stream, folder: Path, stop: Stop) -> None:
    command = ffmpeg.compile(output, cmd=list(FFMPEG), overwrite_output=True)
    execute(command, folder, stop, lambda _: None)


def _write_heads(heads: Sequence[bytes], folder: Path) -> None:
    (folder / "heads.ts").write_bytes(b"".join(map(mpegts.first_picture, heads)))


def track(times: Sequence[float], end: float, size: tuple[int, int]) -> str:
    """The storyboard as WebVTT: which tile of which sheet belongs to which time."""
    return webvtt.write(_cues(times, end, size))


def _cues(times: Sequence[float], end: float, size: tuple[int, int]) -> Iterator[Cue]:
    for number, (start, stop) in enumerate(zip(times, [*times[1:], end], strict=True)):
        sheet, tile = divmod(number, COLUMNS * ROWS)
        row, column = divmod(tile, COLUMNS)
        area = f"{column * size[0]},{row * size[1]},{size[0]},{size[1]}"
        yield Cue(start, stop, f"sheet-{sheet + 1:03d}.jpg#xywh={area}")
