"""The window: pages, and what is dropped on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QIcon,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.server.videos import Video
from app.ui.background import Background
from app.ui.dialogs.sign_in import SignInPage, StartPage
from app.ui.library.page import Library
from app.ui.player.view import Build, PlayerView
from app.ui.shell.header import Header
from app.ui.shell.notices import Notice, Toast
from app.ui.style.parts import given, restyle
from app.ui.style.theme import Colours, resource
from app.ui.style.words import translate
from app.ui.uploads import panel as uploads_panel

NARROW = 760
VIDEO_SUFFIXES = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg"),
    *(".wmv", ".flv", ".3gp", ".ogv", ".mxf", ".vob"),
)


class MainWindow(QMainWindow):
    """One top-level window for everything. It asks for things by signals and decides nothing."""

    files_given = Signal(list)
    file_opened = Signal(object)
    url_opened = Signal(str)
    settings_wanted = Signal()
    sign_out_wanted = Signal()
    closing = Signal()

    def __init__(
        self, background: Background, colours: Colours, build: Build, state: QSettings
    ) -> None:
        super().__init__()
        self._state = state
        self.setObjectName("main_window")
        self.setWindowTitle("Matinee")
        self.setWindowIcon(QIcon(str(resource("matinee.svg"))))
        self.setMinimumSize(380, 420)
        self.setAcceptDrops(True)
        self.header = Header(colours)
        self.notice = Notice(colours)
        self.library = Library(background, colours)
        self.uploads = uploads_panel.UploadsPanel(background.run)
        self.start_page = StartPage(colours)
        self.sign_in_page = SignInPage()
        self.player = PlayerView(background, colours, build)
        self.home = self._home()
        self.pages = QStackedWidget()
        for page in (self.start_page, self.sign_in_page, self.home, self.player):
            self.pages.addWidget(page)
        self._below: QWidget = self.start_page
        self.setCentralWidget(self.pages)
        self.drop_shade = self._drop_shade()
        self.toast = Toast(self)
        self._restore()
        self._fill_menu()
        self._wire(background)

    def _home(self) -> QWidget:
        home = given(QWidget(), "page")
        self.uploads.hide()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.library, 1)
        middle.addWidget(self.uploads)
        layout = QVBoxLayout(home)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.notice)
        layout.addLayout(middle, 1)
        return home

    def _drop_shade(self) -> QLabel:
        shade = given(QLabel(self), "drop_shade")
        shade.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shade.hide()
        return shade

    def _fill_menu(self) -> None:
        add = self.header.add_action
        add("film", translate("Window", "Open file…"), "Ctrl+O").triggered.connect(self.ask_file)
        add("link", translate("Window", "Open URL…"), "Ctrl+L").triggered.connect(self.ask_url)
        self.header.menu.addSeparator()
        settings = add("settings", translate("Window", "Settings…"), "Ctrl+,")
        settings.triggered.connect(self.settings_wanted)
        self.sign_out: QAction = add("sign-out", translate("Window", "Sign out"))
        self.sign_out.triggered.connect(self.sign_out_wanted)
        self.header.menu.addSeparator()
        add("close", translate("Window", "Quit"), "Ctrl+Q").triggered.connect(self.close)
        self.addActions(self.header.menu.actions())

    def _wire(self, background: Background) -> None:
        background.troubled.connect(self.toast.say)
        self.header.searched.connect(self.library.search)
        self.header.sorted_by.connect(self.library.sort_by)
        self.header.upload_wanted.connect(self.ask_files)
        self.header.uploads_toggled.connect(self.toggle_uploads)
        self.library.upload_wanted.connect(self.ask_files)
        self.uploads.count_changed.connect(self.header.show_count)
        self.uploads.close_wanted.connect(lambda: self.show_uploads(False))
        self.player.closed.connect(self.leave_player)
        self.player.full_screen_wanted.connect(self._full_screen)
        for keys, do in (("Ctrl+U", self.ask_files), ("Ctrl+F", self.header.search.setFocus)):
            shortcut = QShortcut(QKeySequence(keys), self.home)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    # Pages

    def show_home(self) -> None:
        self._show_below(self.home)

    def show_start(self, words: str) -> None:
        self.start_page.say(words)
        self._show_below(self.start_page)

    def show_start_failed(self, words: str) -> None:
        self.start_page.say_failed(words)
        self._show_below(self.start_page)

    def show_sign_in(self, server: str, fault: str = "") -> None:
        self.sign_in_page.ask(server, fault)
        self._show_below(self.sign_in_page)

    def show_player(self, title: str) -> None:
        self.toast.hide()
        self.setWindowTitle(translate("Window", "{title} – Matinee", title=title))
        self.pages.setCurrentWidget(self.player)

    def leave_player(self) -> None:
        self.setWindowTitle("Matinee")
        self.pages.setCurrentWidget(self._below)
        self.library.grid.setFocus()

    def _show_below(self, page: QWidget) -> None:
        """The page where the user is, or comes back to: nothing takes a running film away."""
        self._below = page
        if self.pages.currentWidget() is not self.player:
            self.pages.setCurrentWidget(page)
            if page is self.home:
                self.library.grid.setFocus()

    @property
    def start_failed(self) -> bool:
        """Nothing goes on before the user tries again."""
        return self._below is self.start_page and not self.start_page.button.isHidden()

    def leave_film(self) -> None:
        """A film of the library goes with its account; files and addresses are nobody's."""
        if self.player.video is not None:
            self.player.leave()

    def forget_account(self) -> None:
        """Take away what was said to one account, and what it was about to do."""
        for name in ("details_dialog", "confirm_delete", "confirm_costs"):
            for dialog in self.findChildren(QDialog, name):
                dialog.reject()
        for menu in self.findChildren(QMenu, "video_menu"):
            menu.close()
        self.header.search.clear()
        self.notice.say("")
        self.toast.pass_by()

    def toggle_uploads(self) -> None:
        self.show_uploads(self.uploads.isHidden())

    def show_uploads(self, shown: bool) -> None:
        self.uploads.setVisible(shown)
        self._fit()
        if not shown:
            # Qt would hand the keyboard to whatever comes next, such as a toast's button.
            self.library.grid.setFocus()

    def come_up(self) -> None:
        """Somebody started Matinee again: this is the window they want."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def _full_screen(self, full: bool) -> None:
        # The state is changed in place: a new top-level window would cost mpv its GL context.
        state = self.windowState()
        flag = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | flag if full else state & ~flag)

    # What the user opens

    def ask_files(self) -> None:
        dialog = QFileDialog(self, translate("Window", "Upload videos"), filter=video_filter())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.drop([Path(name) for name in names]))
        self._open(dialog)

    def ask_file(self) -> None:
        dialog = QFileDialog(self, translate("Window", "Play a file"), filter=video_filter())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.file_opened.emit(Path(name)))
        self._open(dialog)

    def ask_url(self) -> None:
        dialog = given(QInputDialog(self), "open_url")
        dialog.setWindowTitle(translate("Window", "Open URL"))
        dialog.setLabelText(
            translate("Window", "Address of a video, an HLS playlist or a DASH manifest:")
        )
        dialog.setMinimumWidth(460)
        dialog.textValueSelected.connect(self._url_entered)
        self._open(dialog)

    def _url_entered(self, url: str) -> None:
        if url.strip():
            self.url_opened.emit(url.strip())

    def confirm_delete(self, video: Video) -> QMessageBox:
        """Ask before a video goes; connect to `accepted`."""
        box = given(QMessageBox(self), "confirm_delete")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(translate("Window", "Delete “{title}”?", title=video.title))
        box.setInformativeText(
            translate("Window", "The video and everything made from it is deleted for good.")
        )
        delete = box.addButton(translate("Window", "Delete"), QMessageBox.ButtonRole.AcceptRole)
        delete.setObjectName("delete")
        restyle(delete, "danger")
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    def _open(self, dialog: QFileDialog | QInputDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def drop(self, paths: Sequence[Path]) -> None:
        """Files or folders to upload, however they came here."""
        if paths:
            self.files_given.emit(list(paths))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event):
            event.acceptProposedAction()
            signed_out = self._below is self.sign_in_page
            self.drop_shade.setText(
                translate("Window", "Sign in to upload")
                if signed_out
                else translate("Window", "Let go to upload")
            )
            self.drop_shade.raise_()
            self.drop_shade.show()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.drop_shade.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_shade.hide()
        event.acceptProposedAction()
        self.drop(local_files(event))

    # Size and end

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop_shade.setGeometry(self.rect().adjusted(12, 12, -12, -12))
        self.toast.place()
        self._fit()

    def _fit(self) -> None:
        """In a narrow window the uploads take the library's place."""
        narrow = self.width() < NARROW
        self.uploads.setFixedWidth(self.width() if narrow else uploads_panel.WIDTH)
        self.library.setVisible(not narrow or self.uploads.isHidden())

    def _restore(self) -> None:
        self.resize(1180, 760)
        geometry = self._state.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.isFullScreen():
            self._state.setValue("geometry", self.saveGeometry())
        event.accept()
        self.closing.emit()


def video_filter() -> str:
    """What a file dialog offers, in Qt's notation."""
    patterns = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
    videos, everything = translate("Window", "Videos"), translate("Window", "All files")
    return f"{videos} ({patterns});;{everything} (*)"


def local_files(event: QDropEvent) -> list[Path]:
    """The files and folders that are being dragged; none when it is something else."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
