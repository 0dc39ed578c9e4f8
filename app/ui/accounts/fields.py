"""What the forms about accounts are made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.style.parts import by_font, given, scrolling

WIDTH = 340


class Field(QWidget):
    """A line to fill in, with its label above it and what is wrong with it below."""

    def __init__(self, name: str, label: str, *, secret: bool = False) -> None:
        super().__init__()
        self.edit = given(QLineEdit(), name, accessibleName=label)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.fault = fault_label(f"{name}_fault")
        above = QLabel(label)
        above.setBuddy(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (above, self.edit, self.fault):
            layout.addWidget(widget)
        self.edit.textEdited.connect(lambda: self.say(""))

    @property
    def text(self) -> str:
        return self.edit.text()

    def say(self, words: str) -> None:
        """What is wrong; a screen reader says it with the field."""
        tell(self.fault, words)
        self.edit.setAccessibleDescription(words)

    def point_at(self, words: str) -> None:
        """Say what is wrong, and let it be typed anew; what was typed stays until then."""
        self.say(words)
        self.edit.setFocus()
        self.edit.selectAll()

    def clear(self) -> None:
        self.edit.clear()
        self.say("")


class Section(QWidget):
    """A section of a dialog."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addWidget(given(QLabel(title), "title"))

    def add_button(self, name: str, label: str) -> QPushButton:
        button = given(QPushButton(label), name, autoDefault=False)
        self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button


class NamedRows(QVBoxLayout):
    """What somebody has several of, each with words about it and perhaps what can be done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(4)

    def empty(self) -> None:
        while (item := self.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()

    def add(self, name: str, words: str, button: QPushButton | None) -> None:
        row = given(QWidget(), "device")
        column = QVBoxLayout()
        column.setSpacing(0)
        for kind, line in (("device_name", name), ("quiet", words)):
            label = plain(kind)
            label.setText(line)
            column.addWidget(label)
        across = QHBoxLayout(row)
        across.setContentsMargins(12, 8, 12, 8)
        across.addLayout(column, 1)
        if button is not None:
            across.addWidget(button)
        self.addWidget(row)


def fault_label(name: str) -> QLabel:
    label = given(QLabel(), name, wordWrap=True, visible=False, kind="bad")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def tell(label: QLabel, words: str) -> None:
    """An empty sentence takes no room."""
    label.setText(words)
    label.setVisible(bool(words))


def plain(name: str, *, wrapped: bool = True) -> QLabel:
    """For words of somebody else's."""
    label = given(QLabel(), name, wordWrap=wrapped)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setMinimumWidth(1)  # a word that is too long is cut, and widens nothing
    return label


def link(name: str, label: str) -> QPushButton:
    """A button that says rather than asks to be pressed."""
    return given(QPushButton(label), name, kind="link", accessibleName=label)


def primary(name: str, label: str) -> QPushButton:
    return given(QPushButton(label), name, kind="primary", accessibleName=label)


def centred(inside: QWidget) -> QScrollArea:
    """In the middle, and scrolled where the window is smaller."""
    ground = QWidget()
    inside.setFixedWidth(by_font(WIDTH))
    across = QHBoxLayout()
    across.addStretch(1)
    across.addWidget(inside)
    across.addStretch(1)
    layout = QVBoxLayout(ground)
    layout.setContentsMargins(4, 24, 4, 24)
    layout.addStretch(1)
    layout.addLayout(across)
    layout.addStretch(1)
    area = scrolling(ground)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    return area
