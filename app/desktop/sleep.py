"""Keeping the computer awake, and hearing that it has slept."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.desktop.bus import Body, Buses, BusSignal, Method

log = logging.getLogger(__name__)

LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"
MANAGER = LOGIN + ".Manager"
GNOME = "org.gnome.SessionManager"
GNOME_PATH = "/org/gnome/SessionManager"
POWER = "org.freedesktop.PowerManagement"
POWER_PATH = "/org/freedesktop/PowerManagement/Inhibit"
SUSPENDING = 4
WHO = "Matinee"


@dataclass(frozen=True, slots=True)
class Inhibition:
    """Somebody who can be asked to stay awake; what they answer gives the lock back."""

    on_system: bool
    ask: Callable[[str], Method]
    give_back: Callable[[Any], Method | None]


def gnome(why: str) -> Method:
    return Method(GNOME, GNOME_PATH, GNOME, "Inhibit", "susu", ("matinee", 0, why, SUSPENDING))


def power_management(why: str) -> Method:
    return Method(POWER + ".Inhibit", POWER_PATH, POWER + ".Inhibit", "Inhibit", "ss", (WHO, why))


def login(why: str) -> Method:
    """Of being idle only: whoever closes the lid, or says so, means it."""
    return Method(LOGIN, LOGIN_PATH, MANAGER, "Inhibit", "ssss", ("idle", WHO, why, "block"))


def close_file(descriptor: Any) -> None:
    """The lock of login1 is an open file."""
    os.close(descriptor.to_raw_fd())


WAYS = (
    Inhibition(False, gnome, lambda c: Method(GNOME, GNOME_PATH, GNOME, "Uninhibit", "u", (c,))),
    Inhibition(
        False,
        power_management,
        lambda c: Method(
            POWER + ".Inhibit", POWER_PATH, POWER + ".Inhibit", "UnInhibit", "u", (c,)
        ),
    ),
    Inhibition(True, login, close_file),
)


def no_other_way(_is_wanted: bool) -> None:
    """Then it sleeps."""


class Wakefulness:
    """Asks each way until one answers. All of it on one thread."""

    def __init__(
        self,
        buses: Buses,
        ways: Sequence[Inhibition] = WAYS,
        otherwise: Callable[[bool], None] = no_other_way,
    ) -> None:
        """`otherwise` hears what is wanted where none of the ways leads anywhere."""
        self._buses, self._ways, self._otherwise = buses, list(ways), otherwise
        self._is_wanted = self._is_asking = False
        self._held: tuple[Inhibition, Any] | None = None

    @property
    def is_held(self) -> bool:
        return self._held is not None

    def want(self, why: str) -> None:
        """Stay awake, for a reason that the desktop may show; "" lets it sleep."""
        was_wanted, self._is_wanted = self._is_wanted, bool(why)
        if not self._ways:
            if was_wanted != self._is_wanted:
                self._otherwise(self._is_wanted)
        elif not why:
            self._let_go()
        elif self._held is None and not self._is_asking:
            self._ask(why)

    def _ask(self, why: str) -> None:
        way, self._is_asking = self._ways[0], True
        bus = self._buses.system if way.on_system else self._buses.session
        bus.call(way.ask(why), lambda body: self._asked(way, why, body))

    def _asked(self, way: Inhibition, why: str, body: Body | None) -> None:
        self._is_asking = False
        if body is None:
            self._ways.remove(way)
            if self._ways:
                self._ask(why)
            else:
                log.info("Nobody on the bus can keep this computer awake.")
                self._otherwise(self._is_wanted)
            return
        self._held = way, body[0]
        if not self._is_wanted:
            self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None and (method := held[0].give_back(held[1])) is not None:
            bus = self._buses.system if held[0].on_system else self._buses.session
            bus.call(method, unheard)


def hear_waking(buses: Buses, woken: Callable[[], None]) -> None:
    """Call `woken` whenever the computer has slept."""
    signal = BusSignal(LOGIN, LOGIN_PATH, MANAGER, "PrepareForSleep")
    buses.system.listen(signal, lambda body: None if body[0] else woken())


def unheard(_body: Body | None) -> None:
    """Nobody waits for it."""
