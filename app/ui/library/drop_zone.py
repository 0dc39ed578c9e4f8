"""Where a newcomer drops the first film."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.style.parts import IconView, given
from app.ui.style.words import translate


class DropZone(QWidget):
    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        picture = IconView(64).show_icon("upload", "accent_text")
        heading = given(QLabel(translate("Library", "Drop videos here")), "heading")
        words = given(QLabel(), "quiet")
        words.setText(
            translate(
                "Library",
                "They upload in the background.\nYou can watch them before that is over.",
            )
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label = translate("Library", "Upload videos…")
        button = given(QPushButton(label), "empty_upload", kind="primary")
        button.clicked.connect(self.pressed)
        zone = given(QWidget(), "drop_zone")
        zone.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(zone)
        inside.setSpacing(14)
        inside.addStretch(1)
        for widget in (picture, heading, words, button):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(24, 18, 24, 24)
        around.addWidget(zone)
