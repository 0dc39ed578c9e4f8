"""The palette and the sheet, over a window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.commands.command import CommandEntry
from app.ui.commands.palette import CommandPalette
from app.ui.commands.sheet import KeySheet, lines
from app.ui.style.theme import Colours


@pytest.fixture
def window(qtbot: QtBot, colours: Colours) -> QWidget:  # noqa: ARG001 (the looks)
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    window.activateWindow()
    field = window.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return window


def entries(done: list[str]) -> list[CommandEntry]:
    return [
        CommandEntry("Play", "Playback", lambda: done.append("play"), ("K",)),
        CommandEntry("Pause", "Playback", lambda: done.append("pause")),
        CommandEntry("Paint", "Picture", lambda: done.append("paint"), enabled=False),
    ]


def test_enter_does_what_was_typed(qtbot: QtBot, window: QWidget) -> None:
    """And whoever had the keyboard has it again."""
    done: list[str] = []
    before = window.focusWidget()
    palette = CommandPalette(window, entries(done))
    QTest.keyClicks(palette.field, "pa")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == ["pause"])
    assert before is not None
    assert before.hasFocus()


def test_arrows_choose_and_what_cannot_be_done_is_not_offered(
    qtbot: QtBot, window: QWidget
) -> None:
    """The list follows the field's arrows."""
    done: list[str] = []
    palette = CommandPalette(window, entries(done))
    assert palette.rows.topLevelItemCount() == 2
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == ["pause"])


def test_it_is_as_high_as_what_is_found(window: QWidget) -> None:
    """Of many things no higher than the window, and nothing is cut off."""
    many = [CommandEntry(f"Command {n}", "Many", print) for n in range(40)]
    palette = CommandPalette(window, [*many, *entries([])])
    full = palette.height()
    palette.field.setText("Play")
    assert palette.height() < full / 2
    assert palette.rows.verticalScrollBar().maximum() == 0
    palette.field.setText("Nothing of that name")
    assert palette.rect().contains(palette.nothing.geometry())
    palette.field.clear()
    assert palette.height() == full <= window.height()


def test_a_click_beside_it_ends_it(qtbot: QtBot, window: QWidget) -> None:
    """And does nothing else."""
    palette = CommandPalette(window, entries([]))
    with qtbot.waitSignal(palette.destroyed):
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


def test_escape_ends_it(qtbot: QtBot, window: QWidget) -> None:
    """Nothing is done."""
    palette = CommandPalette(window, entries([]))
    with qtbot.waitSignal(palette.destroyed):
        QTest.keyClick(palette.field, Qt.Key.Key_Escape)


def test_the_sheet_shows_what_has_keys(window: QWidget) -> None:
    """In as many columns as fit."""
    sheet = KeySheet(window, entries([]))
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Play" in words
    assert "Pause" not in words


def test_a_series_is_one_line() -> None:
    """With its first and its last key."""
    series = [
        CommandEntry(f"To {n}", "Playback", str, (str(n),), series="To any") for n in range(10)
    ]
    assert lines(series) == {"Playback": {"To any": "0 … 9"}}


def test_tab_stays_in_the_box(qtbot: QtBot, window: QWidget) -> None:
    """Round and round, in both directions; what is below it keeps its own."""
    sheet = KeySheet(window, entries([]))
    stops = [sheet.area, *sheet.findChildren(QPushButton)]
    qtbot.waitUntil(sheet.area.hasFocus)
    for key, expected in (
        (Qt.Key.Key_Tab, [stops[1], stops[2], stops[0]]),
        (Qt.Key.Key_Backtab, [stops[2], stops[1]]),
    ):
        for stop in expected:
            QTest.keyClick(window.focusWidget() or window, key)
            assert stop.hasFocus()
