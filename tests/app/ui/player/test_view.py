"""The player's view, on a player that is at once wherever it is told to be."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.player.engine.api import Clip, Phase, PlayerState, Rendition, Track
from app.settings import Settings
from app.ui.background import Background
from app.ui.player.calls import Start
from app.ui.player.following.queue import PlayQueue
from app.ui.player.menus import MenuFor, fill_qualities, fill_sounds, fill_speeds, fill_subtitles
from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.player.view import PlayerView
from app.ui.style.theme import Colours
from tests.app.ui.fake_player import FakeScreen, FakeSession, build
from tests.app.ui.fakes import FILM

RENDITIONS = (
    *(Rendition("360p", 600_000), Rendition("1080p", 5e6, codec="AV1")),
    Rendition("720p", 3e6),
)


@pytest.fixture
def view(qtbot: QtBot, background: Background, colours: Colours) -> PlayerView:
    view = PlayerView(background, colours, build)
    qtbot.addWidget(view)
    view.resize(960, 540)
    view.show()
    view.activateWindow()
    view.gestures.patience_ms = 0
    view.play_video(FILM, QImage(32, 18, QImage.Format.Format_RGB32))
    qtbot.waitUntil(lambda: state_of(view).phase == Phase.PLAYING)
    qtbot.waitUntil(view.hasFocus)
    return view


def session_of(view: PlayerView) -> FakeSession:
    return cast(FakeSession, view.session)


def state_of(view: PlayerView) -> PlayerState:
    return view._state


def test_the_poster_stays_until_there_is_a_picture(qtbot: QtBot, view: PlayerView) -> None:
    """And comes back for the next video."""
    assert not view.poster.isVisible()

    session_of(view).become(phase=Phase.LOADING, has_picture=False)

    qtbot.waitUntil(view.poster.isVisible)


@pytest.mark.parametrize(
    ("key", "position"),
    [(Qt.Key.Key_Right, 45), (Qt.Key.Key_Left, 35), (Qt.Key.Key_L, 50), (Qt.Key.Key_J, 30),
     (Qt.Key.Key_Home, 0), (Qt.Key.Key_5, 45)],
)  # fmt: skip
def test_keys_seek(qtbot: QtBot, view: PlayerView, key: Qt.Key, position: float) -> None:
    """Arrows by 5 s, J and L by 10, digits to tenths."""
    session_of(view).become(position_seconds=40.0)
    qtbot.waitUntil(lambda: state_of(view).position_seconds == 40)

    QTest.keyClick(view, key)

    assert session_of(view).state.position_seconds == position


def test_keys_play_pause_mute_and_turn_the_volume(view: PlayerView) -> None:
    """Space, M and the arrows."""
    session = session_of(view)
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_M)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert (session.state.phase, session.state.muted) == (Phase.PAUSED, True)
    assert session.state.volume == 95


def test_escape_leaves_full_screen_first(qtbot: QtBot, view: PlayerView) -> None:
    """A second one goes back to the library."""
    with qtbot.waitSignal(view.full_screen_wanted) as full:
        QTest.keyClick(view, Qt.Key.Key_F)
    assert full.args == [True]
    with qtbot.waitSignal(view.full_screen_wanted) as full:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert full.args == [False]
    with qtbot.waitSignal(view.closed):
        QTest.keyClick(view, Qt.Key.Key_Escape)


def test_a_double_click_is_full_screen_and_changes_nothing_else(
    qtbot: QtBot, view: PlayerView
) -> None:
    """The click in it does not leave the film paused."""
    assert view.surface is not None
    with qtbot.waitSignal(view.full_screen_wanted):
        QTest.mouseClick(view.surface, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
        QTest.mouseDClick(view.surface, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert session_of(view).state.phase == Phase.PLAYING


def test_tab_brings_the_controls_and_they_stay_while_it_is_in_them(
    qtbot: QtBot, view: PlayerView
) -> None:
    """Also in the upper bar; each is reached, and after the last one comes the film."""
    QCursor.setPos(view.mapToGlobal(QPoint(300, 200)))
    qtbot.waitUntil(lambda: not view.controls.underMouse())
    view.hiding.timer.setInterval(10)
    view.show_controls()
    qtbot.waitUntil(lambda: not view.controls.isVisible())

    reached = list[str]()
    while "player_view" not in reached:
        QTest.keyClick(view.focusWidget() or view, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.objectName())
        view.hiding.timer.timeout.emit()
        assert view.controls.isVisible() != view.hasFocus()
    assert reached[0] == "back"
    assert {"info", "seek_bar", "play", "mute", "volume", "speed", "full_screen"} < set(reached)


def test_controls_hide_while_playing_and_come_with_the_mouse(
    qtbot: QtBot, view: PlayerView
) -> None:
    """They stay while the film is paused, and subtitles stand above them."""
    QCursor.setPos(view.mapToGlobal(QPoint(300, 200)))
    qtbot.waitUntil(lambda: not view.controls.underMouse())
    view.hiding.timer.setInterval(10)
    view.show_controls()
    qtbot.waitUntil(lambda: not view.controls.isVisible())
    qtbot.waitUntil(lambda: state_of(view).lift.share == 0.0)

    assert view.surface is not None
    view.hiding.timer.setInterval(60_000)
    QTest.mouseMove(view.surface, QPoint(200, 200))
    qtbot.waitUntil(lambda: view.controls.isVisible())
    share = view.controls.height() / view.height()
    qtbot.waitUntil(lambda: state_of(view).lift.share == pytest.approx(share, abs=0.01))

    session_of(view).pause()
    qtbot.waitUntil(lambda: state_of(view).phase == Phase.PAUSED)
    qtbot.wait(30)
    assert view.controls.isVisible()


def test_a_stall_is_told_after_a_moment(qtbot: QtBot, view: PlayerView) -> None:
    """A spinner, and the player's words; both go with the stall."""
    view.waiting.patience.setInterval(1)
    session_of(view).become(phase=Phase.BUFFERING, message="Reconnecting…")
    qtbot.waitUntil(view.waiting.message.isVisible)
    assert view.waiting.message.text() == "Reconnecting…"
    assert view.waiting.spinner.isVisible()

    session_of(view).become(phase=Phase.PLAYING)
    qtbot.waitUntil(lambda: not view.waiting.spinner.isVisible())
    assert view.waiting.message.isVisible()

    session_of(view).become(phase=Phase.PLAYING, message="")
    qtbot.waitUntil(
        lambda: not view.waiting.spinner.isVisible() and not view.waiting.message.isVisible()
    )


def test_a_failure_has_a_sentence_and_a_way_on(qtbot: QtBot, view: PlayerView) -> None:
    """Try again opens the same video again."""
    session_of(view).become(phase=Phase.FAILED, error="The film is gone.")
    qtbot.waitUntil(view.failure.isVisible)
    assert view.failure.words.text() == "The film is gone."

    QTest.mouseClick(view.failure.retry, Qt.MouseButton.LeftButton)

    assert session_of(view).opened == ["film", "film"]
    qtbot.waitUntil(lambda: not view.failure.isVisible())


def test_the_position_is_kept(qtbot: QtBot, view: PlayerView) -> None:
    """While playing now and then, and at every pause."""
    with qtbot.waitSignal(view.position_changed) as kept:
        session_of(view).become(position_seconds=12.0)
    assert kept.args == ["film", 12.0]
    session_of(view).become(position_seconds=13.0)
    with qtbot.waitSignal(view.position_changed) as kept:
        session_of(view).pause()
    assert kept.args == ["film", 13.0]


def test_a_watched_film_starts_anew(qtbot: QtBot, view: PlayerView) -> None:
    """The credits are no place to go on from."""
    with qtbot.waitSignal(view.position_changed) as kept:
        session_of(view).become(position_seconds=88.0)
    assert kept.args == ["film", 0.0]


def test_qualities_can_be_chosen(qtbot: QtBot, view: PlayerView) -> None:
    """The best first; Auto says what it is at."""
    session_of(view).become(renditions=RENDITIONS, rendition_now="720p")
    qtbot.waitUntil(lambda: view.controls.quality.text() == "Auto · 720p")
    menu = QMenu(view)

    caps: list[str] = []
    film = MenuFor(session_of(view), state_of(view), print, "720p", caps.append)
    fill_qualities(menu, film)
    offered = [action.text() for action in menu.actions()][:4]
    menu.actions()[1].trigger()
    most = menu.findChild(QMenu)
    assert most is not None
    assert [a.text() for a in most.actions() if a.isChecked()] == ["720p"]
    most.actions()[0].trigger()
    assert caps == [""]

    assert offered == [
        "Auto (720p)", "1080p\t5.0 Mbit/s · AV1", "720p\t3.0 Mbit/s", "360p\t600 kbit/s"
    ]  # fmt: skip
    assert session_of(view).state.rendition_chosen == "1080p"


def test_the_sound_alone_is_the_last_quality(qtbot: QtBot, view: PlayerView) -> None:
    """With its bit rate; also where there is one rung only."""
    sound, menu = Rendition("Audio only", 96_000), QMenu(view)
    session_of(view).become(renditions=(Rendition("source", 3e6),), sound_alone=sound)
    qtbot.waitUntil(view.controls.quality.isVisible)
    fill_qualities(menu, MenuFor(session_of(view), state_of(view), print))
    last = menu.actions()[2]
    assert last.text() == "Audio only\t96 kbit/s"
    last.trigger()
    qtbot.waitUntil(lambda: view.controls.quality.text() == "Audio only")


def test_subtitles_and_speeds_can_be_chosen(qtbot: QtBot, view: PlayerView) -> None:
    """The button for subtitles is there when there are any."""
    assert not view.controls.subtitles.isVisible()
    session_of(view).become(subtitles=(Track("English", "en"), Track("Deutsch", "de")))
    qtbot.waitUntil(view.controls.subtitles.isVisible)
    subtitles, speeds = QMenu(view), QMenu(view)
    film = MenuFor(session_of(view), state_of(view), print)
    fill_subtitles(subtitles, film)
    fill_speeds(speeds, film)

    subtitles.actions()[2].trigger()
    speeds.actions()[-1].trigger()

    assert session_of(view).state.subtitle_now == 1
    assert session_of(view).state.speed == 4.0
    second = subtitles.findChild(QMenu)
    assert second is not None
    second.actions()[1].trigger()
    assert session_of(view).state.second_subtitle == 0


def test_sounds_can_be_chosen_where_there_are_several(qtbot: QtBot, view: PlayerView) -> None:
    """By language and channels."""
    assert not view.controls.sounds.isVisible()
    tracks = (Track("", "deu", channels=2), Track("", "eng", channels=6))
    session_of(view).become(sounds=tracks, sound_now=0)
    qtbot.waitUntil(view.controls.sounds.isVisible)
    menu = QMenu(view)
    fill_sounds(menu, MenuFor(session_of(view), state_of(view), print))
    assert [action.text() for action in menu.actions()] == ["German · stereo", "English · 5.1"]
    menu.actions()[1].trigger()
    assert session_of(view).state.sound_now == 1


def test_what_the_settings_say_of_subtitles_survives_the_next_film(
    qtbot: QtBot, view: PlayerView
) -> None:
    """Also though the controls lift them at the same time."""
    view.tools.follow(replace(Settings(), subtitle_colour="#ffff00"))
    qtbot.waitUntil(lambda: state_of(view).look.colour == "#ffff00")
    view.play_video(replace(FILM, id="next"), None)
    qtbot.waitUntil(lambda: state_of(view).lift.share > 0)
    assert state_of(view).look.colour == "#ffff00"


def test_every_control_has_a_name(view: PlayerView) -> None:
    """What has only an icon is nothing to somebody who can't see it."""
    unnamed = [
        button.objectName()
        for button in view.findChildren(QAbstractButton)
        if not (button.accessibleName() or button.text())
    ]
    assert unnamed == []


def test_it_is_torn_down_in_order(view: PlayerView) -> None:
    """The picture is released before anybody may close the session."""
    screen, session = cast(FakeScreen, view.surface), session_of(view)
    assert view.release() is cast(object, session)
    assert screen.released
    assert view.session is None


@pytest.fixture
def bar(qtbot: QtBot, colours: Colours) -> SeekBar:
    bar = SeekBar(colours)
    qtbot.addWidget(bar)
    bar.resize(218, 22)
    bar.show()
    bar.show_times(10, 100, [(0.0, 30.0)])
    return bar


def test_a_click_on_the_seek_bar_goes_there(qtbot: QtBot, bar: SeekBar) -> None:
    """The margins belong to the first and the last moment."""
    assert [bar.seconds_at(x) for x in (0, 9, 109, 209, 218)] == [0, 0, 50, 100, 100]
    with qtbot.waitSignal(bar.chosen) as chosen:
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(109, 10))
    assert chosen.args == [50.0]


def test_dragging_is_not_disturbed_by_the_film(bar: SeekBar) -> None:
    """The handle stays under the pointer until it is let go."""
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(109, 10))
    bar.show_times(11, 100, [(0.0, 30.0)])
    assert bar.value() == 50
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(109, 10))


def test_right_to_left(view: PlayerView) -> None:
    """A film runs from left to right for everybody, and so do the keys that move in it."""
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    bar, controls = view.controls.seek_bar, view.controls
    assert bar.x_of(0) < bar.x_of(80)
    assert controls.play.x() < controls.full_screen.x()


def test_the_pointer_shows_the_time_there(view: PlayerView) -> None:
    """Inside the window, even at its edge."""
    view.controls.seek_bar.hovered.emit(30.0, QPoint(0, 0))
    assert view.preview.time.text() == "0:30"
    assert view.preview.geometry().left() >= 0
    view.controls.seek_bar.hovered.emit(None, QPoint())
    assert not view.preview.isVisible()


def test_the_list_of_what_comes_has_its_own_arrows(qtbot: QtBot, view: PlayerView) -> None:
    """While it has the keyboard they move in it, and do not turn the volume."""
    queue = PlayQueue().play(
        FILM, [FILM, replace(FILM, id="b"), replace(FILM, id="c")], random.shuffle
    )
    view.resize(1200, 540)
    view.panel.show_queue(queue, lambda _video: None)
    QTest.keyClick(view, Qt.Key.Key_Q)
    qtbot.waitUntil(view.panel.list.hasFocus)
    view.panel.list.setCurrentIndex(view.panel.rows.index(0))
    QTest.keyClick(view.panel.list, Qt.Key.Key_Down)
    assert view.panel.list.currentIndex().row() == 1
    assert session_of(view).state.volume == 100
    QTest.keyClick(view.panel.list, Qt.Key.Key_Q)
    qtbot.waitUntil(view.hasFocus)


def test_the_picture_makes_room_for_the_list(view: PlayerView) -> None:
    """And takes it back."""
    view.resize(1200, 540)
    view.toggle_queue()
    assert view.surface is not None
    assert view.surface.width() == view.controls.width() == 1200 - view.panel.width()
    view.toggle_queue()
    assert view.surface.width() == 1200


def test_escape_cancels_what_comes_first(qtbot: QtBot, view: PlayerView) -> None:
    """The film that is over stays on the screen."""
    session_of(view).become(phase=Phase.ENDED)
    qtbot.waitUntil(lambda: state_of(view).phase == Phase.ENDED)
    view.offer_next(replace(FILM, title="Next"), None, by_itself=True)
    with qtbot.assertNotEmitted(view.closed):
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.next_card.isVisible()


def test_a_part_says_nothing_of_how_far_the_film_was_watched(
    qtbot: QtBot, view: PlayerView
) -> None:
    """Next time it goes on from where it was left."""
    with qtbot.assertNotEmitted(view.position_changed):
        view.play_video(FILM, None, Start(clip=Clip(10.0, 30.0)))
        session_of(view).become(position_seconds=29.0, phase=Phase.PAUSED)
        qtbot.waitUntil(lambda: state_of(view).phase == Phase.PAUSED)
