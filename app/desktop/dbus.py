"""The buses of this computer, spoken to from threads of their own.

QtDBus connects with Python's lock held: a bus that accepts and then says nothing stood the whole
process still. Here it stands still itself.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.desktop.bus import (
    Answering,
    Body,
    BusSignal,
    IncomingCall,
    Method,
    OwnSignal,
    Reply,
    Then,
)
from runtime.mailbox import Mailbox

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.threading import DBusConnection

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
GREETING_SECONDS = 3.0
NO_BUS = (ImportError, OSError, ValueError, LookupError, RuntimeError, StopIteration)
"""What comes of an environment without one, or with an address that nobody understands."""


@dataclass(frozen=True, slots=True)
class BusCall:
    method: Method
    then: Then


@dataclass(frozen=True, slots=True)
class Listen:
    signal: BusSignal
    heard: Callable[[Body], None]


@dataclass(frozen=True, slots=True)
class Serve:
    answering: Answering


@dataclass(frozen=True, slots=True)
class Outgoing:
    """It is made only where there is a bus, and jeepney with it."""

    make: Callable[[], Message]


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    message: Any


@dataclass(frozen=True, slots=True)
class Lost:
    why: str


class LeaveBus:
    """The last one."""


Event = BusCall | Listen | Serve | Outgoing | ReceivedMessage | Lost | LeaveBus


class DBus:
    """`kind` is SESSION or SYSTEM, or an address. It connects when it is first needed, and once:
    where that fails, or the line is lost, every call from then on goes unanswered."""

    def __init__(self, kind: str, deliver: Callable[[Callable[[], None]], None]) -> None:
        """`deliver` has answers called where they are wanted; it is called on the bus's thread."""
        self._kind, self._deliver = kind, deliver
        self._connection: DBusConnection | None = None
        self._is_tried = False
        self._waiting: dict[int, tuple[Then, float]] = {}
        self._ears: list[Listen] = []
        self._answering: Answering | None = None
        self._mailbox: Mailbox[Event] = Mailbox(
            f"dbus-{kind.lower()[:7]}", self._handle, self._rest
        )
        self._mailbox.start()

    def call(self, method: Method, then: Then) -> None:
        self._mailbox.post(BusCall(method, then))

    def listen(self, signal: BusSignal, heard: Callable[[Body], None]) -> None:
        self._mailbox.post(Listen(signal, heard))

    def serve(self, answering: Answering) -> None:
        self._mailbox.post(Serve(answering))

    def emit(self, signal: OwnSignal) -> None:
        self._mailbox.post(Outgoing(partial(signal_message, signal)))

    def close(self) -> None:
        """Returns at once; what was asked for before still goes out, unless the bus hangs."""
        self._mailbox.post(LeaveBus())

    # On the bus's thread

    def _handle(self, event: Event) -> None:
        match event:
            case BusCall(method, then):
                self._call(message_of(method), then)
            case Listen(signal, _heard):
                self._ears.append(event)
                self._call(add_match(signal), unheard)
            case Serve(answering):
                self._answering = answering
            case Outgoing(make):
                self._send(make)
            case ReceivedMessage(message):
                self._take(message)
            case Lost(why):
                self._lose(why)
            case LeaveBus():
                self._mailbox.stop()
                if self._connection is not None:
                    self._connection.interrupt()

    def _rest(self) -> float | None:
        """What nobody answered in time."""
        now = monotonic()
        late = [serial for serial, (_, until) in self._waiting.items() if until <= now]
        for serial in late:
            self._answer(self._waiting.pop(serial)[0], None)
        return min((until - now for _, until in self._waiting.values()), default=None)

    def _call(self, message: Message, then: Then) -> None:
        if not self._is_tried:
            self._is_tried = True
            self._connect()
        if (connection := self._connection) is None:
            self._answer(then, None)
            return
        serial = next(connection.outgoing_serial)
        self._waiting[serial] = then, monotonic() + ANSWER_SECONDS
        try:
            connection.send(message, serial)
        except OSError as error:
            self._lose(str(error))

    def _send(self, make: Callable[[], Message]) -> None:
        """Nobody answers it."""
        if (connection := self._connection) is not None:
            try:
                connection.send(make())
            except OSError as error:
                self._lose(str(error))

    def _connect(self) -> None:
        try:
            from jeepney.bus import get_bus
            from jeepney.bus_messages import message_bus
            from jeepney.io.blocking import prep_socket
            from jeepney.io.threading import DBusConnection

            line = prep_socket(get_bus(self._kind), enable_fds=True, timeout=GREETING_SECONDS)
            connection = DBusConnection(line, enable_fds=True)
        except NO_BUS as error:
            log.info("No %s bus: %s", self._kind.lower(), error or type(error).__name__)
            return
        self._connection = connection
        threading.Thread(
            target=self._receive, args=(connection,), name="dbus-receiver", daemon=True
        ).start()
        self._call(message_bus.Hello(), unheard)

    def _receive(self, connection: DBusConnection) -> None:
        """On a thread of its own."""
        from jeepney.io.threading import ReceiveStopped

        try:
            while True:
                self._mailbox.post(ReceivedMessage(connection.receive()))
        except ReceiveStopped:
            log.debug("The %s bus is left.", self._kind.lower())
        except (OSError, RuntimeError, ValueError) as error:
            self._mailbox.post(Lost(str(error)))
        finally:
            connection.close()

    def _take(self, message: Message) -> None:
        from jeepney import HeaderFields, MessageType

        fields, kind = message.header.fields, message.header.message_type
        if kind is MessageType.signal:
            told = fields.get(HeaderFields.interface), fields.get(HeaderFields.member)
            path = fields.get(HeaderFields.path)
            for ear in self._ears:
                if (ear.signal.interface, ear.signal.member) == told and ear.signal.path == path:
                    self._deliver(partial(ear.heard, message.body))
        elif kind is MessageType.method_call:
            self._deliver(partial(self._be_asked, message))
        elif known := self._waiting.pop(fields.get(HeaderFields.reply_serial, 0), None):
            self._answer(known[0], message.body if kind is MessageType.method_return else None)

    def _be_asked(self, message: Message) -> None:
        """On the thread that `deliver`s."""
        answering, asked = self._answering, incoming(message)
        reply = answering(asked) if answering is not None else None
        if expects_reply(message):
            self._mailbox.post(Outgoing(partial(reply_message, message, reply)))

    def _answer(self, then: Then, body: Body | None) -> None:
        self._deliver(partial(then, body))

    def _lose(self, why: str) -> None:
        log.info("The %s bus is gone: %s", self._kind.lower(), why)
        self._connection, waiting, self._waiting = None, self._waiting, {}
        for then, _until in waiting.values():
            self._answer(then, None)


def message_of(method: Method) -> Message:
    from jeepney import DBusAddress, MessageFlag, new_method_call

    address = DBusAddress(method.path, bus_name=method.service, interface=method.interface)
    message = new_method_call(address, method.member, method.signature or None, method.body)
    if not method.wakes:
        message.header.flags |= MessageFlag.no_auto_start
    return message


def add_match(signal: BusSignal) -> Message:
    from jeepney import MatchRule
    from jeepney.bus_messages import message_bus

    rule = MatchRule(
        type="signal",
        sender=signal.service,
        path=signal.path,
        interface=signal.interface,
        member=signal.member,
    )
    return message_bus.AddMatch(rule)


def incoming(message: Message) -> IncomingCall:
    from jeepney import HeaderFields

    fields = message.header.fields
    path, interface = fields.get(HeaderFields.path, ""), fields.get(HeaderFields.interface, "")
    return IncomingCall(path, interface, fields.get(HeaderFields.member, ""), message.body)


def expects_reply(message: Message) -> bool:
    from jeepney import MessageFlag

    return not message.header.flags & MessageFlag.no_reply_expected


def reply_message(asked: Message, reply: Reply | None) -> Message:
    from jeepney import new_error, new_method_return

    if reply is None:
        return new_error(asked, "org.freedesktop.DBus.Error.UnknownMethod")
    return new_method_return(asked, reply.signature or None, reply.body)


def signal_message(signal: OwnSignal) -> Message:
    from jeepney import DBusAddress, new_signal

    address = DBusAddress(signal.path, interface=signal.interface)
    return new_signal(address, signal.member, signal.signature, signal.body)


def unheard(_body: Body | None) -> None:
    """Nobody waits for it."""
