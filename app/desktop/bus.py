"""A message bus, as far as Matinee has a use for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

PROPERTIES = "org.freedesktop.DBus.Properties"

Body = tuple[Any, ...]
Then = Callable[[Body | None], None]
"""Hears the answer; None where there is none: no bus, no such service, refused, or too late."""


@dataclass(frozen=True, slots=True)
class Method:
    """A call. One that does not `wake` a service is for those that run already."""

    service: str
    path: str
    interface: str
    member: str
    signature: str = ""
    body: Body = ()
    wakes: bool = False


@dataclass(frozen=True, slots=True)
class BusSignal:
    """What somebody tells everybody."""

    service: str
    path: str
    interface: str
    member: str


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """What somebody asks of us."""

    path: str
    interface: str
    member: str
    body: Body = ()


@dataclass(frozen=True, slots=True)
class Reply:
    signature: str = ""
    body: Body = ()


@dataclass(frozen=True, slots=True)
class OwnSignal:
    """What we tell everybody."""

    path: str
    interface: str
    member: str
    signature: str
    body: Body


Answering = Callable[[IncomingCall], Reply | None]
"""None where there is no such method."""


class Bus(Protocol):
    """All return at once, whatever the bus does; answers come, and are asked for, on the thread
    that `deliver`s."""

    def call(self, method: Method, then: Then) -> None: ...
    def listen(self, signal: BusSignal, heard: Callable[[Body], None]) -> None: ...
    def serve(self, answering: Answering) -> None:
        """Have whatever is asked of us answered."""

    def emit(self, signal: OwnSignal) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Buses:
    """That of the user's session, and that of the computer."""

    session: Bus
    system: Bus

    def close(self) -> None:
        self.session.close()
        self.system.close()


def plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Of variants, which come with their signature, the values."""
    return {name: value for name, (_signature, value) in properties.items()}


class Followed:
    """The properties of an object, as they are now; `changed` is called when they were learned."""

    def __init__(
        self,
        bus: Bus,
        service: str,
        path: str,
        interface: str,
        changed: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self._bus, self._changed = bus, changed
        self._method = Method(service, path, PROPERTIES, "GetAll", "s", (interface,))
        self._interface = interface
        self._known: dict[str, Any] = {}
        bus.listen(BusSignal(service, path, PROPERTIES, "PropertiesChanged"), self._hear)
        self.ask()

    def ask(self) -> None:
        self._bus.call(self._method, self._learn)

    def _learn(self, body: Body | None) -> None:
        self._known = plain(body[0]) if body else {}
        self._changed(self._known)

    def _hear(self, body: Body) -> None:
        interface, changed, invalidated = body
        if interface != self._interface:
            return
        self._known = {**self._known, **plain(changed)}
        self._changed(self._known)
        if invalidated:
            self.ask()
