"""Compares what is on the screen with what the film shows at that moment."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 96, 54
RATE = 24
"""Frames a second of the sample film."""
SLACK_FRAMES = 4
# The overlays of the controls darken the edges; the middle of the picture is the film alone.
MIDDLE = np.s_[HEIGHT // 4 : HEIGHT * 2 // 3, WIDTH // 8 : -WIDTH // 8]

Picture = NDArray[np.int16]


def gray(source: list[str], filters: str = "", frames: int = 1) -> list[Picture]:
    """Frames in gray, small; `source` is FFmpeg's input options."""
    scale = f"{filters}scale={WIDTH}:{HEIGHT}:flags=area,format=gray"
    command = ["ffmpeg", "-v", "error", "-nostdin", *source, "-frames:v", str(frames)]
    command += ["-vf", scale, "-f", "rawvideo", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return list(np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT, WIDTH).astype(np.int16))


def on_screen(grabbed: Path) -> Picture:
    """A 16:9 film in a grabbed widget of any shape: the bars around it are cut off."""
    fit = "crop=w='min(iw,ih*16/9)':h='min(ih,iw*9/16)',"
    return gray(["-i", str(grabbed)], fit)[0]


def difference(one: Picture, other: Picture) -> float:
    """Mean absolute difference of the middle, in gray levels of 255."""
    return float(np.abs(one[MIDDLE] - other[MIDDLE]).mean())


def films_around(film: Path, moments: Sequence[float]) -> dict[float, list[Picture]]:
    """What the film shows within a few frames of each of the moments, which is decoded once."""
    firsts = {round(seconds * RATE) - SLACK_FRAMES: seconds for seconds in sorted(moments)}
    wanted = "+".join(f"between(n,{first},{first + 2 * SLACK_FRAMES})" for first in firsts)
    each = 2 * SLACK_FRAMES + 1
    only = ["-fps_mode", "passthrough"]
    found = gray(["-i", str(film), *only], f"select={wanted!r},", each * len(firsts))
    return {
        seconds: found[each * at : each * (at + 1)] for at, seconds in enumerate(firsts.values())
    }


def nearest(films: list[Picture], shown: Picture) -> float:
    """The least difference to any of them."""
    return min(difference(film, shown) for film in films)
