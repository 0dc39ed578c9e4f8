"""The mouse and fingers on the picture, and the wheel on the bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QImage, QInputDevice, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.player.engine.api import Phase
from app.ui.background import Background
from app.ui.player.hiding import HIDE_MS
from app.ui.player.view import PlayerView
from app.ui.style.theme import Colours
from tests.app.ui.fake_player import FakeSession, build
from tests.app.ui.fakes import FILM

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, background: Background, colours: Colours) -> PlayerView:
    view = PlayerView(background, colours, build)
    qtbot.addWidget(view)
    view.resize(960, 540)
    view.show()
    view.gestures.patience_ms = 0
    view.play_video(FILM, QImage(32, 18, QImage.Format.Format_RGB32))
    qtbot.waitUntil(lambda: view.state.phase == Phase.PLAYING)
    return view


def session_of(view: PlayerView) -> FakeSession:
    return cast(FakeSession, view.session)


def turn(widget: QWidget, angle: int) -> None:
    at = QPointF(20, 10)
    event = QWheelEvent(
        *(at, widget.mapToGlobal(at), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton),
        *(Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_turns_the_volume(qtbot: QtBot, view: PlayerView) -> None:
    """Notch by notch, however finely it turns; the picture says how loud it is."""
    assert view.surface is not None
    turn(view.surface, -120)
    turn(view.surface, -60)
    qtbot.waitUntil(lambda: view.state.volume == 95)
    turn(view.surface, -60)
    assert session_of(view).state.volume == 90
    assert view.echo.text().startswith("Volume 9")


def test_the_wheel_on_the_bar_seeks(qtbot: QtBot, view: PlayerView) -> None:
    """By a few seconds."""
    session_of(view).become(position_seconds=40.0)
    qtbot.waitUntil(lambda: view.state.position_seconds == 40.0)
    turn(view.controls.seek_bar, 120)
    assert session_of(view).state.position_seconds == 45.0


def test_a_drag_is_no_click(view: PlayerView) -> None:
    """It moves the window; the film plays on."""
    assert view.surface is not None
    QTest.mousePress(view.surface, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(view.surface, QPoint(200, 160))
    QTest.mouseRelease(view.surface, LEFT, pos=QPoint(200, 160))
    assert session_of(view).state.phase is Phase.PLAYING


@pytest.fixture(scope="module")
def touch_screen() -> QPointingDevice:
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


def tap(view: PlayerView, device: QPointingDevice, places: Sequence[float]) -> None:
    """With a finger, at these shares of the picture's width."""
    assert view.surface is not None
    handle = view.window().windowHandle()
    for share in places:
        at = view.surface.mapTo(view, QPoint(round(share * view.surface.width()), 200))
        QTest.touchEvent(handle, device).press(0, at, handle).commit()
        QTest.touchEvent(handle, device).release(0, at, handle).commit()


def test_a_finger_twice_at_a_side_seeks_and_more_add_up(
    qtbot: QtBot, view: PlayerView, touch_screen: QPointingDevice
) -> None:
    """Ten seconds each, back at the left; the film plays on, and its time is on the picture."""
    session_of(view).become(position_seconds=40.0)
    qtbot.waitUntil(lambda: view.state.position_seconds == 40.0)
    tap(view, touch_screen, [0.9, 0.9, 0.95])
    assert session_of(view).state.position_seconds == 60.0
    assert view.echo.text() == "1:00 / 1:30"
    qtbot.waitUntil(lambda: view.state.position_seconds == 60.0)
    tap(view, touch_screen, [0.1, 0.1])
    assert session_of(view).state.position_seconds == 50.0
    assert session_of(view).state.phase is Phase.PLAYING


def test_a_finger_once_brings_the_controls_and_twice_fills_the_screen(
    qtbot: QtBot, view: PlayerView, touch_screen: QPointingDevice
) -> None:
    """Neither pauses the film."""
    QCursor.setPos(view.mapToGlobal(QPoint(300, 200)))
    view.hiding.timer.setInterval(10)
    view.show_controls()
    qtbot.waitUntil(view.controls.isHidden)
    view.hiding.timer.setInterval(HIDE_MS)
    tap(view, touch_screen, [0.5])
    assert view.controls.isVisible()
    with qtbot.waitSignal(view.full_screen_wanted) as full:
        tap(view, touch_screen, [0.5])
    assert full.args == [True]
    assert session_of(view).state.phase is Phase.PLAYING


def test_the_menu_has_what_can_be_done(qtbot: QtBot, view: PlayerView) -> None:
    """By groups, with keys and what is on."""
    view.gestures.menu_wanted.emit(view.mapToGlobal(QPoint(50, 50)))
    menu = view.findChild(QMenu, "player_menu")
    assert menu is not None
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == [
        *("Play or pause\tSpace", "Playback", "Sound", "Subtitles", "Picture", "Window", "Sharing"),
    ]
    sound = next(action for action in menu.actions() if action.text() == "Sound").menu()
    assert isinstance(sound, QMenu)
    mute = next(action for action in sound.actions() if action.text().startswith("Mute"))
    assert (mute.isChecked(), mute.text()) == (False, "Mute\tM")
    mute.trigger()
    qtbot.waitUntil(lambda: view.state.muted)
    menu.close()
