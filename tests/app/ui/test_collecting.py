"""When garbage is looked for."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.collecting import IDLE_SECONDS, LATEST_SECONDS, Calm, Collecting, is_due
from tests.app.ui.fakes import Running

MUCH = 1000


@pytest.fixture
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.mark.parametrize(
    ("calm", "since", "due"),
    [
        (Calm(IDLE_SECONDS, moves=False), 0.0, True),
        (Calm(IDLE_SECONDS / 2, moves=False), 0.0, False),
        (Calm(IDLE_SECONDS, moves=True), 0.0, False),
        (Calm(0.0, moves=True), LATEST_SECONDS, True),
    ],
    ids=["calm", "somebody types", "a film runs", "it can't wait any longer"],
)
def test_when(calm: Calm, since: float, *, due: bool) -> None:
    """While nobody waits for the window; at the latest after some minutes."""
    assert is_due(MUCH, calm, since) is due
    assert not is_due(0, calm, since)


class Loop:
    """Refers to itself, so that only the collector can take it away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("as_before")
def test_a_cycle_goes_once_it_is_calm(qtbot: QtBot) -> None:
    """And not before."""
    parent, idle = QObject(), [0.0]
    Collecting(parent, lambda: Calm(idle[0], moves=False))
    loop = Loop()
    gone = weakref.ref(loop)
    for _ in range(20):
        gc.collect(1)  # it is old by then
    del loop
    assert gone() is not None
    idle[0] = IDLE_SECONDS
    qtbot.waitUntil(lambda: gone() is None, timeout=10_000)


def test_a_window_knows_when_it_is_touched(home: Running) -> None:
    """By a key, by the mouse; a dialog is something that moves."""
    home.window.touched = before = 0.0
    QTest.keyClick(home.window.windowHandle(), Qt.Key.Key_A)
    assert home.window.touched > before
    assert not home.window.calm.moves
    home.application.show_settings()
    assert home.window.calm.moves
