"""On a real bus, with small services that stand for those of a desktop."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.desktop import dbus, network, notifications, power, sleep
from app.desktop.bus import Body, Buses, Method
from app.desktop.dbus import DBus
from app.desktop.network import Network, follow_network
from app.desktop.notifications import Notification, Notifier
from app.desktop.power import Power, PowerWatch
from app.desktop.sleep import WAYS, Wakefulness, hear_waking
from tests.app.desktop.conftest import Inbox
from tests.app.desktop.services import Service, variants

NOTHING = Method("org.matinee.Nobody", "/", "org.matinee.Nobody", "Call")


@pytest.fixture
def buses(bus: DBus) -> Buses:
    return Buses(bus, bus)


def test_networkmanager_tells_of_money_and_of_another_network(
    address: str, bus: DBus, inbox: Inbox
) -> None:
    """First as it is, then as it becomes."""
    now = variants(Metered=("u", 1), State=("u", 70), PrimaryConnection=("o", "/c/1"))
    with closing(Service(address, network.NAME, {"GetAll": ("a{sv}", (now,))})) as manager:
        seen: list[Network] = []
        follow_network(bus, seen.append)
        inbox.until(lambda: seen[-1:] == [Network(True, True, "/c/1")])
        manager.change(network.PATH, network.NAME, Metered=("u", 4))
        inbox.until(lambda: seen[-1:] == [Network(False, True, "/c/1")])
        manager.change(network.PATH, network.NAME, PrimaryConnection=("o", "/c/2"))
        inbox.until(lambda: seen[-1:] == [Network(False, True, "/c/2")])
        assert seen[-1].has_come_since(seen[-2])


def test_upower_tells_of_the_battery(address: str, bus: DBus, inbox: Inbox, tmp_path: Path) -> None:
    """Of the computer's own, and whether it drains."""
    both = variants(OnBattery=("b", True), Type=("u", 2), Percentage=("d", 40.0))
    with closing(Service(address, power.NAME, {"GetAll": ("a{sv}", (both,))})) as upower:
        seen: list[Power] = []
        watch = PowerWatch(bus, seen.append, tmp_path)
        inbox.until(lambda: seen[-1:] == [Power(True, 40.0)])
        upower.change(power.DEVICE_PATH, power.DEVICE, Percentage=("d", 9.0))
        inbox.until(lambda: seen[-1:] == [Power(True, 9.0)])
        watch.look()
        assert watch.power == Power(True, 9.0)


@pytest.fixture
def lock() -> Iterator[tuple[int, int]]:
    """The end of login1's that notices when the other one is closed."""
    near, far = os.pipe()
    yield near, far
    os.close(near)


def test_login1s_lock_is_a_file_that_is_closed(
    address: str, buses: Buses, inbox: Inbox, lock: tuple[int, int]
) -> None:
    """Where no desktop answers; the signal of waking comes from the same service."""
    near, far = lock
    with closing(Service(address, sleep.LOGIN, {"Inhibit": ("h", (far,))})) as login:
        wakefulness, woken = Wakefulness(buses), list[bool]()
        hear_waking(buses, lambda: woken.append(True))
        wakefulness.want("2 videos are being uploaded")
        inbox.until(lambda: wakefulness.is_held)
        os.close(far)
        asked = login.until_asked("Inhibit")
        assert asked == ("idle", "Matinee", "2 videos are being uploaded", "block")
        for going in (True, False):
            login.tell(sleep.LOGIN_PATH, sleep.MANAGER, "PrepareForSleep", "b", going)
        inbox.until(lambda: woken == [True])
        wakefulness.want("")
        assert os.read(near, 1) == b""


def test_gnomes_lock_is_given_back_by_its_cookie(address: str, buses: Buses, inbox: Inbox) -> None:
    """It is asked first, and alone."""
    with closing(Service(address, sleep.GNOME, {"Inhibit": ("u", (7,))})) as gnome:
        wakefulness = Wakefulness(buses)
        wakefulness.want("why")
        inbox.until(lambda: wakefulness.is_held)
        wakefulness.want("")
        assert gnome.until_asked("Uninhibit") == (7,)
        assert gnome.until_asked("Inhibit") == ("matinee", 0, "why", 4)


def test_a_notification_and_its_button(address: str, bus: DBus, inbox: Inbox) -> None:
    """What is said is no markup; the next one takes its place."""
    answers = {
        "GetCapabilities": ("as", (["actions", "body-markup"],)),
        "Notify": ("u", (5,)),
    }
    with closing(Service(address, notifications.NAME, answers)) as shown:
        notifier, did = Notifier(bus, "/icon.svg"), list[str]()
        ready = Notification("Ready", "<b> & co", {"play": "Play"})
        notifier.show(ready, did.append, lambda: did.append("refused"))
        inbox.until(lambda: notifier.is_shown)
        body = shown.until_asked("Notify")
        assert body[:6] == (
            "Matinee",
            0,
            "/icon.svg",
            "Ready",
            "&lt;b&gt; &amp; co",
            ["play", "Play"],
        )
        for number, key in ((4, "other"), (5, "play")):
            shown.tell(
                *(notifications.PATH, notifications.NAME, "ActionInvoked", "us"), number, key
            )
        inbox.until(lambda: did == ["play"])
        notifier.show(ready, did.append, lambda: did.append("refused"))
        assert shown.until_asked("Notify", 2)[1] == 5


def test_who_refuses_or_is_not_there_is_no_answer(address: str, bus: DBus, inbox: Inbox) -> None:
    """And starts nobody."""
    answers: list[Body | None] = []
    bus.call(NOTHING, answers.append)
    inbox.until(lambda: answers == [None])
    with closing(Service(address, "org.matinee.Somebody", {"Call": ("error", ())})):
        bus.call(Method("org.matinee.Somebody", "/", "org.matinee.Nobody", "Call"), answers.append)
        inbox.until(lambda: answers == [None, None])


def test_who_never_answers_is_waited_for_no_longer_than_that(
    address: str, bus: DBus, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others have their answers meanwhile."""
    monkeypatch.setattr(dbus, "ANSWER_SECONDS", 0.05)
    with closing(Service(address, "org.matinee.Mute", {"Call": None})):
        answers: list[Body | None] = []
        bus.call(Method("org.matinee.Mute", "/", "org.matinee.Mute", "Call"), answers.append)
        inbox.until(lambda: answers == [None])


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[str]:
    """A bus that takes the connection, and says nothing."""
    path = tmp_path / "hanging"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        yield f"unix:path={path}"


def test_a_bus_that_hangs_stops_nobody(
    hanging: str, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call returns at once; what it would have said is no answer."""
    monkeypatch.setattr(dbus, "GREETING_SECONDS", 0.05)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", hanging)
    with closing(DBus("SESSION", inbox.deliver)) as bus:
        wakefulness = Wakefulness(Buses(bus, bus))
        wakefulness.want("why")
        answers: list[Body | None] = []
        bus.call(NOTHING, answers.append)
        inbox.until(lambda: len(answers) == 1 and len(WAYS) == 3)
        assert answers == [None]
        assert not wakefulness.is_held


@pytest.mark.parametrize("where", ["unix:path=/nowhere/bus", "tcp:host=localhost", ""])
def test_no_bus_is_no_answer(where: str, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in the environment."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", where)
    with closing(DBus("SESSION", inbox.deliver)) as bus:
        answers: list[Body | None] = []
        bus.call(NOTHING, answers.append)
        inbox.until(lambda: answers == [None])
