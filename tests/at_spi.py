"""What a screen reader finds: the tree of AT-SPI, over D-Bus and with nothing of Qt's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MatchRule, Message, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, Properties, unwrap_msg

from tests.waiting import until

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
ROOT, NOWHERE = "/org/a11y/atspi/accessible/root", "/org/a11y/atspi/null"
ACCESSIBLE, EVENTS = "org.a11y.atspi.Accessible", "org.a11y.atspi.Event.Object"
REGISTRY = "org.a11y.atspi.Registry"
NO_REPLY = "org.freedesktop.DBus.Error.NoReply"
FOCUSABLE, SHOWING = 11, 25
"""Bits of a state, as AT-SPI numbers them."""
CONFIG = """<busconfig><type>session</type><listen>unix:path={folder}/bus</listen>
<auth>EXTERNAL</auth><servicedir>{folder}/services</servicedir>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/></policy></busconfig>"""
SERVICE = f"[D-BUS Service]\nName=org.a11y.Bus\nExec={LAUNCHER}\n"
"""The only one that this bus starts: no keyring, and what else this machine may have."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing of the tree, as it is told."""

    name: str
    role: str
    description: str
    can_have_focus: bool
    is_shown: bool


@contextmanager
def session_bus(folder: Path) -> Iterator[Mapping[str, str]]:
    """A session bus with AT-SPI; yields the environment of who is to be read there."""
    config, services = folder / "bus.conf", folder / "services"
    config.write_text(CONFIG.format(folder=folder))
    services.mkdir()
    (services / "org.a11y.Bus.service").write_text(SERVICE)
    environment = {
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "XDG_RUNTIME_DIR": str(folder),
    }
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as bus:
        assert bus.stdout is not None
        bus.stdout.readline()
        try:
            yield environment
        finally:
            bus.terminate()


class ScreenReader:
    """Looks at one application, and hears what it announces."""

    def __init__(self, session_address: str) -> None:
        with open_dbus_connection(session_address) as session:
            service = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (address,) = ask(session, new_method_call(service, "GetAddress"))
        self._line = open_dbus_connection(address)
        rule = MatchRule(type="signal", interface=EVENTS, member="Announcement")
        ask(self._line, message_bus.AddMatch(rule))
        registry = DBusAddress("/org/a11y/atspi/registry", REGISTRY, REGISTRY)
        wanted: tuple[str, list[str], str] = ("object:announcement", [], "")
        until(lambda: self._is_answered(new_method_call(registry, "RegisterEvent", "sass", wanted)))
        self._rule = rule

    def _is_answered(self, call: Message) -> bool:
        """Not by a registry that goes again while it comes up; the bus then starts another."""
        try:
            ask(self._line, call)
        except DBusErrorResponse as error:
            if error.name != NO_REPLY:
                raise
            return False
        return True

    def close(self) -> None:
        self._line.close()

    def announced(self, seconds: float = 10.0) -> str:
        """What is announced next."""
        with self._line.filter(self._rule) as heard:
            signal = self._line.recv_until_filtered(heard, timeout=seconds)
        return str(signal.body[3][1])

    def tree(self) -> list[Told]:
        """Everything that is shown, from the outside to the inside."""
        return [told for top in self._children((REGISTRY, ROOT)) for told in self._below(top)]

    def _below(self, place: tuple[str, str]) -> Iterator[Told]:
        told = self._look(place)
        if told.is_shown:
            yield told
            for child in self._children(place):
                yield from self._below(child)

    def _look(self, place: tuple[str, str]) -> Told:
        at = address_of(place)
        name, description = (
            ask(self._line, Properties(at).get(each))[0][1] for each in ("Name", "Description")
        )
        (role,) = ask(self._line, new_method_call(at, "GetRoleName"))
        ((low, _high),) = ask(self._line, new_method_call(at, "GetState"))
        can_have_focus, is_shown = (bool(low >> bit & 1) for bit in (FOCUSABLE, SHOWING))
        return Told(name, role, description, can_have_focus, is_shown)

    def _children(self, of: tuple[str, str]) -> list[tuple[str, str]]:
        found = ask(self._line, new_method_call(address_of(of), "GetChildren"))[0]
        return [(name, path) for name, path in found if path != NOWHERE]


def address_of(place: tuple[str, str]) -> DBusAddress:
    bus_name, path = place
    return DBusAddress(path, bus_name, ACCESSIBLE)


def ask(line: DBusConnection, call: Any) -> Any:
    return unwrap_msg(line.send_and_get_reply(call, timeout=10))
