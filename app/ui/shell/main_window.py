"""The window: pages, and what is dropped on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QMargins,
    QObject,
    QSettings,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QStackedWidget, QWidget

from app.ui.accounts.start import StartPage
from app.ui.collecting import Calm
from app.ui.frame.dropping import DropShade, given_address, local_files, take_a_copy
from app.ui.navigation.places import Kind, Place
from app.ui.shell import opening
from app.ui.style.parts import bring_up, fit_screen
from app.ui.style.theme import Colours, resource
from app.ui.style.words import translate

if TYPE_CHECKING:
    from app.ui.background import Background
    from app.ui.player.calls import Build

SIZE = QSize(1180, 760)
PERSONAL = (
    *("details_dialog", "confirm_delete", "confirm_costs", "choose_playlist", "keep_offline"),
    *("account_dialog", "confirm_forget", "link_password", "download", "trim_dialog"),
    *("known_films", "versions_dialog", "choose_channel", "replace_file"),
    *("export_folder", "import_folder"),
)
"""Dialogs that go with the account that they are about."""
INPUT = frozenset(
    {
        *(QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel),
        *(QEvent.Type.KeyPress, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate),
    }
)
UNSEEN_MS = 500
"""So long a start waits at most to be seen: a minimised window is never painted."""


class MainWindow(QMainWindow):
    """One top-level window for everything. It asks for things by signals and decides nothing.

    It is there before what it holds: at first it has the start page alone, until `furnish`.
    """

    seen = Signal()
    """Once, when the window has been painted, or can't be."""

    files_given = Signal(list)
    trim_wanted = Signal(object)
    replacement_given = Signal(object, object)
    """A video, and the `Path` of another file for it."""
    files_opened = Signal(list)
    """To be watched; also folders."""
    recent_wanted = Signal()
    url_opened = Signal(str)
    link_given = Signal(str)
    """A link that was pasted where one searches."""
    settings_wanted = Signal()
    export_wanted = Signal()
    import_wanted = Signal()
    sign_out_wanted = Signal()
    closing = Signal()
    """It is the end."""

    def __init__(self, state: QSettings) -> None:
        super().__init__()
        self.state = state
        self.setObjectName("main_window")
        self.setWindowTitle("Matinee")
        self.setWindowIcon(QIcon(str(resource("matinee.svg"))))
        self.setMinimumSize(380, 360)
        self.start_page = StartPage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self._below: QWidget = self.start_page
        self.may_close: Callable[[], bool] = lambda: True
        """Whether to close the window is to quit; else somebody has seen to what is wanted."""
        self.setCentralWidget(self.pages)
        self._quits = self.is_furnished = self._is_seen = False
        self.touched = monotonic()
        self._restore()

    def furnish(self, background: Background, colours: Colours, build: Build) -> None:
        """Put everything else in. It is imported here, for the window to be there sooner."""
        from app.ui.accounts.entry import EntryPage
        from app.ui.frame.frame import Frame
        from app.ui.frame.header import Header
        from app.ui.frame.notices import Notice, Toast
        from app.ui.library.page import Library
        from app.ui.offline.kept import KeptFilms
        from app.ui.player.forms.window_forms import WindowForms
        from app.ui.player.view import PlayerView
        from app.ui.search.suggestions import SuggestionList
        from app.ui.shell.pages import page_makers
        from app.ui.uploads.page import UploadsPage
        from app.ui.uploads.panel import UploadsPanel

        self.colours, self.kept, self.build = colours, KeptFilms(background), build
        self.header = Header()
        self.notice = Notice()
        self.hold_notice = Notice(label=translate("Window", "Send anyway"))
        self.library = Library(background, colours)
        self.uploads = UploadsPanel(background, colours)
        pages = {Kind.YOURS: self.library, Kind.UPLOADS: UploadsPage(self.uploads)}
        makers = page_makers(background, colours, self.kept)
        self.home = Frame(self.header, (self.notice, self.hold_notice), pages, makers)
        self.suggestions = SuggestionList(self.header.search)
        self.sign_in_page = EntryPage()
        self.player = PlayerView(background, colours, build)
        for page in (self.sign_in_page, self.home, self.player):
            self.pages.addWidget(page)
        self.forms = WindowForms(
            *(self, self.pages, self.player, self.state),
            *(self.show_below, lambda: self.show_player(self.player.top.title.text())),
        )
        self.drop_shade = DropShade(self)
        self.toast = Toast(self, self._kept_clear)
        self.home.begin_at(Place.parse(str(self.state.value("place", ""))))
        self.is_furnished = True
        self._fill_menu()
        self._wire(background)
        self.setAcceptDrops(True)

    def _fill_menu(self) -> None:
        from app.ui.frame.menu import MenuDeeds, fill_menu

        deeds = MenuDeeds(
            open_file=self.ask_file,
            open_folder=lambda: opening.ask_folder_to_play(self, self.files_opened.emit),
            show_recent=self.recent_wanted.emit,
            open_url=self.ask_url,
            trim=lambda: opening.ask_file_to_trim(self, self.trim_wanted.emit),
            export_all=self.export_wanted.emit,
            import_all=self.import_wanted.emit,
            show_settings=self.settings_wanted.emit,
            sign_out=self.sign_out_wanted.emit,
            quit=self.quit,
        )
        self.sign_out = fill_menu(self.header, deeds)
        self.addActions(self.header.menu.actions())

    def _wire(self, background: Background) -> None:
        background.troubled.connect(self.toast.say)
        self.header.upload_wanted.connect(self.ask_files)
        self.header.search.link_given.connect(self.link_given)
        self.suggestions.go_wanted.connect(self.home.go)
        self.suggestions.search_wanted.connect(self.header.search.searched)
        self.library.upload_wanted.connect(self.ask_files)
        self.uploads.upload_wanted.connect(self.ask_files)
        self.uploads.folder_wanted.connect(self.ask_folder)
        self.uploads.files_given.connect(self.drop)
        self.uploads.count_changed.connect(self.header.show_count)
        self.home.titled.connect(self._show_title)
        self.home.sidebar.settings_wanted.connect(self.settings_wanted)
        self.home.body.shape_changed.connect(self.toast.place)
        self.player.closed.connect(self.show_below)
        QShortcut(QKeySequence("Ctrl+U"), self.home).activated.connect(self.ask_files)

    # Pages

    def show_home(self) -> None:
        self._show_below(self.home)

    def show_start(self, words: str) -> None:
        self.start_page.say(words)
        self._show_below(self.start_page)

    def show_start_failed(self, words: str) -> None:
        self.start_page.say_failed(words)
        self._show_below(self.start_page)

    def show_entry(self, *, can_cancel: bool) -> None:
        """Which server to go to."""
        self.sign_in_page.ask_address(can_cancel=can_cancel)
        self._show_below(self.sign_in_page)

    def show_sign_in(self, server: str, *, can_cancel: bool = False) -> None:
        self.sign_in_page.ask(server, can_cancel=can_cancel)
        self._show_below(self.sign_in_page)

    def show_downloads(self) -> None:
        if self.pages.currentWidget() is self.player:
            self.player.leave()
        self.home.go(Place(Kind.DOWNLOADS))

    def show_player(self, title: str) -> None:
        self.toast.hide()
        self.setWindowTitle(titled(title))
        self.pages.setCurrentWidget(self.player)

    def show_uploads(self) -> None:
        self.home.go(Place(Kind.UPLOADS))

    def show_arrivals(self) -> None:
        """Where new uploads are seen; a search must not hide them."""
        if self.home.here.kind is not Kind.UPLOADS:
            self.home.go(Place(Kind.YOURS))

    def _show_below(self, page: QWidget) -> None:
        """The page where the user is, or comes back to: nothing takes a running film away."""
        self._below = page
        if self.pages.currentWidget() is not self.player:
            self.show_below()

    def show_below(self) -> None:
        self.pages.setCurrentWidget(self._below)
        self.toast.place()
        at_home = self._below is self.home
        self.setWindowTitle(titled(self.home.page.title if at_home else ""))
        if at_home:
            self.home.focus_page()

    def _show_title(self, title: str) -> None:
        if self.pages.currentWidget() is self.home:
            self.setWindowTitle(titled(title))

    @property
    def start_failed(self) -> bool:
        """Nothing goes on before the user tries again."""
        return self._below is self.start_page and not self.start_page.button.isHidden()

    def forget_account(self) -> None:
        """Take away what was said to one account, and what it was about to do."""
        for name in PERSONAL:
            for dialog in self.findChildren(QDialog, name):
                dialog.reject()
        for menu in self.findChildren(QMenu, "video_menu"):
            menu.close()
        self.home.forget()
        self.notice.say("")
        self.toast.pass_by()

    def quit(self) -> None:
        """Close it for good, whatever its button would do."""
        self._quits = True
        self.close()

    def come_up(self) -> None:
        """Somebody started Matinee again: this is the window they want."""
        bring_up(self)

    # What the user opens

    def ask_files(self) -> None:
        opening.ask_files(self, self.drop)

    def ask_folder(self) -> None:
        opening.ask_folder(self, lambda folder: self.drop([folder]))

    def ask_file(self) -> None:
        opening.ask_files_to_play(self, self.files_opened.emit)

    def ask_url(self) -> None:
        opening.ask_url(self, self.url_opened.emit)

    def drop(self, paths: Sequence[Path]) -> None:
        """Files or folders to upload, however they came here."""
        if paths:
            self.files_given.emit(list(paths))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        signed_out = self._below is self.sign_in_page
        if isinstance(event.source(), QWidget):
            return  # a card on its way out
        if words := opening.drop_words(event, self.player, signed_out=signed_out):
            take_a_copy(event)
            self.drop_shade.say(words)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.drop_shade.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_shade.hide()
        take_a_copy(event)
        if address := given_address(event.mimeData()):
            self.url_opened.emit(address)
        if opening.is_to_be_trimmed(event):
            self.trim_wanted.emit(*local_files(event))
        elif subtitles := opening.subtitle_files(event, self.player):
            self.player.tools.add_subtitles(subtitles)
        elif files := local_files(event):
            (self.files_opened.emit if self.player.isVisible() else self.drop)(files)

    @property
    def calm(self) -> Calm:
        """A dialog counts as something that moves: what is done in it isn't seen here."""
        watched = self.is_furnished and self.pages.currentWidget() is self.player
        asked = QApplication.activeModalWidget() is not None
        return Calm(monotonic() - self.touched, watched or asked)

    # Size and end

    def _kept_clear(self) -> QMargins:
        """A toast must not lie on the controls of a film, nor on the sidebar."""
        shown = self.pages.currentWidget()
        if shown is self.player:
            return QMargins(0, 0, 0, self.player.controls.height())
        left = self.home.body.mapTo(self, self.home.body.inside.pos()).x()
        return QMargins(left if shown is self.home else 0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Pages take mouse presses for themselves; the window sees them first.
        self.windowHandle().installEventFilter(self)
        QTimer.singleShot(UNSEEN_MS, self._note_seen)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Its children are painted after it, in this same turn of the loop.
        QTimer.singleShot(0, self._note_seen)

    def _note_seen(self) -> None:
        if not self._is_seen:
            self._is_seen = True
            self.seen.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse's own buttons for the way back and forward."""
        kind = event.type()
        if kind in INPUT:
            self.touched = monotonic()
        pressed = kind == QEvent.Type.MouseButtonPress and self.is_furnished
        if pressed and isinstance(event, QMouseEvent):
            steps = {
                Qt.MouseButton.BackButton: self.home.back,
                Qt.MouseButton.ForwardButton: self.home.forward,
            }
            step = steps.get(event.button())
            if step is not None and self.pages.currentWidget() is self.home:
                step()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_furnished:
            self.drop_shade.place()
            self.toast.place()

    def _restore(self) -> None:
        fit_screen(self, SIZE)
        geometry = self.state.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Who ends the session is not asked, either."""
        qt = QGuiApplication.instance()
        is_session_over = isinstance(qt, QGuiApplication) and qt.isSavingSession()
        if not (self._quits or is_session_over or self.may_close()):
            event.ignore()
            return
        if self.is_furnished:
            self.forms.end()
        if not self.isFullScreen():
            self.state.setValue("geometry", self.saveGeometry())
        if self.is_furnished and (place := self.home.to_keep) is not None:
            self.state.setValue("place", str(place))
        event.accept()
        self.closing.emit()


def titled(title: str) -> str:
    """What stands at the top of the window."""
    return translate("Window", "{title} – Matinee", title=title) if title else "Matinee"
