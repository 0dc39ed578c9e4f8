"""All commands by their names: some letters, and Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.commands.command import CommandEntry
from app.ui.commands.cover import OverWindow
from app.ui.commands.match import found
from app.ui.commands.shortcuts import shown_keys
from app.ui.style.parts import given
from app.ui.style.words import translate

WIDEST, TALLEST = 620, 460
NARROW = 480
SPARE = 4
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(OverWindow):
    def __init__(self, window: QWidget, entries: Sequence[CommandEntry]) -> None:
        super().__init__(window, WIDEST, TALLEST)
        self.setObjectName("palette")
        self.setAccessibleName(translate("Commands", "Find a command"))
        # Of a series one types the number elsewhere: its many would hide all others here.
        self._entries = [entry for entry in entries if entry.enabled and not entry.series]
        self._shown: list[CommandEntry] = []
        self.field = given(
            QLineEdit(),
            "palette_field",
            accessibleName=translate("Commands", "What to do"),
            placeholderText=translate("Commands", "What do you want to do?"),
        )
        self.rows = self._rows()
        self.nothing = given(QLabel(translate("Commands", "There is no such command.")), "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        for widget in (self.field, self.rows, self.nothing):
            layout.addWidget(widget)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.rows.itemClicked.connect(lambda _item: self._do())
        self._search("")
        self.open_at(self.field)

    def _rows(self) -> QTreeWidget:
        rows = given(
            QTreeWidget(), "palette_rows", accessibleName=translate("Commands", "Commands")
        )
        rows.setColumnCount(3)
        rows.setHeaderHidden(True)
        rows.setRootIsDecorated(False)
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = rows.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return rows

    def _search(self, typed: str) -> None:
        self._shown = found(typed, self._entries, lambda entry: entry.name)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        self.rows.clear()
        for entry in self._shown:
            name = f"✓ {entry.name}" if entry.on else entry.name
            row = QTreeWidgetItem(self.rows, [name, entry.group, shown_keys(entry.keys[:1])])
            for column in (1, 2):
                row.setForeground(column, quiet)
        self.rows.setVisible(bool(self._shown))
        self.nothing.setVisible(not self._shown)
        self.rows.setCurrentIndex(self.rows.model().index(0, 0))
        self._fit()

    def _fit(self) -> None:
        """As high as what was found, and no higher than for everything."""
        margins, shown = self._layout.contentsMargins(), len(self._shown)
        frame = 2 * self.rows.frameWidth() + SPARE
        found = self.rows.sizeHintForRow(0) * shown + frame
        below = found if shown else self.nothing.sizeHint().height()
        around = margins.top() + margins.bottom() + self._layout.spacing()
        self.limit(min(TALLEST, around + self.field.sizeHint().height() + below))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field keeps the keyboard, and the list listens."""
        if watched is self.field and isinstance(event, QKeyEvent):
            key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and pressed:
                self._do()
                return True
            if key in MOVES and pressed:
                self.rows.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rows.setColumnHidden(1, event.size().width() < NARROW)

    def _do(self) -> None:
        row = self.rows.currentIndex().row()
        if 0 <= row < len(self._shown):
            do: Callable[[], object] = self._shown[row].do
            self.leave()
            QTimer.singleShot(0, do)  # what it opens must not lie below this
