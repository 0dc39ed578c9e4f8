"""A theatre: an origin, the real mpv, a screen that reads frame numbers, and the session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from app.errors import MatineeError
from app.player.engine.api import Phase, PlayerState
from app.player.engine.mpv_player import MpvPlayer
from app.player.manifest import presentation
from app.player.session.session import PlaybackSession
from app.server.videos import Playback
from tests.app.player.ladder import FILM_SECONDS, FRAME_RATE
from tests.app.player.origin_server import OriginServer
from tests.app.player.screen import Screen

PATIENCE_SECONDS = 20.0
HASTE = 4.0
"""To the end of a film no viewer can go faster than at four times its speed."""
LOOK_SECONDS = 0.02
"""Frames and requests come without a change of the session's state."""


class HastyPlayer(MpvPlayer):
    """Plays so many times as fast as it is told to."""

    haste = 1.0

    def set_speed(self, factor: float) -> None:
        super().set_speed(factor * self.haste)


class Theatre:
    """Everything that it takes to watch a film of the origin, and to see what was watched."""

    def __init__(self, folder: Path) -> None:
        self.origin = OriginServer(folder)
        # Every frame is shown, however late: a hole is then the product's, not the machine's.
        self.player = HastyPlayer(ao="null", framedrop="no")
        self.screen = Screen(self.player)
        self.states: list[PlayerState] = []
        self.path = "hls/multivariant.m3u8"
        self.kind = "hls"
        self.query = ""
        self.lifetime_seconds = 3600
        self.complete = True
        self.refusal: MatineeError | None = None
        self.asked = 0
        self._changed = threading.Condition()
        self.session = PlaybackSession(self.player, self.playback_of, self.hear)

    def playback_of(self, video_id: str) -> Playback:
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal
        return Playback(
            video_id,
            self.kind,
            self.origin.url(self.path),
            self.lifetime_seconds,
            query=self.query,
            duration_seconds=float(FILM_SECONDS),
            complete=self.complete,
        )

    def wait(
        self, until: Callable[[PlayerState], bool], seconds: float = PATIENCE_SECONDS
    ) -> PlayerState:
        deadline = monotonic() + seconds
        with self._changed:
            while not until(self.session.state):
                assert monotonic() < deadline, self.session.state
                self._changed.wait(LOOK_SECONDS)
        return self.session.state

    def open(self) -> PlayerState:
        self.session.open("film")
        return self.wait(lambda state: state.has_picture)

    def watch_to_the_end(self, speed: float = 8.0) -> PlayerState:
        self.player.haste = HASTE
        self.session.set_speed(speed)
        return self.wait(lambda state: state.phase in (Phase.ENDED, Phase.FAILED), 60)

    def seen(self, number: int, within: int = 1) -> bool:
        last = self.screen.last
        return last is not None and last.number is not None and abs(last.number - number) <= within

    def wait_for_frame(self, number: int) -> None:
        self.wait(lambda _: self.seen(number))

    def largest_jump(self) -> int:
        """The most frames that were skipped at once."""
        numbers = [frame.number for frame in self.screen.frames if frame.number is not None]
        return max((b - a for a, b in pairwise(numbers)), default=0)

    @property
    def damaged(self) -> int:
        return sum(frame.number is None for frame in self.screen.frames)

    def close(self) -> None:
        self.screen.close()
        self.session.close()
        self.origin.close()

    def hear(self, state: PlayerState) -> None:
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()


def frame_at(seconds: float) -> int:
    """The frame that an exact seek shows: the first one not before that time."""
    return -int(-seconds * FRAME_RATE // 1)


@pytest.fixture
def theatre(films: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theatre]:
    monkeypatch.setattr(presentation, "LEAST_SECONDS_BETWEEN_RENEWALS", 0.5)
    made = Theatre(films)
    yield made
    made.close()
