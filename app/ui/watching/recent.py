"""The files that were played last, to be opened again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.style import text
from app.ui.style.parts import given, popup_within
from app.ui.style.words import translate
from app.ui.watching.memory import PlayedFile

WIDEST_NAME = 60


def show_recent(
    window: QWidget,
    files: Sequence[PlayedFile],
    play: Callable[[Path], object],
    clear: Callable[[], object],
) -> None:
    """In the middle of the window, wherever it was asked for."""
    menu = given(QMenu(window), "recent_files")
    menu.setToolTipsVisible(True)
    menu.aboutToHide.connect(menu.deleteLater)
    for file in files:
        action = menu.addAction(name_of_file(file))
        action.setToolTip(file.path)
        action.triggered.connect(lambda _=False, path=file.path: play(Path(path)))
    if files:
        menu.addSeparator()
        menu.addAction(translate("Watching", "Clear this list")).triggered.connect(lambda: clear())
    else:
        menu.addAction(translate("Watching", "No file was played yet")).setEnabled(False)
    size: QSize = menu.sizeHint()
    middle = window.rect().center() - QPoint(size.width() // 2, size.height() // 2)
    popup_within(menu, window, window.mapToGlobal(middle))


def name_of_file(file: PlayedFile) -> str:
    title = text.brief(file.title, WIDEST_NAME).replace("&", "&&")
    return f"{title}\t{text.clock(file.position_seconds)}" if file.position_seconds else title
