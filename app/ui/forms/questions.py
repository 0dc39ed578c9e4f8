"""Questions before something is gone for good."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.style.parts import given, restyle


def ask(
    parent: QWidget, question: str, consequence: str, button: str, do: Callable[[], object]
) -> QMessageBox:
    """Open the question; `do` is called if the answer is yes."""
    box = given(QMessageBox(parent), "confirm")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(consequence)
    yes = given(box.addButton(button, QMessageBox.ButtonRole.AcceptRole), "yes")
    restyle(yes, "danger")
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.accepted.connect(do)
    box.open()
    return box
