"""Films in windows of their own, beside the main one."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.keymap import Keymap
from app.player.engine.api import Phase
from app.server.connection import Connector
from app.ui.cards.actions import Action
from app.ui.commands.palette import CommandPalette
from app.ui.navigation.page import PlayWanted
from app.ui.player.commands.deck import Wish
from app.ui.player.extras import screenshots
from app.ui.player.view import PlayerView
from app.ui.watching import thumbnails
from app.ui.windows.open_players import OpenPlayers
from app.ui.windows.player_window import PlayerWindow
from tests.app.ui.fake_player import FakeScreen, FakeSession
from tests.app.ui.fakes import Running
from tests.app.ui.watching.fakes import FakeServer, ServerConnector, film

FILMS = tuple(film(name) for name in "abc")


@pytest.fixture
def connector() -> Connector:
    return ServerConnector(FakeServer(*FILMS))


@pytest.fixture
def players(home: Running) -> OpenPlayers:
    return home.application.players


def session_of(view: PlayerView) -> FakeSession:
    return cast(FakeSession, view.session)


def opened(qtbot: QtBot, players: OpenPlayers, name: str) -> PlayerWindow:
    """A film in another window, which plays."""
    players.play(PlayWanted(film(name), FILMS))
    window = players.windows[-1]
    qtbot.waitUntil(lambda: window.player.state.phase is Phase.PLAYING)
    return window


def turn_to(qtbot: QtBot, window: PlayerWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_each_window_has_a_player_of_its_own(
    qtbot: QtBot, home: Running, players: OpenPlayers
) -> None:
    """The pages stay where they are, and what is done in one changes nothing in another."""
    one, other = opened(qtbot, players, "a"), opened(qtbot, players, "b")
    assert (home.page, home.window.player.state.phase) == (home.window.home, Phase.IDLE)
    assert (one.windowTitle(), other.windowTitle()) == ("a – Matinee", "b – Matinee")
    QTest.keyClick(other.player, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: other.player.state.phase is Phase.PAUSED)
    assert one.player.state.phase is Phase.PLAYING
    other.player.next_wanted.emit()
    assert session_of(other.player).opened == ["b", "c"]
    assert session_of(one.player).opened == ["a"]


def test_closing_one_leaves_the_others(qtbot: QtBot, players: OpenPlayers) -> None:
    """Its picture is freed before its session is closed; Escape closes it, too."""
    one, other = opened(qtbot, players, "a"), opened(qtbot, players, "b")
    session, surface = session_of(one.player), cast(FakeScreen, one.player.surface)
    one.close()
    assert surface.released
    qtbot.waitUntil(lambda: session.closed)
    assert list(players.windows) == [other]
    assert other.player.state.phase is Phase.PLAYING
    QTest.keyClick(other.player, Qt.Key.Key_Escape)
    assert not players.windows


def test_a_screenshot_of_a_window_that_is_closed_meanwhile_is_kept(
    qtbot: QtBot,
    home: Running,
    players: OpenPlayers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It has nobody to tell, which is no fault."""
    monkeypatch.setattr(screenshots, "pictures_folder", lambda: tmp_path)
    window, closed = opened(qtbot, players, "a"), threading.Event()
    take = session_of(window.player).screenshot

    def slowly(path: Path, *, with_subtitles: bool) -> None:
        assert closed.wait(20)
        take(path, with_subtitles=with_subtitles)

    monkeypatch.setattr(session_of(window.player), "screenshot", slowly)
    window.player.deck.want(Wish.SCREENSHOT)
    window.close()
    qtbot.waitUntil(lambda: not isValid(window))
    with qtbot.waitSignal(home.application._background._ready):
        closed.set()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("a *.png"))) == 1)


def test_what_plays_goes_on_in_a_window(qtbot: QtBot, home: Running, players: OpenPlayers) -> None:
    """From where it was, with what comes after it; the pages are there again."""
    home.application.watching.play(PlayWanted(FILMS[0], FILMS))
    player = home.window.player
    session_of(player).become(position_seconds=42.0)
    home.window.activateWindow()
    qtbot.waitUntil(lambda: player.state.position_seconds == 42.0 and player.hasFocus())
    QTest.keyClick(player, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert home.page is home.window.home
    (window,) = players.windows
    assert session_of(window.player).state.position_seconds == 42.0
    window.player.next_wanted.emit()
    assert session_of(window.player).opened == ["a", "b"]
    # It has no pages to be small over, and is a window already.
    names = {entry.name for entry in window.player.commander.entries() if entry.enabled}
    assert not names & {"Open in a new window", "Small, over the pages"}


def test_a_file_goes_on_in_a_window(
    qtbot: QtBot,
    home: Running,
    players: OpenPlayers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though no server knows it."""
    monkeypatch.setattr(thumbnails, "picture_at", lambda *_what, **_how: b"")
    (tmp_path / "own.mp4").write_text("film")
    home.window.files_opened.emit([tmp_path / "own.mp4"])
    player = home.window.player
    qtbot.waitUntil(lambda: player.state.phase is Phase.PLAYING)
    session_of(player).become(position_seconds=33.0)
    qtbot.waitUntil(lambda: player.state.position_seconds == 33.0)
    players.move_to_window()
    (window,) = players.windows
    qtbot.waitUntil(lambda: window.player.state.position_seconds == 33.0)
    assert window.windowTitle() == "own.mp4 – Matinee"


def test_the_window_used_last_counts(qtbot: QtBot, players: OpenPlayers) -> None:
    """For media keys; when it is closed, the one before it."""
    one, other = opened(qtbot, players, "a"), opened(qtbot, players, "b")
    turn_to(qtbot, one)
    assert players.last_used.view is one.player
    turn_to(qtbot, other)
    assert players.last_used.view is other.player
    other.close()
    assert players.last_used.view is one.player
    one.close()
    assert players.last_used is players.all[0]


def test_a_window_without_a_film_does_not_count(
    qtbot: QtBot, home: Running, players: OpenPlayers
) -> None:
    """Whoever looks for the next film still pauses the one that plays."""
    one = opened(qtbot, players, "a")
    home.window.activateWindow()
    qtbot.waitUntil(home.window.isActiveWindow)
    assert players.last_used.view is one.player


def test_the_main_window_is_closed_and_films_play_on(
    qtbot: QtBot, home: Running, players: OpenPlayers
) -> None:
    """With the last of them it is over."""
    ended = list[bool]()
    home.window.closing.connect(lambda: ended.append(True))
    one, other = opened(qtbot, players, "a"), opened(qtbot, players, "b")
    home.window.close()
    assert (home.window.isVisible(), one.isVisible(), ended) == (False, True, [])
    one.close()
    assert not ended
    other.close()
    assert ended


def test_films_go_with_their_account(qtbot: QtBot, players: OpenPlayers) -> None:
    """And one that was taken away ends in its window."""
    one, other = opened(qtbot, players, "a"), opened(qtbot, players, "b")
    players.take_away({"a"})
    qtbot.waitUntil(lambda: one.player.state.phase is Phase.FAILED)
    assert other.player.state.phase is Phase.PLAYING
    players.leave_films()
    assert not players.windows


def test_what_is_dropped_on_a_window_plays_in_it(
    qtbot: QtBot, players: OpenPlayers, home: Running
) -> None:
    """Subtitles join the film."""
    window = opened(qtbot, players, "a")
    for address in ("file:///films/a.de.srt", "https://films.example/other.m3u8"):
        mime = QMimeData()
        mime.setUrls([QUrl(address)])
        drop = QDropEvent(
            *(QPointF(50, 50), Qt.DropAction.CopyAction, mime),
            *(Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
        )
        window.dropEvent(drop)
    session = session_of(window.player)
    assert [track.label for track in session.state.subtitles] == ["a.de.srt"]
    assert session.opened[-1] == "https://films.example/other.m3u8"
    assert home.page is home.window.home


def test_keys_and_commands_are_those_of_the_window(
    qtbot: QtBot, home: Running, players: OpenPlayers
) -> None:
    """Also when they are changed meanwhile."""
    window = opened(qtbot, players, "a")
    QTest.keyClick(window.player, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.findChildren(CommandPalette)
    assert not home.window.findChildren(CommandPalette)
    home.application._settings_entered({"keys": Keymap("mpv")})
    window.findChildren(CommandPalette)[0].leave()
    QTest.keyClick(window.player, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: window.player.state.phase is Phase.PAUSED)


def test_a_card_opens_in_a_window(qtbot: QtBot, home: Running, players: OpenPlayers) -> None:
    """As its menu offers."""
    home.window.home.wanted.emit(Action.NEW_WINDOW, (FILMS[1],))
    (window,) = players.windows
    qtbot.waitUntil(lambda: window.player.state.phase is Phase.PLAYING)
    assert window.windowTitle() == "b – Matinee"
