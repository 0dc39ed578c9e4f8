"""The box in which one types a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.player.engine.api import PlayerState
from app.ui.player.commands.times import time_in
from app.ui.style import text
from app.ui.style.parts import given
from app.ui.style.words import translate


class GoTo(QDialog):
    """`then` hears the seconds."""

    def __init__(self, parent: QWidget, state: PlayerState, then: Callable[[float], None]) -> None:
        super().__init__(parent)
        self._then = then
        self.setObjectName("go_to")
        self.setWindowTitle(translate("Player", "Go to time"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._duration = state.duration_seconds or 0.0
        self.field = given(
            QLineEdit(text.clock(state.position_seconds)),
            "go_to_time",
            accessibleName=translate("Player", "Time"),
        )
        self.field.selectAll()
        help_words = translate(
            "Player", "1:02:03, 62.5 or 50 %, up to {end}", end=text.clock(self._duration)
        )
        box = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.go = given(box.button(QDialogButtonBox.StandardButton.Ok), "go", kind="primary")
        self.go.setText(translate("Player", "Go"))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.field)
        layout.addWidget(given(QLabel(help_words), "quiet"))
        layout.addWidget(box)
        self.field.textChanged.connect(self._check)

    def _check(self) -> None:
        self.go.setEnabled(self._seconds() is not None)

    def _seconds(self) -> float | None:
        return time_in(self.field.text(), self._duration)

    def accept(self) -> None:
        if (seconds := self._seconds()) is not None:
            self._then(seconds)
            super().accept()
