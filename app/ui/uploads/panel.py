"""All uploads: what is under way, what failed, and what is done, honest about each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.server.videos import Video
from app.ui.background import Background
from app.ui.cards.states import StatePage
from app.ui.navigation.page import Visit
from app.ui.style import icons
from app.ui.style.menus import MenuEntry, below, menu_of
from app.ui.style.parts import given, popup_within, timer, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import translate
from app.ui.uploads.acts import KEYS, PICTURES, label, offered
from app.ui.uploads.deeds import Deeds, Queue
from app.ui.uploads.dragging import DraggedFilms
from app.ui.uploads.entries import Group, UploadEntry, summary
from app.ui.uploads.joining import Joining
from app.ui.uploads.model import FilmModel
from app.ui.uploads.painter import FilmPainter
from app.ui.uploads.pictures import Pictures
from app.ui.uploads.remedies import help_for
from app.ui.uploads.remedies import label as help_label
from app.upload.engine.progress import Progress, State
from app.upload.source.probe import probe
from app.upload.transfer.estimate import Told

AT_ONCE = 100
"""With more rows than this, changes are shown together, ten times a second."""
TOGETHER_MS = 100
PORTION = 1000
"""So many are taken over at a time; between two portions the window can be used."""
LOOK_MS = 150


class UploadsPanel(QWidget):
    """`count_changed` tells how many uploads are under way."""

    count_changed = Signal(int)
    upload_wanted = Signal()
    folder_wanted = Signal()
    watching_wanted = Signal()
    edit_wanted = Signal(list)
    """The ids of uploads whose films are to be edited."""
    trim_wanted = Signal(object)
    files_given = Signal(list)

    def __init__(self, background: Background, colours: Colours) -> None:
        super().__init__()
        self.setObjectName("uploads")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = FilmModel(self)
        self.pictures = Pictures(background, probe, self)
        self.view = DraggedFilms(self.model, FilmPainter(colours, self.pictures))
        self.deeds = Deeds(self.model, self)
        self.joining = Joining(self.model)
        self.summary = given(QLabel(), "quiet", wordWrap=True)
        self._count, self._told = 0, Told()
        self._changed: dict[str, Progress] = {}
        self._asks_unfinished = False
        self._together = timer(self, TOGETHER_MS, self._show_changed)
        self._looking = timer(self, LOOK_MS, self._look_up)
        self._make_buttons()
        self._empty = StatePage(
            "no_uploads",
            "uploads",
            translate("Uploads", "Nothing is being uploaded"),
            translate("Uploads", "What you upload is here, until it is ready and after."),
            translate("Uploads", "Upload videos…"),
        )
        self._body = QStackedWidget()
        self._lay_out()
        self._wire()

    def _make_buttons(self) -> None:
        self.add = tool_button("add_uploads", "upload", translate("Uploads", "Add videos"))
        words = translate("Uploads", "Pause all uploads")
        self.pause_all = tool_button("pause_all", "pause", words, self.deeds.pause_all)
        words = translate("Uploads", "Resume all uploads")
        self.resume_all = tool_button("resume_all", "play", words, self.deeds.resume_all)
        words = translate("Uploads", "Remove finished uploads from this list")
        self.clear = tool_button("clear", "check", words, self._clear)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(given(QLabel(translate("Uploads", "Uploads")), "heading"), 1)
        for button in (self.add, self.pause_all, self.resume_all, self.clear):
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 8, 8)
        head = QVBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.addLayout(top)
        head.addWidget(self.summary)
        layout.addLayout(head)
        for widget in (self._empty, self.view):
            self._body.addWidget(widget)
        layout.addWidget(self._body, 1)
        self.setFocusProxy(self.view)
        self._settle()

    def _wire(self) -> None:
        self._empty.pressed.connect(self.upload_wanted)
        self.add.clicked.connect(self._offer_ways)
        self.view.wanted.connect(self.deeds.do)
        self.view.helped.connect(self.deeds.help)
        self.view.toggled.connect(self.deeds.toggle)
        self.view.opened.connect(self.deeds.open)
        self.view.moved.connect(self.deeds.move)
        self.deeds.edit_wanted.connect(self.edit_wanted)
        self.deeds.trim_wanted.connect(self.trim_wanted)
        self.view.menu_wanted.connect(self._open_menu)
        self.view.scrolled.connect(self._looking.start)
        self.model.arranged.connect(self._looking.start)
        self.model.dataChanged.connect(self._settle)
        self.model.arranged.connect(self._settle)
        self.pictures.arrived.connect(self.model.touch)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    # Whose they are

    def attach(self, queue: Queue) -> None:
        self.deeds.queue = queue

    def detach(self) -> None:
        self.deeds.queue = None
        self._changed.clear()
        self.model.apply({}, [film.key for film in self.model.films])
        self.joining.detach()
        self._told = Told()
        self._settle()

    def attach_visit(self, visit: Visit) -> None:
        self.joining.attach(visit)
        self.pictures.posters = visit.posters
        visit.posters.arrived.connect(self._picture_arrived)

    def detach_visit(self) -> None:
        self.pictures.posters = None

    # What becomes of them

    @property
    def films(self) -> tuple[UploadEntry, ...]:
        return self.model.films

    def show_uploads(self, uploads: Sequence[Progress]) -> None:
        """What the queue tells, in any order."""
        self._changed.update({upload.upload_id: upload for upload in uploads})
        if self.model.rowCount() < AT_ONCE and len(uploads) < AT_ONCE:
            self._show_changed()
        elif not self._together.isActive():
            self._together.start(TOGETHER_MS)

    def put_in_order(self, uploads: Sequence[Progress]) -> None:
        """All that there are."""
        self._changed.update({upload.upload_id: upload for upload in uploads})
        self._asks_unfinished = True
        self._show_changed()

    def apply(self, videos: Sequence[Video]) -> None:
        """The server tells of its videos."""
        self.model.apply(self.joining.take(videos))

    def reload(self) -> None:
        self.joining.ask_again()
        self._looking.start()

    def _show_changed(self) -> None:
        """What was cancelled goes, also from the journal."""
        portion = list(islice(self._changed, PORTION))
        changed = {key: self._changed.pop(key) for key in portion}
        gone = {key for key, upload in changed.items() if upload.state is State.CANCELLED}
        films = {k: self.joining.join(u) for k, u in changed.items() if k not in gone}
        self.model.apply(films, gone)
        self.deeds.forget(gone)
        if self._changed:
            self._together.start(0)
        elif self._asks_unfinished:
            self._asks_unfinished = False
            self.joining.ask_unfinished()

    def _picture_arrived(self, video_id: str) -> None:
        if (key := self.joining.upload_of(video_id)) is not None:
            self.model.touch(key)

    def _look_up(self) -> None:
        if self.view.isVisible():
            self.joining.ask_for(self.view.on_screen())

    def _settle(self) -> None:
        """Everything that follows from which uploads there are."""
        sums, some = self.model.sums, bool(self.model.rowCount())
        self._body.setCurrentIndex(some)
        for widget in (self.summary, self.pause_all, self.resume_all, self.clear):
            widget.setVisible(some)
        now = monotonic()
        self._told = self._told.after(sums.seconds_left, now)
        self.summary.setText(summary(sums, self._told.seconds_left(now)))
        self.pause_all.setEnabled(sums.sending > sums.paused)
        self.resume_all.setEnabled(bool(sums.paused))
        self.clear.setEnabled(bool(sums.groups[Group.DONE]))
        if sums.sending != self._count:
            self._count = sums.sending
            self.count_changed.emit(self._count)

    # What the user does

    def paste(self) -> None:
        """Files that were copied in a file manager."""
        urls = QGuiApplication.clipboard().mimeData().urls()
        if paths := [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]:
            self.files_given.emit(paths)

    def _offer_ways(self) -> None:
        words, ask = translate("Uploads", "Files…"), self.upload_wanted.emit
        files = MenuEntry("film", words, ask, keys="Ctrl+U")
        folder = MenuEntry("uploads", translate("Uploads", "Folder…"), self.folder_wanted.emit)
        can_paste = QGuiApplication.clipboard().mimeData().hasUrls()
        words = translate("Uploads", "Paste files")
        paste = MenuEntry("link", words, self.paste, enabled=can_paste, keys="Ctrl+V")
        words, ask = translate("Uploads", "Watched folders…"), self.watching_wanted.emit
        menu = menu_of(self.add, "add_menu", files, folder, paste, MenuEntry("later", words, ask))
        popup_within(menu, self.window(), below(self.add))

    def _clear(self) -> None:
        done = [film.key for film in self.model.films if film.group is Group.DONE]
        self.model.apply({}, done)
        self.deeds.forget(done)

    def menu_for(self, films: Sequence[UploadEntry]) -> QMenu:
        """Everything that can be done with them."""
        menu = menu_of(self, "upload_menu")
        if len(films) > 1:
            menu.addSection(translate("Uploads", "%n upload(s)", len(films)))
        elif (helping := help_for(films[0])) is not None:
            entry = menu.addAction(help_label(helping))
            entry.triggered.connect(lambda: self.deeds.help(films[0]))
            menu.addSeparator()
        for group in offered(films, self.model.opened):
            for act in group:
                keys = f"\t{KEYS[act]}" if act in KEYS else ""
                entry = menu.addAction(label(act) + keys)
                if act in PICTURES:
                    entry.setIcon(icons.icon(PICTURES[act]))
                entry.setObjectName(f"upload_{act}")
                entry.triggered.connect(lambda _on=False, act=act: self.deeds.do(act, films))
            menu.addSeparator()
        return menu

    def _open_menu(self, at: QPoint) -> None:
        if films := self.view.chosen():
            popup_within(self.menu_for(films), self.window(), at)
