"""A button that asks for a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui.style.parts import given


class FileChoice(QWidget):
    """Picks a file and then shows its name."""

    chosen = Signal(object)
    """A `Path`."""

    def __init__(self, label: str, pattern: str, *, shows_name: bool = True) -> None:
        super().__init__()
        self.path: Path | None = None
        self._pattern = pattern
        self.button = QPushButton(label)
        self.name = given(QLabel(), "quiet")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setVisible(shows_name)
        self.button.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        if shows_name:
            layout.addWidget(self.name, 1)

    def choose(self, path: Path) -> None:
        self.path = path
        self.name.setText(path.name)
        self.chosen.emit(path)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.button.text(), filter=self._pattern)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()
