"""What is streamed: a ladder with the bytes of each of its segments."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.player.abr.controller import Rung


@dataclass(frozen=True)
class Film:
    """`sizes[rung][segment]` in bytes; the rungs from the lowest up."""

    ladder: tuple[Rung, ...]
    durations: tuple[float, ...]
    sizes: tuple[tuple[int, ...], ...]

    @property
    def seconds(self) -> float:
        return sum(self.durations)


@dataclass(frozen=True)
class Scale:
    """A way to judge: the worth of each rung, and of a second that the viewer waits."""

    name: str
    worth: tuple[float, ...]
    penalty: float


def linear(ladder: Sequence[Rung]) -> Scale:
    """QoE_lin of MPC (Yin et al., SIGCOMM 2015): worth is Mbit/s, a second costs the top rung."""
    worth = tuple(rung.nominal_bps / 1e6 for rung in ladder)
    return Scale("lin", worth, worth[-1])


def logarithmic(ladder: Sequence[Rung]) -> Scale:
    """QoE_log of BOLA (Spiteri et al., INFOCOM 2016): worth is ln(R / lowest R)."""
    worth = tuple(math.log(rung.nominal_bps / ladder[0].nominal_bps) for rung in ladder)
    return Scale("log", worth, worth[-1])


def read(path: Path) -> Film:
    """A JSON object with `durations` in seconds and `rungs`, each with its sizes in bytes."""
    document = json.loads(path.read_text())
    rungs = sorted(document["rungs"], key=lambda rung: float(rung["nominal_bps"]))
    ladder = tuple(
        Rung(
            rung["name"],
            rung["width"],
            rung["height"],
            rung["nominal_bps"],
            rung["average_bandwidth"],
            rung["bandwidth"],
        )
        for rung in rungs
    )
    sizes = tuple(tuple(rung["sizes"]) for rung in rungs)
    return Film(ladder, tuple(document["durations"]), sizes)
