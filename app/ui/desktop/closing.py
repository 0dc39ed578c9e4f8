"""What it means to close the window."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from app.ui.style.parts import given, restyle
from app.ui.style.words import translate


class Closing(StrEnum):
    """As the setting has it: `ASK` where it is not known yet."""

    QUIT = "quit"
    TRAY = "tray"
    ASK = "ask"


def what_closing_means(wanted: Closing, *, has_tray: bool, is_uploading: bool) -> Closing:
    """Without a tray there is nothing to go on in; and who uploads nothing need not be asked."""
    if not has_tray or (wanted is Closing.ASK and not is_uploading):
        return Closing.QUIT
    return wanted


def nothing_is_lost() -> str:
    return translate("Desktop", "Uploads go on where they are when Matinee starts again.")


def ask_how_to_close(
    parent: QWidget, count: int, do: Callable[[Closing, bool], object]
) -> QMessageBox:
    """`do` hears the answer, and whether it is for always."""
    box = given(QMessageBox(parent), "ask_how_to_close")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(translate("Desktop", "%n video(s) is/are still on the way.", count))
    box.setInformativeText(
        translate("Desktop", "If you quit, nothing is lost.") + " " + nothing_is_lost()
    )
    on = box.addButton(translate("Desktop", "Go on in the tray"), QMessageBox.ButtonRole.AcceptRole)
    restyle(given(on, "go_on"), "primary")
    end = box.addButton(translate("Desktop", "Quit"), QMessageBox.ButtonRole.DestructiveRole)
    given(end, "quit")
    box.setDefaultButton(on)
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    always = given(QCheckBox(translate("Desktop", "Do the same from now on")), "always")
    always.setChecked(True)
    box.setCheckBox(always)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    on.clicked.connect(lambda: do(Closing.TRAY, always.isChecked()))
    end.clicked.connect(lambda: do(Closing.QUIT, always.isChecked()))
    box.open()
    return box
