"""All keys on one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.commands.command import CommandEntry
from app.ui.commands.cover import OverWindow
from app.ui.commands.shortcuts import shown_keys
from app.ui.style.parts import by_font, given, scrolling
from app.ui.style.words import translate

WIDEST, TALLEST = 980, 640
COLUMN_WIDTH = 310
MOST_COLUMNS = 3


class KeySheet(OverWindow):
    change_wanted = Signal()

    def __init__(self, window: QWidget, entries: Iterable[CommandEntry]) -> None:
        super().__init__(window, WIDEST, TALLEST)
        self.setObjectName("key_sheet")
        self.setAccessibleName(translate("Commands", "Keys"))
        self._groups = [group_of(name, rows) for name, rows in lines(entries).items()]
        self._columns = 0
        self._inside = given(QWidget(), "key_sheet_inside")
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, 0, 8, 0)
        self._row.setSpacing(32)
        self.area: QScrollArea = scrolling(self._inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.role_told = QAccessible.Role.Document  # type: ignore[attr-defined]
        self.area.setAccessibleName(translate("Commands", "Keys"))
        change = given(QPushButton(translate("Commands", "Change keys…")), "change_keys")
        close = given(QPushButton(translate("Commands", "Close")), "close_sheet", kind="primary")
        change.clicked.connect(self._change)
        close.clicked.connect(self.leave)
        top = QHBoxLayout()
        top.addWidget(given(QLabel(translate("Commands", "Keys")), "title"), 1)
        top.addWidget(change)
        top.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.area, 1)
        self.open_at(self.area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = max(1, min(MOST_COLUMNS, event.size().width() // by_font(COLUMN_WIDTH)))
        if columns != self._columns:
            self._columns = columns
            self._lay_out(columns)

    def _lay_out(self, columns: int) -> None:
        """Each group goes where there is most room left."""
        while (item := self._row.takeAt(0)) is not None:
            if (column := item.layout()) is not None:
                while column.takeAt(0) is not None:
                    pass
                column.deleteLater()
        stacks = [QVBoxLayout() for _ in range(columns)]
        heights = [0] * columns
        for group in self._groups:
            shortest = heights.index(min(heights))
            stacks[shortest].addWidget(group)
            heights[shortest] += group.sizeHint().height()
        for stack in stacks:
            stack.setSpacing(16)
            stack.addStretch(1)
            self._row.addLayout(stack, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.leave()
        else:
            super().keyPressEvent(event)

    def _change(self) -> None:
        self.leave()
        self.change_wanted.emit()


def lines(entries: Iterable[CommandEntry]) -> dict[str, dict[str, str]]:
    """What has keys: by group the name and the keys; a series is one line."""
    keys = dict[str, dict[str, list[str]]]()
    for entry in entries:
        if entry.keys:
            name = entry.series or entry.name
            keys.setdefault(entry.group, {}).setdefault(name, []).extend(entry.keys)
    return {
        group: {name: brief(held) for name, held in rows.items()} for group, rows in keys.items()
    }


def brief(keys: Sequence[str]) -> str:
    """Of a whole series the first and the last."""
    return shown_keys(keys) if len(keys) <= 4 else f"{keys[0]} … {keys[-1]}"


def group_of(name: str, rows: dict[str, str]) -> QWidget:
    group = QWidget()
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.addWidget(given(QLabel(name), "sheet_group"), 0, 0, 1, 2)
    for number, (words, keys) in enumerate(rows.items(), start=1):
        grid.addWidget(QLabel(words, wordWrap=True), number, 0)
        key = given(QLabel(keys), "key")
        grid.addWidget(key, number, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    return group
