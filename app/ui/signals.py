"""SIGTERM and SIGINT, where Qt has the thread."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


def end_on_signals(parent: QObject, end: Callable[[], object]) -> socket.socket:
    """SIGTERM and SIGINT close the window like its button; returns what must stay open.

    Python runs handlers only when its interpreter runs: a byte on a socket wakes Qt for it.
    """
    receiver, sender = socket.socketpair()
    for end_of_pair in (receiver, sender):
        end_of_pair.setblocking(False)
    signal.set_wakeup_fd(sender.fileno())
    notifier = QSocketNotifier(receiver.fileno(), QSocketNotifier.Type.Read, parent)
    notifier.activated.connect(lambda: receiver.recv(16))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: end())
    parent.destroyed.connect(receiver.close)
    return sender
