"""Playing what is kept: who plays it, and where one is in the film meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.upload.trim.ranges import Range

Heard = Callable[[float, bool, str], None]
"""Told how many seconds have been played, whether that was all, and what went wrong; on the UI
thread."""


class PartsPlayer(Protocol):
    """Plays parts of a file one after another, as if they were all there is."""

    @property
    def surface(self) -> QWidget: ...
    def play(self, file: Path, parts: Sequence[tuple[float, float]], seconds: float) -> None:
        """From so many seconds of what is kept on; returns at once."""

    def pause(self) -> None: ...
    def close(self) -> None:
        """Nothing is heard afterwards."""


MakePlayer = Callable[[QWidget, Heard], PartsPlayer]
"""The parent of its picture, and who hears where it is."""


def film_at(parts: Sequence[Range], played: float) -> float:
    """The moment of the film at which so much of what is kept has been played; at a cut, where it
    goes on."""
    for part in parts:
        if played < part.seconds:
            return part.start + max(0.0, played)
        played -= part.seconds
    return parts[-1].stop
