"""Files that are given to what plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.style.words import translate

SUBTITLES = (".srt", ".vtt", ".ass", ".ssa", ".sub", ".sup", ".smi", ".ttml")


def subtitles_among(paths: Sequence[Path]) -> list[Path]:
    return [path for path in paths if path.suffix.lower() in SUBTITLES]


def ask_subtitle_file(parent: QWidget, then: Callable[[Path], None]) -> None:
    dialog = QFileDialog(parent, translate("Player", "Subtitles from a file"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    endings = " ".join(f"*{ending}" for ending in SUBTITLES)
    dialog.setNameFilter(translate("Player", "Subtitles ({endings})", endings=endings))
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
