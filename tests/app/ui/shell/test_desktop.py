"""Matinee and the desktop around it, of which every service is a table of answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QMessageBox, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.desktop import network, power, screen, sleep
from app.desktop.bus import PROPERTIES, Body, Buses, IncomingCall, Method
from app.desktop.media.mpris import PATH, PLAYER
from app.errors import WayOn
from app.known_servers import Profile
from app.player.engine.api import Phase
from app.ui.navigation.places import Kind
from app.ui.shell.desktop import Desktop, Surrounding
from app.upload.engine.progress import State
from tests.app.desktop.services import FakeBus, variants
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM, Running

METERED = "This network is metered."


class FakeTrayIcon(QSystemTrayIcon):
    """One in a tray that is there."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def isVisible(self) -> bool:
        return True

    @staticmethod
    def isSystemTrayAvailable() -> bool:
        return True

    def showMessage(self, _title: str, words: str, *_more: Any) -> None:
        self.said.append(words)


class Surroundings:
    """The session and the computer of one user."""

    def __init__(self) -> None:
        answers: dict[str, Body] = {
            "GetId": ("bus",),
            "Inhibit": (7,),
            "GetCapabilities": (["actions"],),
            "Notify": (3,),
        }
        self.session, self.system = FakeBus(**answers), FakeBus()
        self.system.answers[f"GetAll:{network.PATH}"] = (variants(Metered=("u", 2)),)
        self.icon = FakeTrayIcon()
        self.has_tray = True

    @property
    def around(self) -> Surrounding:
        buses = Buses(self.session, self.system)
        return Surrounding(lambda _deliver: buses, lambda: self.icon if self.has_tray else None)

    def become(self, **properties: tuple[str, Any]) -> None:
        """NetworkManager tells of a change."""
        body: Body = network.NAME, properties, []
        self.system.tell("PropertiesChanged", *body, path=network.PATH)

    @property
    def notified(self) -> list[Method]:
        return [method for method in self.session.asked if method.member == "Notify"]

    @property
    def notified_words(self) -> list[str]:
        return [method.body[4] for method in self.notified]


@pytest.fixture
def surroundings(qapp: QApplication) -> Surroundings:  # noqa: ARG001 (an icon needs it)
    return Surroundings()


@pytest.fixture
def desktop(home: Running, surroundings: Surroundings) -> Desktop:
    home.application.desktop.start(surroundings.around)
    return home.application.desktop


def upload(qtbot: QtBot, running: Running, state: State, upload_id: str = "u1") -> None:
    """The queue tells of one."""
    desktop = running.application.desktop
    listener = running.queues[0].listener
    listener(progress(state, upload_id=upload_id))
    key = Profile(), upload_id
    known = desktop.tally.uploads
    qtbot.waitUntil(lambda: key in known() and known()[key].state is state)


@pytest.mark.usefixtures("desktop")
def test_on_a_metered_network_all_wait_and_say_why(
    qtbot: QtBot, home: Running, surroundings: Surroundings
) -> None:
    """Until it is another one, or the user sends anyway; that is forgotten with the network."""
    queue, bar = home.queues[0], home.window.hold_notice
    upload(qtbot, home, State.UPLOADING)
    assert not bar.isVisible()
    surroundings.become(Metered=("u", 1))
    qtbot.waitUntil(lambda: queue.why_held == METERED)
    assert (bar.isVisible(), bar.words.text()) == (True, "Waiting: this network is metered.")
    assert home.window.kept.why_held == bar.words.text()
    QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: queue.why_held == "")
    assert not bar.isVisible()
    surroundings.become(Metered=("u", 4))
    surroundings.become(Metered=("u", 3))
    qtbot.waitUntil(lambda: queue.why_held == METERED)
    home.application.change_settings(replace(home.application.settings, wait_on_metered=False))
    qtbot.waitUntil(lambda: queue.why_held == "")


@pytest.mark.usefixtures("desktop")
def test_a_hold_that_is_carried_out_late_is_that_of_the_moment(
    home: Running, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or all would wait for a network that is gone."""
    late = list[Callable[[], object]]()
    monkeypatch.setattr(home.application.desktop._background, "run", late.append)
    surroundings.become(Metered=("u", 1))
    surroundings.become(Metered=("u", 4))
    for carry_out in reversed(late):
        carry_out()
    assert (len(late), home.queues[0].why_held) == (2, "")


@pytest.mark.usefixtures("desktop")
def test_a_low_battery_is_a_reason_too(
    qtbot: QtBot,
    home: Running,
    surroundings: Surroundings,
) -> None:
    """As UPower tells."""
    tell = surroundings.system.tell
    low = variants(Type=("u", 2), Percentage=("d", 12.0))
    tell("PropertiesChanged", power.DEVICE, low, [], path=power.DEVICE_PATH)
    on = variants(OnBattery=("b", True))
    tell("PropertiesChanged", power.NAME, on, [], path=power.PATH)
    qtbot.waitUntil(lambda: home.queues[0].why_held == "The battery is low.")
    tell("PropertiesChanged", power.NAME, variants(OnBattery=("b", False)), [], path=power.PATH)
    qtbot.waitUntil(lambda: home.queues[0].why_held == "")


@pytest.mark.usefixtures("desktop")
def test_after_sleep_and_on_another_network_one_tries_at_once(
    qtbot: QtBot,
    home: Running,
    surroundings: Surroundings,
) -> None:
    """Whatever delay was under way."""
    queue = home.queues[0]
    before = queue.woken
    surroundings.system.tell("PrepareForSleep", True)
    surroundings.system.tell("PrepareForSleep", False)
    qtbot.waitUntil(lambda: queue.woken == before + 1)
    for state, connection in ((70, "/1"), (20, "/"), (70, "/1"), (70, "/2")):
        surroundings.become(State=("u", state), PrimaryConnection=("o", connection))
    qtbot.waitUntil(lambda: queue.woken == before + 3)


def test_the_computer_stays_awake_while_something_moves(
    qtbot: QtBot, home: Running, desktop: Desktop, surroundings: Surroundings
) -> None:
    """And a little longer; what waits keeps nobody awake."""
    upload(qtbot, home, State.WAITING)
    assert "Inhibit" not in surroundings.session.members
    upload(qtbot, home, State.UPLOADING)
    assert surroundings.session.members.count("Inhibit") == 1
    assert surroundings.session.asked[-1].service == sleep.GNOME
    upload(qtbot, home, State.DONE)
    assert "Uninhibit" not in surroundings.session.members
    desktop.sleepy.timeout.emit()
    assert surroundings.session.members.count("Uninhibit") == 1


def test_the_tray_tells_how_far_all_is(
    qtbot: QtBot, home: Running, desktop: Desktop, surroundings: Surroundings
) -> None:
    """And leads to what one can do."""
    tray, icon = desktop.tray, surroundings.icon
    assert tray is not None
    assert icon.toolTip() == "Matinee"
    plain = icon.icon().cacheKey()
    upload(qtbot, home, State.UPLOADING)
    upload(qtbot, home, State.QUEUED, "u2")
    assert icon.toolTip() == "Matinee\n2 videos on the way · 50 %"
    assert icon.icon().cacheKey() != plain
    tray.pause.trigger()
    qtbot.waitUntil(lambda: ("pause", "all") in home.queues[0].asked)
    upload(qtbot, home, State.PAUSED)
    upload(qtbot, home, State.PAUSED, "u2")
    assert icon.toolTip() == "Matinee\n2 uploads paused"
    assert (tray.pause.isVisible(), tray.resume.isVisible()) == (False, True)
    tray.resume.trigger()
    qtbot.waitUntil(lambda: ("resume", "all") in home.queues[0].asked)


def asked(running: Running) -> QMessageBox | None:
    return running.window.findChild(QMessageBox, "ask_how_to_close")


def press(box: QMessageBox, name: str, *, always: bool) -> None:
    check = box.findChild(QCheckBox, "always")
    button = box.findChild(QPushButton, name)
    assert check is not None
    assert button is not None
    check.setChecked(always)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_who_closes_while_something_uploads_is_asked_once(
    qtbot: QtBot, home: Running, desktop: Desktop, surroundings: Surroundings
) -> None:
    """From then on it is done; the icon brings the window back."""
    window = home.window
    upload(qtbot, home, State.UPLOADING)
    window.close()
    box = asked(home)
    assert box is not None
    assert box.text() == "1 video is still on the way."
    assert "nothing is lost" in box.informativeText()
    assert window.isVisible()
    press(box, "go_on", always=True)
    assert not window.isVisible()
    assert home.application.settings.when_closed == "tray"
    surroundings.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert desktop.overall.count == 1


def test_without_a_tray_closing_quits(
    qtbot: QtBot, home: Running, surroundings: Surroundings
) -> None:
    """Nobody is asked; whoever has uploads under way hears that nothing is lost."""
    surroundings.has_tray = False
    home.application.desktop.start(surroundings.around)
    upload(qtbot, home, State.UPLOADING)
    home.window.close()
    assert asked(home) is None
    assert surroundings.notified_words == [
        "Uploads go on where they are when Matinee starts again."
    ]


def test_quit_quits_whatever_closing_does(qtbot: QtBot, home: Running, desktop: Desktop) -> None:
    """As does SIGTERM, which comes the same way."""
    home.application.settings = replace(home.application.settings, when_closed="tray")
    upload(qtbot, home, State.UPLOADING)
    closed: list[bool] = []
    home.window.closing.connect(lambda: closed.append(True))
    home.window.quit()
    assert closed == [True]
    assert desktop.tray is not None


@pytest.mark.usefixtures("desktop")
def test_who_looks_elsewhere_is_told_by_the_desktop(
    home: Running,
    surroundings: Surroundings,
) -> None:
    """Of one by its title, with what can be done; of forty by their number, in one message."""
    application, toast = home.application, home.window.toast
    application.telling.is_looked_at = lambda: False
    application.news.tell_ready(FILM)
    assert surroundings.notified_words == ["“Big Buck Bunny” is ready."]
    labels = surroundings.notified[0].body[5][1::2]
    assert labels == ["Play", "Copy link", "Open"]
    assert not toast.isVisible()
    surroundings.session.tell("ActionInvoked", 3, "1")
    assert "/watch/film" in QApplication.clipboard().text()
    for number in range(39):
        application.news.tell_ready(replace(FILM, id=str(number)))
    assert surroundings.notified_words[-1] == "40 videos are ready."
    assert surroundings.notified[-1].body[1] == 3
    surroundings.session.tell("ActionInvoked", 3, "0")
    assert home.window.home.here.kind is Kind.YOURS


@pytest.mark.usefixtures("desktop")
def test_who_looks_is_told_in_the_window(
    home: Running,
    surroundings: Surroundings,
) -> None:
    """And nowhere else."""
    home.application.telling.is_looked_at = lambda: True
    home.application.news.tell_ready(FILM)
    assert home.window.toast.said == "“Big Buck Bunny” is ready."
    assert surroundings.notified == []


@pytest.mark.usefixtures("desktop")
def test_where_nobody_shows_notifications_the_tray_does(
    home: Running,
    surroundings: Surroundings,
) -> None:
    """And the toast waits in the window."""
    del surroundings.session.answers["GetCapabilities"]
    home.application.telling.is_looked_at = lambda: False
    home.application.uploading.take_progress([progress(State.FAILED)])
    assert surroundings.icon.said == ["1 upload failed."]
    assert home.window.toast.said == "1 upload failed."


def test_an_account_that_is_closed_counts_no_more(
    qtbot: QtBot, home: Running, desktop: Desktop
) -> None:
    """Its uploads go on when it is open again."""
    upload(qtbot, home, State.UPLOADING)
    accounts = home.application.accounts.open
    account = accounts.leave(Profile())
    assert account is not None
    desktop.look()
    qtbot.waitUntil(lambda: desktop.overall.count == 0)
    accounts.close(account)


@pytest.mark.usefixtures("desktop")
def test_to_ask_starts_nobody(surroundings: Surroundings) -> None:
    """Who is not there is not wanted."""
    asked = surroundings.system.asked + surroundings.session.asked
    assert {method.interface for method in asked} == {PROPERTIES, "org.freedesktop.DBus"}
    assert not any(method.wakes for method in asked)


@pytest.mark.usefixtures("desktop")
def test_after_sleep_a_film_that_failed_goes_on(
    qtbot: QtBot, home: Running, surroundings: Surroundings
) -> None:
    """From where it stopped; one that was taken away stays so."""
    player = home.window.player
    home.application.playing.play(FILM)
    session = cast(FakeSession, player.session)
    session.become(phase=Phase.FAILED, error="Can't reach the server.", position_seconds=40.0)
    qtbot.waitUntil(player.failure.retry.isVisible)
    surroundings.system.tell("PrepareForSleep", False)
    assert session.opened == [FILM.id, FILM.id]
    assert session.state.position_seconds == 40.0
    gone = {"error": "It was deleted.", "way_on": WayOn.NONE}
    session.become(phase=Phase.FAILED, **gone)
    qtbot.waitUntil(lambda: player.failure.isVisible() and not player.failure.retry.isVisible())
    surroundings.system.tell("PrepareForSleep", False)
    assert len(session.opened) == 2


@pytest.mark.usefixtures("desktop")
def test_the_screen_stays_lit_while_a_film_is_watched(
    qtbot: QtBot, home: Running, surroundings: Surroundings
) -> None:
    """Neither paused nor heard only, nor in a window that nobody sees."""
    player, members = home.window.player, surroundings.session.members
    home.application.playing.play(FILM)
    session = cast(FakeSession, player.session)

    def asked(member: str, count: int) -> None:
        qtbot.waitUntil(lambda: surroundings.session.members.count(member) == count)

    assert "Inhibit" not in members
    asked("Inhibit", 1)
    assert surroundings.session.asked[-1].service == screen.SAVER
    session.pause()
    asked("UnInhibit", 1)
    session.become(phase=Phase.PLAYING, has_picture=False)
    session.become(phase=Phase.PLAYING, has_picture=True)
    asked("Inhibit", 2)
    session.become(has_picture=False)
    asked("UnInhibit", 2)
    home.window.hide()
    session.become(has_picture=True)
    qtbot.waitUntil(lambda: player.state.has_picture)
    assert surroundings.session.members.count("Inhibit") == 2


@pytest.mark.usefixtures("desktop")
def test_media_keys_are_heard_on_the_bus(
    qtbot: QtBot, home: Running, surroundings: Surroundings
) -> None:
    """From the call to the player, and back to who listens."""
    home.application.playing.play(FILM)
    qtbot.waitUntil(lambda: home.window.player.state.phase is Phase.PLAYING)
    surroundings.session.asks(IncomingCall(PATH, PLAYER, "Pause"))
    assert cast(FakeSession, home.window.player.session).state.phase is Phase.PAUSED
    told = surroundings.session.told
    qtbot.waitUntil(lambda: told[-1].body[1] == {"PlaybackStatus": ("s", "Paused")})
