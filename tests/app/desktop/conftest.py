"""A bus of the tests' own, and an inbox for what it answers."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

import pytest

from app.desktop.dbus import DBus


class Inbox:
    """The thread that answers are wanted on: the test's."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def deliver(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        deadline = monotonic() + seconds
        while not condition():
            try:
                self._calls.get(timeout=max(0.0, deadline - monotonic()))()
            except Empty:
                raise AssertionError("nothing came any more") from None


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    socket = Path(tmp_path_factory.mktemp("bus")) / "bus"
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(
        [*command, f"--address=unix:path={socket}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def bus(address: str, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[DBus]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    bus = DBus("SESSION", inbox.deliver)
    yield bus
    bus.close()
