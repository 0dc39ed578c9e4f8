"""Your videos: the account's own, with what is uploaded just now; and where to drop the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.errors import Sentence
from app.server.catalogue import LONGEST_QUERY
from app.server.uploads import Space
from app.server.videos import Video
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.cards.states import StatePage
from app.ui.cards.video_list import VideoList
from app.ui.cards.wording import Shown
from app.ui.library.drop_zone import DropZone
from app.ui.library.space import space_words
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Place
from app.ui.style import icons
from app.ui.style.parts import given, timer
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate
from app.upload.engine.progress import Progress

PAGE = 48
SEARCH_DELAY_MS = 250
ONE_LINE = 560
"""So wide that the title and what narrows the list stand side by side."""
LARGEST = "largest"
SORTS = (
    (Sentence("Newest first"), "newest"),
    (Sentence("Oldest first"), "oldest"),
    (Sentence("Title"), "title"),
    (Sentence("Longest first"), "longest"),
    (Sentence("Largest first"), LARGEST),
)


class Library(Page):
    upload_wanted = Signal()
    became_ready = Signal(object)

    def __init__(self, background: Background, colours: Colours) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._begun = False
        self.drop_zone = DropZone()
        nothing = StatePage(
            "nothing_found",
            "search",
            translate("Library", "No video of yours has these words."),
            "",
            translate("Library", "Show all"),
        )
        self.list = VideoList(
            background, colours, Shown(channel=False), empty=self.drop_zone, nothing=nothing
        )
        self.filter = self._new_filter()
        self.sort = self._new_sort()
        self._head = self._heading()
        self.space = given(QLabel(wordWrap=True), "quiet")
        self.space.setContentsMargins(24, 0, 24, 6)
        self.space.hide()
        self.footer = given(QLabel(), "quiet")
        self.footer.setContentsMargins(24, 4, 24, 10)
        self.footer.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self.space)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.footer)
        self._wait_for_typing = timer(self, SEARCH_DELAY_MS, self._begin)
        self.setFocusProxy(self.list)
        self._wire(nothing)

    def _wire(self, nothing: StatePage) -> None:
        self.list.wanted.connect(self._do)
        self.list.rested_on.connect(self.rested_on)
        self.list.filled.connect(self._choose_head)
        self.drop_zone.pressed.connect(self.upload_wanted)
        nothing.pressed.connect(self.filter.clear)
        self.filter.textChanged.connect(lambda _words: self._wait_for_typing.start())
        self.sort.currentIndexChanged.connect(lambda _row: self._begin())

    def _new_filter(self) -> QLineEdit:
        words = translate("Library", "Filter your videos")
        field = given(QLineEdit(), "filter", placeholderText=words, accessibleName=words)
        field.setClearButtonEnabled(True)
        field.setMaxLength(LONGEST_QUERY)
        field.setMaximumWidth(260)
        glass = icons.icon("search", "quiet")
        field.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        return field

    def _new_sort(self) -> QComboBox:
        sort = given(QComboBox(), "sort", accessibleName=translate("Library", "Order"))
        for label, key in SORTS:
            sort.addItem(told(label), key)
        sort.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return sort

    def _heading(self) -> QWidget:
        head = QWidget()
        self._ways = QBoxLayout(QBoxLayout.Direction.LeftToRight, head)
        self._ways.setContentsMargins(24, 14, 24, 2)
        self._ways.setSpacing(12)
        self._ways.addWidget(given(QLabel(self.title), "heading"), 1)
        narrowing = QHBoxLayout()
        narrowing.setSpacing(12)
        narrowing.addWidget(self.filter, 1)
        narrowing.addWidget(self.sort)
        self._ways.addLayout(narrowing, 1)
        head.hide()
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < ONE_LINE
        ways = QBoxLayout.Direction
        self._ways.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    @property
    def title(self) -> str:
        return translate("Library", "Your videos")

    @property
    def videos(self) -> tuple[Video, ...]:
        return self.list.videos

    # Whose it is

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.list.attach(visit.posters, visit.scope, visit.terms)

    def detach(self) -> None:
        self._visit, self._begun = None, False
        self.list.detach()
        self.filter.clear()
        self._wait_for_typing.stop()
        self.space.hide()
        self._choose_head()

    def show_place(self, _place: Place) -> None:
        if not self._begun:
            self._begin()

    def reload(self) -> None:
        self.list.reload()

    def _begin(self) -> None:
        if (visit := self._visit) is None:
            return
        self._begun = True
        client, query, sort = visit.client, self.query, str(self.sort.currentData())
        # Where nobody else can come, everything is private, and nothing is worth saying of it.
        shown = Shown(channel=False, private=bool(visit.server), size=sort == LARGEST)
        self.list.grid.painter.shown = shown
        self._ask_space()
        self.list.show_from(
            lambda cursor: client.videos(query=query, sort=sort, cursor=cursor, limit=PAGE),
            searched=bool(query),
        )

    def show_largest(self) -> None:
        """What takes most room comes first, with how much that is."""
        self.filter.clear()
        self.sort.setCurrentIndex(self.sort.findData(LARGEST))

    def _ask_space(self) -> None:
        if self._visit is None or self.sort.currentData() != LARGEST:
            self.space.hide()
            return
        self._visit.scope.run(self._visit.client.space, self._show_space, lambda _error: None)

    def _show_space(self, space: Space | None) -> None:
        self.space.setText(space_words(space))
        self.space.setVisible(bool(self.space.text()) and self.sort.currentData() == LARGEST)

    @property
    def query(self) -> str:
        return self.filter.text().strip()

    def _choose_head(self) -> None:
        """Where there is nothing to order, a newcomer sees where to drop a film, and no more."""
        self._head.setVisible(bool(self.videos or self.query))

    # What changes

    def apply(self, videos: Sequence[Video]) -> None:
        known = self.list.apply(videos, insert=not self.query)
        for before, video in zip(known, videos, strict=True):
            if before is not None and before.state == "processing" and video.state == "ready":
                self.became_ready.emit(video)
        if any(video.state == "deleted" for video in videos):
            self._ask_space()
        self._choose_head()

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        """Its own are told by `apply`."""

    def note_uploads(self, uploads: Iterable[Progress]) -> None:
        self.list.model.note_uploads(uploads)

    # What the user does

    def _do(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.PLAY:
            several = len(videos) > 1
            self.play_wanted.emit(PlayWanted(videos[0], videos if several else self.videos))
        else:
            self.pass_on(action, videos)
