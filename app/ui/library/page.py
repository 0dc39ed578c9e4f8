"""The library: a grid of videos with search and order, and what to do when it is empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import MatineeError
from app.server.videos import Video, VideoPage
from app.ui.background import Background, Scope, Task
from app.ui.cards.card import CardPainter, can_retry
from app.ui.cards.grid import Grid
from app.ui.cards.model import VIDEO, LibraryModel, is_watchable
from app.ui.cards.posters import Posters
from app.ui.style import icons
from app.ui.style.parts import IconView, given, timer
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client

PAGE = 48
SEARCH_DELAY_MS = 250
HOVER_DELAY_MS = 150


class Library(QWidget):
    """Shows one account's videos; says what the user wants of them by signals."""

    play_wanted = Signal(object)
    details_wanted = Signal(object)
    delete_wanted = Signal(object)
    upload_wanted = Signal()
    rested_on = Signal(object)
    became_ready = Signal(object)

    def __init__(
        self, background: Background, colours: Colours, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._client: Client | None = None
        self._scope = Scope(background)
        self._task = Task()
        self._query, self._sort = "", ""
        self.model = LibraryModel(self)
        self._painter = CardPainter(self.model, colours, self)
        self.grid = Grid(self.model, self._painter)
        self._pages = QStackedWidget()
        self._loading = message_page(translate("Library", "Loading your library…"))
        self._empty = self._empty_page()
        self._nothing = message_page(translate("Library", "No video matches your search."))
        for page in (self._loading, self._empty, self._nothing, self.grid):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 4, 0)
        layout.addWidget(self._pages)
        self.footer = given(QLabel(), "quiet")
        self.footer.setContentsMargins(10, 0, 10, 10)
        self.footer.hide()
        layout.addWidget(self.footer)
        self._wait_for_typing = timer(self, SEARCH_DELAY_MS, self.reload)
        self._rest = timer(self, HOVER_DELAY_MS, self._rested)
        self._wire()

    def _wire(self) -> None:
        self.model.more_wanted.connect(self._load_more)
        self.model.rowsRemoved.connect(self._choose_page)
        self.model.rowsInserted.connect(self._choose_page)
        self.grid.customContextMenuRequested.connect(self._menu_at)
        self.grid.entered.connect(lambda _index: self._rest.start())
        self.grid.viewport().installEventFilter(self)
        self.grid.installEventFilter(self)

    def _empty_page(self) -> QWidget:
        picture = IconView(64).show_icon("upload", "accent_text")
        heading = QLabel(translate("Library", "Drop videos here"))
        heading.setObjectName("heading")
        words = QLabel(
            translate(
                "Library",
                "They upload in the background.\nYou can watch them before that is over.",
            )
        )
        words.setObjectName("quiet")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(translate("Library", "Upload videos…"))
        button.setObjectName("empty_upload")
        button.setProperty("kind", "primary")
        button.clicked.connect(self.upload_wanted)
        zone = given(QWidget(), "drop_zone")
        zone.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(zone)
        inside.setSpacing(14)
        inside.addStretch(1)
        for widget in (picture, heading, words, button):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        page = QWidget()
        around = QVBoxLayout(page)
        around.setContentsMargins(10, 8, 20, 20)
        around.addWidget(zone)
        return page

    # What it shows

    def attach(self, client: Client, posters: Posters) -> None:
        self._client = client
        self._scope = Scope(self._background)
        self._painter.posters = posters
        posters.arrived.connect(self.model.touch)
        self._pages.setCurrentWidget(self._loading)
        self.reload()

    def detach(self) -> None:
        """Nothing of this account is shown any more, nor what it still asks for."""
        self._task.forget()
        self._scope.close()
        self._client = None
        self._painter.posters = None
        self.model.clear()
        self._pages.setCurrentWidget(self._loading)

    def search(self, query: str) -> None:
        """Search as the user types, once they pause."""
        self._query = query.strip()
        self._wait_for_typing.start()

    def sort_by(self, sort: str) -> None:
        self._sort = sort
        self.reload()

    def reload(self) -> None:
        self._load(None, self._take_first)

    def apply(self, videos: list[Video]) -> None:
        """Take over changes that the backend told of."""
        for video in videos:
            before = self.model.apply(video, insert=not self._query)
            if before is not None and before.state == "processing" and video.state == "ready":
                self.became_ready.emit(video)

    def _load_more(self) -> None:
        self._load(self.model.next_cursor, self.model.append)

    def _load(self, cursor: str | None, then: Callable[[VideoPage], None]) -> None:
        if (client := self._client) is None:
            return
        query, sort = self._query, self._sort or None
        self._task.forget()
        self._task = self._scope.run(
            lambda: client.videos(query=query, sort=sort, cursor=cursor, limit=PAGE),
            then,
            self._not_loaded,
        )

    def _take_first(self, page: VideoPage) -> None:
        chosen = self.selected()
        self.model.start_over(page)
        self._choose_page()
        if chosen is not None and (row := self.model.row_of(chosen.id)) is not None:
            self.grid.setCurrentIndex(self.model.index(row))

    def _not_loaded(self, error: MatineeError) -> None:
        self.model.more_failed()
        self._background.troubled.emit(told(error.sentence))

    def _choose_page(self) -> None:
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.grid)
        else:
            self._pages.setCurrentWidget(self._nothing if self._query else self._empty)

    # What the user does

    def selected(self) -> Video | None:
        video: Video | None = self.grid.currentIndex().data(VIDEO)
        return video

    def retry(self, video: Video) -> None:
        if (client := self._client) is not None:
            self._scope.run(lambda: client.retry_video(video.id), lambda new: self.apply([new]))

    def open(self, video: Video) -> None:
        """What Enter and a click do: play it, or whatever comes nearest."""
        if is_watchable(video):
            self.play_wanted.emit(video)
        elif can_retry(video):
            self.retry(video)
        else:
            self._background.troubled.emit(why_not_yet(video))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            return self._clicked(event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return watched is self.grid and self._key(event)
        return super().eventFilter(watched, event)

    def _clicked(self, event: QMouseEvent) -> bool:
        at = event.position().toPoint()
        index = self.grid.indexAt(at)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return False
        video: Video = index.data(VIDEO)
        match self._painter.button_at(event, self.grid.visualRect(index), video):
            case "more":
                self._menu_at(at)
            case "retry":
                self.retry(video)
            case _:
                self.open(video)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        video = self.selected()
        if video is None:
            return False
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.open(video)
            case Qt.Key.Key_Delete:
                self.delete_wanted.emit(video)
            case Qt.Key.Key_F2:
                self.details_wanted.emit(video)
            case Qt.Key.Key_Menu:
                self._menu_at(self.grid.visualRect(self.grid.currentIndex()).center())
            case _:
                return False
        return True

    def _menu_at(self, at: QPoint) -> None:
        index: QModelIndex = self.grid.indexAt(at)
        if index.isValid():
            self.grid.setCurrentIndex(index)
            menu = self.menu_for(index.data(VIDEO))
            menu.popup(self.grid.viewport().mapToGlobal(at))

    def menu_for(self, video: Video) -> QMenu:
        """Everything that can be done with a video."""
        menu = given(QMenu(self), "video_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        details, delete = translate("Library", "Details…"), translate("Library", "Delete…")
        for name, label, enabled, do in (
            (
                "play",
                translate("Library", "Play"),
                is_watchable(video),
                lambda: self.play_wanted.emit(video),
            ),
            ("replay", translate("Library", "Retry"), can_retry(video), lambda: self.retry(video)),
            ("edit", f"{details}\tF2", True, lambda: self.details_wanted.emit(video)),
            ("delete", f"{delete}\tDel", True, lambda: self.delete_wanted.emit(video)),
        ):
            action = QAction(icons.icon(name), label, menu)
            action.setEnabled(enabled)
            action.triggered.connect(do)
            menu.addAction(action)
        return menu

    def _rested(self) -> None:
        """The pointer stays on a card: it is likely to be played next."""
        at = self.grid.viewport().mapFromGlobal(self.grid.cursor().pos())
        video: Video | None = self.grid.indexAt(at).data(VIDEO)
        if video is not None and is_watchable(video):
            self.rested_on.emit(video)


def why_not_yet(video: Video) -> str:
    title = video.title
    match video.state:
        case "uploading":
            return translate("Library", "“{title}” is still being uploaded.", title=title)
        case "verifying":
            return translate("Library", "“{title}” is being checked. In a moment.", title=title)
        case "processing":
            return translate("Library", "“{title}” is being prepared. In a moment.", title=title)
        case "archived":
            return translate("Library", "“{title}” is archived.", title=title)
        case _:
            return video.error or translate("Library", "This video can't be played.")


def message_page(words: str) -> QWidget:
    page = QWidget()
    label = given(QLabel(words), "quiet")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    QVBoxLayout(page).addWidget(label)
    return page
