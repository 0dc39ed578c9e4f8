"""A dialog of fields that stays until what it asks for is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.errors import MatineeError
from app.ui.background import Scope, Task
from app.ui.style.parts import given, scrolling
from app.ui.style.words import told

T = TypeVar("T")
WIDTH = 480
MOST_OF_SCREEN = 0.9


class FormDialog(QDialog):
    """Fields, each with room below it for what is wrong with it. Subclasses do what is wanted in
    `save`, by `carry_out`."""

    def __init__(self, name: str, title: str, save: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._task = Task()
        self._allowed, self._saving = True, False
        self._faults: dict[str, QLabel] = {"": fault_label()}
        self.fields = QFormLayout()
        self.fields.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setVerticalSpacing(6)
        self._inside = given(QWidget(), "page")
        self._inside.setLayout(self.fields)
        self._area = scrolling(self._inside)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        given(self.save_button, "save", kind="primary")
        buttons.accepted.connect(self._submit)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._faults[""])
        layout.addWidget(buttons)

    def add_field(self, key: str, label: str, field: QWidget) -> None:
        self._faults[key] = fault_label()
        heading = QLabel(label.replace("&", "&&"), wordWrap=True)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setBuddy(field)
        self.fields.addRow(heading, field)
        self.fields.addRow(self._faults[key])

    def allow(self, allowed: bool) -> None:
        """Whether there is enough to save; while it is being saved it can't be once more."""
        self._allowed = allowed
        self.save_button.setEnabled(allowed and not self._saving)

    def save(self) -> None:
        """The user wants it done."""
        raise NotImplementedError

    def carry_out(
        self,
        scope: Scope,
        work: Callable[[], T],
        then: Callable[[T], object],
        where: Callable[[MatineeError], str] = lambda _error: "",
    ) -> None:
        """Do the work elsewhere; then close, or say what is wrong: `where` names the field."""
        self._set_saving(True)
        self._task = scope.run(
            work,
            lambda result: self._finish(then, result),
            lambda error: self._refuse(where(error), error),
        )

    def complain(self, key: str, words: str) -> None:
        fault = self._faults.get(key, self._faults[""])
        fault.setText(words)
        fault.show()
        self._fit()

    def done(self, result: int) -> None:
        self._task.forget()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as it takes, and no higher than the screen."""
        around = self.height() - self._area.height()
        wanted = self._inside.sizeHint().height() + around
        most = round(self.screen().availableGeometry().height() * MOST_OF_SCREEN)
        self.resize(WIDTH, min(wanted, most))

    def _submit(self) -> None:
        for fault in self._faults.values():
            fault.hide()
        if self.save_button.isEnabled():
            self.save()

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        self.allow(self._allowed)

    def _refuse(self, key: str, error: MatineeError) -> None:
        self._set_saving(False)
        self.complain(key, told(error.sentence))

    def _finish(self, then: Callable[[T], object], result: T) -> None:
        self.accept()
        then(result)


def fault_label() -> QLabel:
    label = given(QLabel(wordWrap=True), "bad")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.hide()
    return label
