"""The player and the keys of a desktop, which is a list of what it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.media.now_playing import (
    AddressWanted,
    FilmWanted,
    LoopStatus,
    LoopWanted,
    MediaButton,
    MediaCommand,
    NowPlaying,
    PlaybackState,
    PositionWanted,
    RateWanted,
    ShuffleWanted,
    VolumeWanted,
)
from app.player.engine.api import Phase
from app.server.connection import Connector
from app.ui.desktop.media import MediaControls
from app.ui.navigation.page import PlayWanted
from app.ui.watching import thumbnails
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fakes import Running
from tests.app.ui.watching.fakes import FakeServer, ServerConnector, film

FILMS = tuple(film(name) for name in "abc")


class ShownMedia:
    def __init__(self) -> None:
        self.now = NowPlaying()

    def show(self, now: NowPlaying) -> None:
        self.now = now


@pytest.fixture
def connector() -> Connector:
    return ServerConnector(FakeServer(*FILMS))


@pytest.fixture
def shown() -> ShownMedia:
    return ShownMedia()


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def media(qtbot: QtBot, home: Running, shown: ShownMedia, asked: list[str]) -> MediaControls:
    """With the second of three films in the player."""
    media = MediaControls(home.application.players, lambda: asked.append("quit"))
    media.start(shown)
    home.application.watching.play(PlayWanted(FILMS[1], FILMS))
    qtbot.waitUntil(lambda: shown.now.state is PlaybackState.PLAYING)
    return media


def session_of(home: Running) -> FakeSession:
    return cast(FakeSession, home.window.player.session)


@pytest.mark.usefixtures("media")
def test_what_plays_is_shown_with_its_queue(qtbot: QtBot, home: Running, shown: ShownMedia) -> None:
    """And as it goes: its place, its speed, and nothing when it is left."""
    now = shown.now
    assert now.film is not None
    assert (now.film.title, [film.title for film in now.films]) == ("b", ["a", "b", "c"])
    assert now.film.number == now.films[1].number
    assert (now.has_previous, now.has_next) == (True, True)
    session_of(home).become(position_seconds=40.0, speed=1.5, muted=True)
    qtbot.waitUntil(lambda: shown.now.position_seconds == 40.0)
    assert (shown.now.rate, shown.now.volume_percent) == (1.5, 0.0)
    session_of(home).pause()
    qtbot.waitUntil(lambda: shown.now.state is PlaybackState.PAUSED)
    home.window.player.leave()
    qtbot.waitUntil(lambda: shown.now.state is PlaybackState.STOPPED)
    assert shown.now.film is None


@pytest.mark.usefixtures("media")
def test_a_file_is_shown_in_its_place_too(
    qtbot: QtBot,
    home: Running,
    shown: ShownMedia,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though no server has it."""
    monkeypatch.setattr(thumbnails, "picture_at", lambda *_what, **_how: b"")
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / name).write_text(name)
    home.window.files_opened.emit([tmp_path])
    qtbot.waitUntil(lambda: shown.now.film is not None and shown.now.film.title == "a.mp4")
    assert shown.now.film is not None
    assert shown.now.film.number == shown.now.films[0].number
    assert (shown.now.has_previous, shown.now.has_next) == (False, True)


def test_the_keys_move_the_player(
    qtbot: QtBot, home: Running, media: MediaControls, shown: ShownMedia
) -> None:
    """Each as the button of the window would."""
    session = session_of(home)
    for command in (MediaButton.TOGGLE, PositionWanted(33.0), RateWanted(2.0), VolumeWanted(40.0)):
        media.do(command)
    state = session.state
    assert (state.phase, state.position_seconds) == (Phase.PAUSED, 33.0)
    assert (state.speed, state.volume) == (2.0, 40.0)
    media.do(LoopWanted(LoopStatus.PLAYLIST))
    media.do(ShuffleWanted(True))
    assert (shown.now.loop, shown.now.shuffled) == (LoopStatus.PLAYLIST, True)
    media.do(MediaButton.NEXT)
    media.do(MediaButton.STOP)
    assert not home.window.player.isVisible()
    qtbot.waitUntil(lambda: shown.now.film is None)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_any_film_of_the_list_is_gone_to(
    home: Running, media: MediaControls, shown: ShownMedia, at: int
) -> None:
    """Forwards and back; to the one that plays changes nothing."""
    media.do(FilmWanted(shown.now.films[at].number))
    assert session_of(home).opened == (["b"] if at == 1 else ["b", FILMS[at].id])
    media.do(FilmWanted(999))
    assert len(session_of(home).opened) <= 2


def test_what_is_not_about_the_film_is_asked_of_the_window(
    home: Running, media: MediaControls, asked: list[str]
) -> None:
    """To come up, to end, to open something."""
    home.window.hide()
    commands: tuple[MediaCommand, ...] = (
        MediaButton.RAISE,
        MediaButton.QUIT,
        AddressWanted("https://films.example/a.mp4"),
    )
    for command in commands:
        media.do(command)
    assert home.window.isVisible()
    assert (asked, session_of(home).opened[1:]) == (["quit"], ["https://films.example/a.mp4"])
