"""A screen without a window: draws each frame as soon as mpv has it, and reads its number."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from app.player.engine.mpv_player import MpvPlayer
from app.player.engine.mpv_render import SoftwareRenderer
from tests.app.player.ladder import HEIGHT, WIDTH, frame_number, rung_shown


@dataclass(frozen=True)
class Shown:
    """A frame that was drawn: when, its number (None: unreadable, so damaged) and its rung."""

    at: float
    number: int | None
    rung: str


class Screen:
    def __init__(self, player: MpvPlayer) -> None:
        self.frames: list[Shown] = []
        self._wake = threading.Event()
        self._closed = False
        self._renderer = SoftwareRenderer(player, self._wake.set)
        self._thread = threading.Thread(target=self._draw)
        self._thread.start()

    @property
    def last(self) -> Shown | None:
        return self.frames[-1] if self.frames else None

    def close(self) -> None:
        self._closed = True
        self._wake.set()
        self._thread.join()
        self._renderer.close()

    def _draw(self) -> None:
        while self._wake.wait() and not self._closed:
            self._wake.clear()
            pixels, stride = self._renderer.draw(WIDTH, HEIGHT)
            number = frame_number(pixels, stride, WIDTH, HEIGHT)
            rung = rung_shown(pixels, stride, WIDTH, HEIGHT)
            self.frames.append(Shown(time.monotonic(), number, rung))
