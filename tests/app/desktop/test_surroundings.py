"""What is around the uploads, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.desktop.bus import Body, Buses
from app.desktop.holds import HoldReason, Holds, Rules
from app.desktop.network import Network
from app.desktop.notifications import Notification, Notifier
from app.desktop.power import Power, PowerWatch, power_of
from app.desktop.screen import PORTAL_PATH, SCREEN_WAYS, XScreen, suspended
from app.desktop.sleep import Wakefulness
from tests.app.desktop.services import FakeBus

RULES = Rules(wait_on_metered=True, battery_least=20)
FREE, DEAR = Network(is_metered=False), Network(is_metered=True)
PLUGGED, LOW = Power(), Power(on_battery=True, percent=12)


@pytest.mark.parametrize(
    ("rules", "network", "power", "why"),
    [
        (RULES, FREE, PLUGGED, None),
        (RULES, DEAR, PLUGGED, HoldReason.METERED),
        (RULES, DEAR, LOW, HoldReason.METERED),
        (RULES, FREE, LOW, HoldReason.BATTERY),
        (RULES, Network(), Power(True, None), None),
        (RULES, FREE, Power(on_battery=False, percent=3), None),
        (Rules(wait_on_metered=False), DEAR, LOW, None),
        (Rules(is_metered=True), Network(), PLUGGED, HoldReason.METERED),
    ],
)
def test_why_uploads_wait(
    rules: Rules, network: Network, power: Power, why: HoldReason | None
) -> None:
    """Where nobody knows, nobody waits, unless the user says so."""
    assert Holds().under(rules, network, power).why is why


def test_whoever_sends_anyway_is_asked_again_on_another_network() -> None:
    """The word holds as long as its reason; another reason is another matter."""
    holds = Holds().under(RULES, DEAR, PLUGGED)
    assert holds.sentence == "Waiting: this network is metered."
    anyway = holds.sent_anyway().under(RULES, DEAR, PLUGGED)
    assert anyway.sentence == ""
    assert anyway.under(RULES, DEAR, LOW).why is HoldReason.BATTERY
    assert anyway.under(RULES, FREE, PLUGGED).under(RULES, DEAR, PLUGGED).why is HoldReason.METERED


def test_a_battery_must_gather_a_little_more_than_it_lacked() -> None:
    """Else uploads would come and go with each percent."""
    holds = Holds()
    whys = []
    for percent in (21, 19, 20, 22, 23, 20):
        holds = holds.under(RULES, FREE, Power(on_battery=True, percent=percent))
        whys.append(holds.why is HoldReason.BATTERY)
    assert whys == [False, True, True, True, False, False]
    assert holds.under(Rules(battery_least=0), FREE, Power(True, 1)).why is None


@pytest.mark.parametrize(
    ("before", "after", "has_come"),
    [
        (Network(None, False), Network(None, True, "/1"), True),
        (Network(None, True, "/1"), Network(None, True, "/2"), True),
        (Network(None, True, "/1"), Network(True, True, "/1"), False),
        (Network(None, True, "/1"), Network(None, False, "/"), False),
        (Network(), Network(None, True, "/1"), False),
    ],
)
def test_a_network_that_has_come(before: Network, after: Network, has_come: bool) -> None:
    """It is worth trying again what waited; to learn of the first one is no news."""
    assert after.has_come_since(before) is has_come


def supply(folder: Path, name: str, **said: str) -> None:
    (folder / name).mkdir(parents=True)
    for key, value in said.items():
        (folder / name / key).write_text(value + "\n")


def test_the_kernel_knows_of_batteries_too(tmp_path: Path) -> None:
    """A mouse has one that is not this computer's; damage is no battery."""
    assert power_of(tmp_path / "none") == Power()
    supply(tmp_path, "mouse", type="Battery", scope="Device", capacity="5", status="Discharging")
    assert power_of(tmp_path) == Power()
    supply(tmp_path, "BAT0", type="Battery", capacity="30", status="Discharging")
    supply(tmp_path, "BAT1", type="Battery", capacity="50", status="Not charging")
    supply(tmp_path, "BAT2", type="Battery", capacity="?", status="Unknown")
    assert power_of(tmp_path) == Power(True, 40)
    supply(tmp_path, "AC", type="Mains", online="1")
    assert power_of(tmp_path) == Power(False, 40)


def test_without_upower_the_kernel_is_asked(tmp_path: Path) -> None:
    """Whenever somebody looks."""
    seen: list[Power] = []
    watch = PowerWatch(FakeBus(), seen.append, tmp_path)
    supply(tmp_path, "BAT0", type="Battery", capacity="30", status="Discharging")
    watch.look()
    watch.look()
    assert seen == [Power(True, 30)]


def test_a_lock_that_comes_too_late_is_given_back() -> None:
    """Nothing moves any more when the desktop answers at last."""
    bus = FakeBus(Inhibit=(7,))
    bus.is_slow = True
    wakefulness = Wakefulness(Buses(bus, bus))
    wakefulness.want("why")
    wakefulness.want("why")
    wakefulness.want("")
    bus.catch_up()
    assert (bus.members, wakefulness.is_held) == (["Inhibit", "Uninhibit"], False)


def test_where_nobody_can_be_asked_that_is_tried_once() -> None:
    """The next time nobody is asked."""
    bus = FakeBus()
    wakefulness = Wakefulness(Buses(bus, bus))
    for why in ("why", "", "why"):
        wakefulness.want(why)
    assert bus.members == ["Inhibit"] * 3


def test_where_nobody_shows_notifications_one_hears_so() -> None:
    """To say it elsewhere."""
    refused: list[bool] = []
    notifier = Notifier(FakeBus(), "")
    notifier.show(Notification("Ready"), lambda _key: None, lambda: refused.append(True))
    assert refused == [True]


def test_several_at_once_are_one_notification() -> None:
    """The newest; each is told the number of the one that it takes the place of."""
    answers: dict[str, Body] = {"GetCapabilities": ([],), "Notify": (3,)}
    bus = FakeBus(**answers)
    bus.is_slow = True
    notifier = Notifier(bus, "")
    for words in ("1 video is ready", "2 videos are ready", "3 videos are ready"):
        notifier.show(Notification("Ready", words), lambda _key: None, lambda: None)
    while bus.unanswered:
        bus.catch_up()
    shown = [(m.body[1], m.body[4]) for m in bus.asked if m.member == "Notify"]
    assert shown == [(0, "1 video is ready"), (3, "3 videos are ready")]


def test_a_notification_without_buttons_where_there_are_none() -> None:
    """What can't be pressed is not offered; what was closed is not closed again."""
    answers: dict[str, Body] = {"GetCapabilities": ([],), "Notify": (3,)}
    bus = FakeBus(**answers)
    notifier = Notifier(bus, "")
    urgent = Notification("Failed", "A & B", {"show": "Show"}, is_urgent=True)
    notifier.show(urgent, lambda _key: None, lambda: None)
    words, actions, hints = bus.asked[-1].body[4:7]
    assert (words, actions, hints["urgency"]) == ("A & B", [], ("y", 2))
    bus.tell("NotificationClosed", 3, 1)
    notifier.withdraw()
    assert "CloseNotification" not in bus.members


def test_where_the_bus_leads_nowhere_something_else_is_asked() -> None:
    """With each change of what is wanted, and with nothing else."""
    bus, wanted = FakeBus(), list[bool]()
    wakefulness = Wakefulness(Buses(bus, bus), SCREEN_WAYS, wanted.append)
    for why in ("why", "why", "", "", "why"):
        wakefulness.want(why)
    assert wanted == [True, False, True]
    assert bus.members == ["Inhibit"] * 3


def test_a_portal_is_asked_to_close_what_it_opened() -> None:
    """Its lock is an object of its own."""
    bus = FakeBus(**{f"Inhibit:{PORTAL_PATH}": ("/request/1",)})
    wakefulness = Wakefulness(Buses(bus, bus), SCREEN_WAYS)
    wakefulness.want("why")
    assert wakefulness.is_held
    wakefulness.want("")
    assert (bus.asked[-1].member, bus.asked[-1].path) == ("Close", "/request/1")


def test_x_is_suspended_for_as_long_as_it_is_wanted() -> None:
    """Whatever order the threads come in, the last wish is what holds."""
    waiting, done = list[Callable[[], None]](), list[str]()

    def suspend() -> Callable[[], object]:
        done.append("suspended")
        return lambda: done.append("let go")

    screen = XScreen(waiting.append, suspend)
    for is_wanted in (True, False, True):
        screen.want(is_wanted)
    for settle in waiting:
        settle()
    assert done == ["suspended"]
    screen.want(False)
    waiting[-1]()
    assert done == ["suspended", "let go"]


def test_x_is_asked_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with Wayland alone, or a display that is gone."""
    let_go = suspended()
    assert let_go is not None
    let_go()
    for display in ("", ":9999"):
        monkeypatch.setenv("DISPLAY", display)
        assert suspended() is None
