"""Small services on a real bus, and a desktop of values for what needs none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, prep_socket

from app.desktop.bus import PROPERTIES, Answering, Body, BusSignal, Method, OwnSignal, Then

Answer = tuple[str, Body]
"""A signature, and what it says."""


class FakeBus:
    """Answers at once from a table, by the member; whatever is not in it goes unanswered."""

    def __init__(self, **answers: Body) -> None:
        self.answers = answers
        self.asked: list[Method] = []
        self.told: list[OwnSignal] = []
        self.asks: Answering = lambda _asked: None
        self.unanswered: list[Then] = []
        self.is_slow = False
        self._ears: list[tuple[BusSignal, Callable[[Body], None]]] = []

    def call(self, method: Method, then: Then) -> None:
        self.asked.append(method)
        if self.is_slow:
            self.unanswered.append(lambda _body: then(self._answer(method)))
        else:
            then(self._answer(method))

    def _answer(self, method: Method) -> Body | None:
        return self.answers.get(f"{method.member}:{method.path}", self.answers.get(method.member))

    def catch_up(self) -> None:
        """Who was slow answers."""
        waiting, self.unanswered = self.unanswered, []
        for then in waiting:
            then(None)

    def listen(self, signal: BusSignal, heard: Callable[[Body], None]) -> None:
        self._ears.append((signal, heard))

    def tell(self, member: str, *body: Any, path: str = "") -> None:
        for signal, heard in self._ears:
            if signal.member == member and path in ("", signal.path):
                heard(body)

    def serve(self, answering: Answering) -> None:
        self.asks = answering

    def emit(self, signal: OwnSignal) -> None:
        self.told.append(signal)

    def close(self) -> None: ...

    @property
    def members(self) -> list[str]:
        return [method.member for method in self.asked]


def variants(**properties: tuple[str, Any]) -> dict[str, tuple[str, Any]]:
    return properties


class Service:
    """A name on a bus that answers from a table, by member, and writes down what it is asked."""

    def __init__(self, address: str, name: str, answers: Mapping[str, Answer | None]) -> None:
        """One whose answer is None says nothing, ever."""
        path = address.partition("path=")[2].partition(",")[0]
        self._connection = DBusConnection(prep_socket(path, enable_fds=True), enable_fds=True)
        self._answers = answers
        self.asked: list[tuple[str, Body]] = []
        self._changed = threading.Condition()
        self._connection.send_and_get_reply(message_bus.RequestName(name))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """As if it had crashed."""
        with suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._connection.close()

    def until_asked(self, member: str, count: int = 1) -> Body:
        with self._changed:
            assert self._changed.wait_for(
                lambda: sum(name == member for name, _ in self.asked) >= count, timeout=10
            ), self.asked
            return [body for name, body in self.asked if name == member][-1]

    def tell(self, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        signal = new_signal(DBusAddress(path, interface=interface), member, signature, body)
        self._connection.send(signal)

    def change(self, path: str, interface: str, **properties: tuple[str, Any]) -> None:
        body: Body = interface, properties, []
        self.tell(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", *body)

    def _serve(self) -> None:
        try:
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._take(message)
        except (OSError, ValueError):
            return

    def _take(self, message: Any) -> None:
        member = message.header.fields[HeaderFields.member]
        with self._changed:
            self.asked.append((member, message.body))
            self._changed.notify_all()
        answer = self._answers.get(member, ("", ()))
        if answer is None:
            return
        signature, body = answer
        if signature == "error":
            self._connection.send(new_error(message, "org.matinee.No"))
        else:
            self._connection.send(new_method_return(message, signature or None, body))
