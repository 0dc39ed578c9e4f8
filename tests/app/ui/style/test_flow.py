"""Widgets that go to the next line where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.style.flow import FlowLayout


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    """Four of 100 × 20 with gaps of 10."""
    row, flow = QWidget(), FlowLayout(10)
    qtbot.addWidget(row)
    row.setLayout(flow)
    for _ in range(4):
        each = QWidget()
        each.setFixedSize(100, 20)
        flow.addWidget(each)
    row.show()
    return row


def places(row: QWidget) -> list[tuple[int, int]]:
    children = row.findChildren(QWidget)
    return [(each.x(), each.y()) for each in children if not each.isHidden()]


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (500, 20, [(0, 0), (110, 0), (220, 0), (330, 0)]),
        (250, 50, [(0, 0), (110, 0), (0, 30), (110, 30)]),
        (100, 110, [(0, 0), (0, 30), (0, 60), (0, 90)]),
    ],
)
def test_it_takes_the_lines_that_it_needs(
    row: QWidget, width: int, height: int, expected: list[tuple[int, int]]
) -> None:
    """Never less wide than its widest."""
    row.resize(width, 200)
    layout = row.layout()
    assert layout is not None
    assert (places(row), layout.heightForWidth(width)) == (expected, height)
    assert layout.minimumSize().width() == 100


def test_what_is_hidden_takes_no_room(row: QWidget) -> None:
    """The next ones move up; and from the right it begins at the right."""
    row.resize(500, 200)
    row.findChildren(QWidget)[1].hide()
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    layout = row.layout()
    assert layout is not None
    layout.activate()
    assert places(row) == [(400, 0), (290, 0), (180, 0)]
