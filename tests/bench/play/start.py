"""How long the first frame takes, ours and plain mpv's, and what seeks and switches cost."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app.player.abr import controller
from app.player.engine.api import Medium, Phase
from app.player.engine.mpv_player import MpvPlayer
from app.player.session.prefetch import Habits
from app.player.session.session import PlaybackSession
from app.server.videos import Playback
from tests.app.player.ladder import FRAME_RATE
from tests.app.player.origin_server import OriginServer
from tests.app.player.screen import Screen

PLAYLIST = "hls/multivariant.m3u8"


@contextmanager
def plain_mpv() -> Iterator[tuple[MpvPlayer, Screen]]:
    player = MpvPlayer(ao="null")
    screen = Screen(player)
    try:
        yield player, screen
    finally:
        screen.close()
        player.close()


@contextmanager
def ours(
    origin: OriginServer,
    path: str = PLAYLIST,
    choose: Callable[[controller.View], controller.Choice] = controller.choose,
) -> Iterator[tuple[PlaybackSession, Screen]]:
    def playback_of(video_id: str) -> Playback:
        return Playback(video_id, "hls", origin.url(path), 3600)

    player = MpvPlayer(ao="null")
    screen = Screen(player)
    session = PlaybackSession(player, playback_of, lambda _: None, habits=Habits(choose=choose))
    try:
        yield session, screen
    finally:
        screen.close()
        session.close()


def wait_for(condition: Callable[[], Any], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.001)
    return False


def first_frame_of_plain(url: str, runs: int) -> float:
    """Seconds from the order to the first picture; the median."""
    times = []
    with plain_mpv() as (player, screen):
        for _ in range(runs):
            screen.frames.clear()
            began = time.monotonic()
            player.open(Medium(url))
            wait_for(lambda: shown(screen))
            times.append(shown_at(screen) - began)
            player.stop()
            time.sleep(0.2)
    return statistics.median(times)


def first_frame_of_ours(origin: OriginServer, runs: int, *, hovered: bool = False) -> float:
    """The same for us; `hovered` with the pointer resting on the film for half a second before."""
    times = []
    with ours(origin) as (session, screen):
        for _ in range(runs):
            if hovered:
                session.prefetch("film")
                time.sleep(0.5)
            screen.frames.clear()
            began = time.monotonic()
            session.open("film")
            wait_for(lambda: shown(screen))
            times.append(shown_at(screen) - began)
            session.stop()
            wait_for(lambda: session.state.phase is Phase.IDLE)
            time.sleep(0.2)
    return statistics.median(times)


def next_film(origin: OriginServer, runs: int) -> float:
    """Seconds from one film to the first picture of the next, whose start was fetched while the
    former played; the median."""
    times = []
    with ours(origin) as (session, screen):
        session.open("film 0")
        for turn in range(1, runs + 1):
            wait_for(lambda: shown(screen))
            session.prefetch(f"film {turn}")
            time.sleep(0.5)
            session.seek(10.0)
            wait_for(lambda: session.state.position_seconds > 10.0)
            screen.frames.clear()
            began = time.monotonic()
            session.open(f"film {turn}")
            wait_for(lambda: begun(screen))
            times.append(next(f.at for f in screen.frames if is_beginning(f.number)) - began)
    return statistics.median(times)


def begun(screen: Screen) -> bool:
    return any(is_beginning(frame.number) for frame in screen.frames)


def is_beginning(number: int | None) -> bool:
    """Of the next film, not one more of the former, which is further on."""
    return is_film(number) and (number or 0) < 5 * FRAME_RATE


def shown(screen: Screen) -> bool:
    return any(is_film(frame.number) for frame in screen.frames)


def shown_at(screen: Screen) -> float:
    return next((f.at for f in screen.frames if is_film(f.number)), float("inf"))


def is_film(number: int | None) -> bool:
    """Black between films reads as frame 0, so the first that counts is the next."""
    return bool(number)


def seeks(origin: OriginServer, count: int, seconds: float) -> dict[str, Any]:
    chosen = random.Random(20)
    wrong, times = 0, []
    with ours(origin) as (session, screen):
        session.open("film")
        wait_for(lambda: session.state.has_picture)
        session.pause()
        for _ in range(count):
            at = chosen.uniform(0, seconds - 0.5)
            wanted = -int(-at * FRAME_RATE // 1)
            began = time.monotonic()
            session.seek(at)
            if not wait_for(lambda n=wanted: is_at(screen, n), 5):  # type: ignore[misc]
                wrong += 1
            times.append(time.monotonic() - began)
        damaged = sum(frame.number is None for frame in screen.frames)
    return {
        "seeks": count,
        "seek_wrong": wrong,
        "seek_median_ms": round(statistics.median(times) * 1000),
        "seek_p95_ms": round(sorted(times)[int(len(times) * 0.95)] * 1000),
        "seek_damaged_frames": damaged,
    }


def is_at(screen: Screen, number: int) -> bool:
    last = screen.last
    return last is not None and last.number is not None and abs(last.number - number) <= 1


def switches(origin: OriginServer, seconds: float) -> dict[str, Any]:
    """Another rung at every segment: frames lost or damaged within a quarter second of one."""
    turns = itertools.cycle((0, 2, 1))

    def choose(view: controller.View) -> controller.Choice:
        return controller.Choice(next(turns) % len(view.ladder))

    with ours(origin, choose=choose) as (session, screen):
        session.open("film")
        wait_for(lambda: session.state.phase is Phase.ENDED, seconds + 20)
        frames = [f for f in screen.frames if f.number]
        damaged = sum(frame.number is None for frame in screen.frames)
        state = session.state
    pairs = [(a, b) for a, b in itertools.pairwise(frames) if b.rung != a.rung]
    lost = sum((b.number or 0) - (a.number or 0) - 1 for a, b in pairs)
    return {
        "switches": len(pairs),
        "switch_bad_frames": damaged + max(0, lost),
        "switch_longest_gap_ms": round(max((b.at - a.at for a, b in pairs), default=0) * 1000),
        "switch_rebuffers": state.statistics.rebuffers,
    }
