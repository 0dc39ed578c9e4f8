"""A window that is a player and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QSettings, QSize, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from app.ui.background import Background
from app.ui.commands.palette import CommandPalette
from app.ui.commands.sheet import KeySheet
from app.ui.frame.dropping import DropShade, given_address, local_files, take_a_copy
from app.ui.frame.notices import Toast
from app.ui.player.calls import Build
from app.ui.player.extras.files import subtitles_among
from app.ui.player.forms.window_forms import WindowForms
from app.ui.player.view import PlayerView
from app.ui.style.parts import bring_up, fit_screen
from app.ui.style.theme import Colours
from app.ui.style.words import translate

SIZE = QSize(960, 540)
LEAST = QSize(380, 240)
SIZE_KEPT = "player_window"


class PlayerWindow(QMainWindow):
    """To leave the film is to close it, and the other way round."""

    files_opened = Signal(list)
    url_opened = Signal(str)
    keys_wanted = Signal()
    """One wants to change them."""
    closing = Signal()

    def __init__(
        self, background: Background, colours: Colours, build: Build, state: QSettings
    ) -> None:
        super().__init__()
        self.setObjectName("player_window")
        self.setMinimumSize(LEAST)
        self.setAcceptDrops(True)
        self._state, self._is_closing = state, False
        self.pages = QStackedWidget()
        self.player = PlayerView(background, colours, build)
        self.player.top.back.hide()
        self.pages.addWidget(self.player)
        self.setCentralWidget(self.pages)
        self.forms = WindowForms(self, self.pages, self.player, state)
        self.drop_shade = DropShade(self)
        self.toast = Toast(self, lambda: QMargins(0, 0, 0, self.player.controls.height()))
        self.player.closed.connect(self.close)
        self.player.palette_wanted.connect(self._show_palette)
        self.player.sheet_wanted.connect(self._show_sheet)
        kept = state.value(SIZE_KEPT)
        fit_screen(self, kept if isinstance(kept, QSize) else SIZE)

    def show_film(self, title: str) -> None:
        self.setWindowTitle(translate("Window", "{title} – Matinee", title=title))
        bring_up(self)

    def _show_palette(self) -> None:
        CommandPalette(self, self.player.commander.entries())

    def _show_sheet(self) -> None:
        sheet = KeySheet(self, self.player.commander.entries())
        sheet.change_wanted.connect(self.keys_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop_shade.place()
        self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._is_closing:
            self._is_closing = True
            self.forms.end()
            if not self.isFullScreen():
                self._state.setValue(SIZE_KEPT, self.size())
            self.player.leave()
            self.closing.emit()
        event.accept()

    # What is dropped on it plays in it

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        files = local_files(event)
        if subtitles_among(files):
            self.drop_shade.say(translate("Window", "Let go to see these subtitles"))
        elif files or given_address(event.mimeData()):
            self.drop_shade.say(translate("Window", "Let go to watch"))
        else:
            return
        take_a_copy(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.drop_shade.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_shade.hide()
        take_a_copy(event)
        files = local_files(event)
        if subtitles := subtitles_among(files):
            self.player.tools.add_subtitles(subtitles)
        elif files:
            self.files_opened.emit(files)
        elif address := given_address(event.mimeData()):
            self.url_opened.emit(address)
