"""A start that can't be, for want of room or of permission."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.errors import CantWrite, writing
from app.ui.signals import end_on_signals
from app.ui.style.theme import Colours, dress, resource
from app.ui.style.words import speak, told, translate

NEEDED_BYTES = 1 << 20
"""What a start may write, with the backend's database and the list of uploads."""


def see_room(data_dir: Path) -> None:
    """Raises CantWrite while the folder can't take what a start writes."""
    with writing(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile(dir=data_dir) as trial:
            trial.write(bytes(NEEDED_BYTES))
            trial.flush()
    except OSError as error:  # it names the trial's file, which is no news to anybody
        raise CantWrite(data_dir, error.strerror) from error


def refuse(refusal: CantWrite) -> int:
    """Say why there is no window: where it was started, and on the screen if there is one."""
    sys.stderr.write(f"{refusal}\n")
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        instance = QApplication.instance()
        qt = instance if isinstance(instance, QApplication) else QApplication([sys.argv[0]])
        dress(qt, Colours())
        speak(qt, QLocale(), resource("translations"))
        box = QMessageBox(
            QMessageBox.Icon.Critical, "Matinee", translate("Start", "Matinee can't start.")
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(told(refusal.sentence))
        wake = end_on_signals(qt, lambda: QTimer.singleShot(0, box.reject))
        box.exec()
        wake.close()
    return 1
