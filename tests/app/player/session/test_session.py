"""The session around the player: what it reports, prefetches, and leaves behind."""

from __future__ import annotations

import gc
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from app.player.abr.network_history import NetworkHistory
from app.player.abr.throughput import Estimate
from app.player.engine.api import Phase, PlayerState
from app.player.engine.mpv_player import MpvPlayer
from app.player.session.prefetch import Habits
from app.player.session.session import PlaybackSession
from app.server.videos import SubtitleTrack
from tests.app.player.conftest import Theatre
from tests.app.player.screen import Screen


def test_a_play_is_reported_when_it_is_left(theatre: Theatre) -> None:
    """Start-up, rungs and bytes of that play, once."""
    told: list[PlayerState] = []
    player = MpvPlayer(ao="null")
    screen = Screen(player)
    session = PlaybackSession(
        player,
        theatre.playback_of,
        lambda _: None,
        habits=Habits(tells_cmcd=lambda: True),
        on_left=told.append,
    )
    session.open("film")
    theatre.session.open("film")
    theatre.wait(lambda _: session.state.statistics.bytes_received > 0)
    theatre.wait(lambda _: session.state.has_picture)
    screen.close()
    session.close()

    assert [state.video_id for state in told] == ["film"]
    assert told[0].statistics.startup_seconds is not None
    asked = [unquote(r) for r in theatre.origin.requests if "CMCD=" in r]
    assert asked
    assert all("ot=v,sf=h,sid=" in request for request in asked)
    assert all(".ts" in request for request in asked)


def test_hovering_fetches_what_the_first_frame_needs(theatre: Theatre) -> None:
    """Playlists and one segment, and nothing again once it is opened."""
    theatre.session.prefetch("film")
    fetched = theatre.origin.requests
    reached = threading.Event()
    for _ in range(500):
        if any(".ts" in request for request in fetched) or reached.wait(0.01):
            break
    theatre.open()

    assert theatre.asked == 1
    assert sum("multivariant" in request for request in fetched) == 1


def test_subtitles_are_shown_and_hidden(theatre: Theatre) -> None:
    """The track is fetched whole, by the gateway, and mpv takes it."""
    text = "WEBVTT\n\n00:00.000 --> 00:20.000\nHello\n"
    (theatre.origin.folder / "de.vtt").write_text(text)
    track = SubtitleTrack("de", "Deutsch", theatre.origin.url("de.vtt"))
    playback = theatre.playback_of("film")
    given = {name: getattr(playback, name) for name in playback.__slots__}
    theatre.session.open("film", type(playback)(**{**given, "subtitles": (track,)}))
    theatre.wait(lambda state: state.has_picture and len(state.subtitles) == 1)
    theatre.session.set_subtitle(0)
    theatre.wait(lambda state: state.subtitle_now == 0)
    theatre.session.set_subtitle(None)
    theatre.wait(lambda state: state.subtitle_now is None)


def test_volume_mute_and_speed_last_from_film_to_film(theatre: Theatre) -> None:
    """What the viewer set is not undone by the next film."""
    theatre.open()
    theatre.session.set_volume(40)
    theatre.session.set_muted(True)
    theatre.session.set_speed(1.5)
    theatre.wait(lambda s: (s.volume, s.muted, s.speed) == (40.0, True, 1.5))
    theatre.session.open("other")
    state = theatre.wait(lambda s: s.has_picture and s.video_id == "other")
    assert (state.volume, state.muted, state.speed) == (40.0, True, 1.5)


@pytest.fixture
def traced() -> Iterator[None]:
    """For longer than a theatre: until gh-128679, Python 3.13.2, tracing that ends while other
    threads allocate may crash them."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.usefixtures("traced")
def test_memory_does_not_grow_with_the_plays(theatre: Theatre) -> None:
    """After the first few films, ten more leave nothing of Python's behind."""
    sizes = []
    for turn in range(14):
        theatre.open()
        theatre.session.seek(20)
        theatre.wait(lambda state: state.position_seconds >= 20 and state.phase is Phase.PLAYING)
        theatre.session.stop()
        theatre.wait(lambda state: state.phase is Phase.IDLE)
        theatre.states.clear()
        theatre.screen.frames.clear()
        theatre.origin.requests.clear()
        theatre.origin.headers.clear()
        if turn >= 3:
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    assert sizes[-1] - sizes[0] < 1_000_000


def test_a_link_that_is_worse_than_remembered_costs_little(
    theatre: Theatre, tmp_path: Path
) -> None:
    """The first picture is of a rung that the line carries now, not of one it once did."""
    theatre.origin.bps = 500_000
    links = NetworkHistory(tmp_path / "links.json")
    fast = Estimate(50e6, 0.01, 0.2, 50e6, 50e6, 60.0)
    links.note(links.to(theatre.origin.url("")), fast)
    player = MpvPlayer(ao="null")
    screen = Screen(player)
    session = PlaybackSession(
        player,
        theatre.playback_of,
        theatre.hear,
        habits=Habits(NetworkHistory(tmp_path / "links.json")),
    )
    session.open("film")
    theatre.wait(lambda _: session.state.has_picture)
    theatre.wait(lambda _: bool(screen.frames))
    rungs = {frame.rung for frame in screen.frames if frame.number}
    bps = session.state.statistics.throughput_bps
    screen.close()
    session.close()

    assert rungs <= {"180p"}
    assert bps is not None
    assert bps < 2_000_000


def test_what_a_play_taught_begins_the_next_session(theatre: Theatre, tmp_path: Path) -> None:
    """The link's rate is kept when the film is left."""
    links = NetworkHistory(tmp_path / "links.json")
    player = MpvPlayer(ao="null")
    screen = Screen(player)
    session = PlaybackSession(player, theatre.playback_of, lambda _: None, habits=Habits(links))
    session.open("film")
    theatre.session.open("film")
    theatre.wait(lambda _: session.state.statistics.throughput_bps is not None)
    screen.close()
    session.close()

    again = NetworkHistory(tmp_path / "links.json").to(theatre.origin.url(""))
    assert again.seed is not None
