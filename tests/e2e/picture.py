"""Compares what is on the screen with what the film shows at that moment."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 96, 54
# The overlays of the controls darken the edges; the middle of the picture is the film alone.
MIDDLE = np.s_[HEIGHT // 4 : HEIGHT * 2 // 3, WIDTH // 8 : -WIDTH // 8]

Picture = NDArray[np.int16]


def gray(source: list[str], filters: str = "") -> Picture:
    """One frame in gray, small; `source` is FFmpeg's input options."""
    scale = f"{filters}scale={WIDTH}:{HEIGHT}:flags=area,format=gray"
    command = ["ffmpeg", "-v", "error", "-nostdin", *source, "-frames:v", "1", "-vf", scale]
    raw = subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(HEIGHT, WIDTH).astype(np.int16)


def film_at(film: Path, seconds: float) -> Picture:
    return gray(["-ss", f"{seconds:.3f}", "-i", str(film)])


def on_screen(grabbed: Path) -> Picture:
    """A 16:9 film in a grabbed widget of any shape: the bars around it are cut off."""
    fit = "crop=w='min(iw,ih*16/9)':h='min(ih,iw*9/16)',"
    return gray(["-i", str(grabbed)], fit)


def difference(one: Picture, other: Picture) -> float:
    """Mean absolute difference of the middle, in gray levels of 255."""
    return float(np.abs(one[MIDDLE] - other[MIDDLE]).mean())


def films_around(film: Path, seconds: float, slack_seconds: float = 0.15) -> list[Picture]:
    """What the film shows within a few frames of that moment."""
    offsets = np.arange(-slack_seconds, slack_seconds + 0.001, 1 / 24)
    return [film_at(film, max(0.0, seconds + offset)) for offset in offsets]


def nearest(films: list[Picture], shown: Picture) -> float:
    """The least difference to any of them."""
    return min(difference(film, shown) for film in films)
