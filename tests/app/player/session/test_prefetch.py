"""Plays made before they are asked for: as much as the user likes, and no more."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import MatineeError
from app.player.abr.network_history import NetworkHistory
from app.player.abr.throughput import Estimate
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.gateway.server import Gateway
from app.player.http import HttpFault
from app.player.session.play import Endpoints, SegmentedPlay
from app.player.session.prefetch import MOST_PREFETCHED, Habits, Made, Plays, Preload
from app.server.videos import Playback
from tests.app.player.ladder import RUNGS
from tests.app.player.origin_server import Fault, OriginServer

FAST = Estimate(50e6, 0.01, 0.2, 50e6, 50e6, 60.0)


class Box:
    """Plays of one origin."""

    def __init__(self, folder: Path, preload: Preload = Preload.AUTO) -> None:
        self.origin = OriginServer(folder)
        self.gateway = Gateway()
        self.links = NetworkHistory()
        self.position = 0.0
        self.asked = 0
        habits = Habits(self.links, lambda: preload)
        self.plays = Plays(self.gateway, self.playback_of, habits)

    @property
    def playlists(self) -> list[str]:
        return [path for path in self.origin.requests if path.endswith(".m3u8")]

    @property
    def segments(self) -> list[str]:
        return [path for path in self.origin.requests if path.endswith(".ts")]

    def playback_of(self, video_id: str) -> Playback:
        self.asked += 1
        url = self.origin.url("hls/multivariant.m3u8")
        return Playback(video_id, "hls", url, 3600, position_seconds=self.position)

    def close(self) -> None:
        self.plays.close()
        self.gateway.close()
        self.origin.close()


@pytest.fixture
def box(films: Path) -> Iterator[Box]:
    made = Box(films)
    yield made
    made.close()


def picture_of(made: Made) -> SegmentBuffer:
    assert isinstance(made.play, SegmentedPlay)
    assert made.play.picture is not None
    return made.play.picture


def test_auto_fetches_playlists_and_the_first_segment(box: Box) -> None:
    """And the click that follows asks for none of it again."""
    box.plays.prefetch("film")
    made = box.plays.of_video("film")
    made.play.load(made.start_seconds)
    assert picture_of(made).claim(0, 5, lambda: False) is not None
    made.play.close()

    assert box.asked == 1
    assert len(box.playlists) == 2
    assert box.segments[:1] == [f"hls/{RUNGS[0].name}/00000.ts"]


def test_it_starts_where_the_viewer_left(box: Box) -> None:
    """The segment of that moment is fetched, not the film's first."""
    box.position = 13.0
    box.plays.prefetch("film")
    made = box.plays.of_video("film")
    assert made.start_seconds == 13.0
    assert picture_of(made).claim(3, 5, lambda: False) is not None
    made.play.close()
    assert not any(path.endswith("00000.ts") for path in box.segments)


@pytest.mark.parametrize(
    ("preload", "playlists"), [(Preload.NONE, 0), (Preload.METADATA, 2)], ids=str
)
def test_less_is_fetched_where_less_is_liked(films: Path, preload: Preload, playlists: int) -> None:
    """Nothing at all, or no segment yet."""
    box = Box(films, preload)
    box.plays.prefetch("film")
    assert (len(box.playlists), box.segments) == (playlists, [])
    made = box.plays.of_video("film")
    made.play.load(0.0)
    assert len(box.playlists) == 2
    made.play.close()
    box.close()


def test_only_the_latest_few_are_kept(box: Box) -> None:
    """Those that nobody opened make room."""
    for number in range(MOST_PREFETCHED + 1):
        box.plays.prefetch(str(number))
    box.plays.of_video("0").play.close()
    assert box.asked == MOST_PREFETCHED + 2
    box.plays.of_video("1").play.close()
    assert box.asked == MOST_PREFETCHED + 2


def test_a_failed_prefetch_costs_the_click_nothing(box: Box) -> None:
    """What could not be had then is asked for again."""
    box.origin.fault_for = lambda _: Fault("status", 503)
    box.plays.prefetch("film")
    box.origin.fault_for = lambda _: None
    made = box.plays.of_video("film")
    made.play.load(0.0)
    assert picture_of(made).claim(0, 5, lambda: False) is not None
    made.play.close()


def test_a_fault_of_the_backend_is_heard_by_the_click_alone(box: Box) -> None:
    """The pointer's rest says nothing."""

    def refuse(_: str) -> Playback:
        raise HttpFault(0, "No.")  # type: ignore[arg-type]

    plays = Plays(box.gateway, refuse, Habits(box.links))
    plays.prefetch("film")
    with pytest.raises(MatineeError):
        plays.of_video("film")


def test_a_bug_in_a_prefetch_keeps_no_click_waiting(box: Box) -> None:
    """The film is asked for again."""
    bugs = [ZeroDivisionError()]

    def playback_of(video_id: str) -> Playback:
        if bugs:
            raise bugs.pop()
        return box.playback_of(video_id)

    plays = Plays(box.gateway, playback_of, Habits(box.links))
    with pytest.raises(ZeroDivisionError):
        plays.prefetch("film")
    opened: queue.SimpleQueue[Made] = queue.SimpleQueue()
    click = threading.Thread(target=lambda: opened.put(plays.of_video("film")), daemon=True)
    click.start()

    opened.get(timeout=5).play.close()


def test_a_ladder_that_cannot_be_loaded_is_closed(box: Box) -> None:
    """It is asked for every few seconds, and must leave nothing behind."""
    gateway = Watched()
    box.origin.fault_for = lambda _: Fault("status", 503)
    with pytest.raises(HttpFault):
        Plays(gateway, box.playback_of, Habits(box.links)).ladder_of("film", 0.0)
    gateway.close()

    assert len(gateway.unmounted) == 1


def test_an_address_is_closed_whatever_stops_it(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug, too."""

    def bug(_ends: Endpoints) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.player.session.prefetch.found_out", bug)
    gateway = Watched()
    with pytest.raises(ZeroDivisionError):
        Plays(gateway, box.playback_of, Habits(box.links)).of_url(box.origin.url("film.mp4"), 0.0)
    gateway.close()

    assert len(gateway.unmounted) == 1


class Watched(Gateway):
    """Tells what was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.unmounted: list[str] = []

    def unmount(self, address: str) -> None:
        self.unmounted.append(address)
        super().unmount(address)


def test_a_remembered_link_chooses_the_first_rung(box: Box) -> None:
    """Known to be fast, it begins with a better picture."""
    box.links.note(box.links.to(box.origin.url("")), replace(FAST))
    made = box.plays.of_video("film")
    made.play.load(0.0)
    piece = picture_of(made).claim(0, 5, lambda: False)
    made.play.close()
    assert piece is not None
    assert RUNGS[piece.rung].name == "360p"
