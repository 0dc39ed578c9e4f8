"""What is around the pages: header, sidebar, and the way from place to place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.server.catalogue import Wanted
from app.server.videos import Video
from app.ui.frame.header import Header
from app.ui.frame.notices import Notice
from app.ui.frame.sidebar import Shape, Sidebar, WithSidebar, places_of
from app.ui.navigation.page import Page, Visit
from app.ui.navigation.places import Kind, Place, Way
from app.ui.style.parts import given

MOST_ENTRIES = 8


class Frame(QWidget):
    """Shows one page at a time, and knows how one came there. Pages go where they want by it.
    Those that have `makers` are made when they are first shown: most visits see two or three."""

    titled = Signal(str)
    """Another page is shown, or it has another title."""
    play_wanted = Signal(object)
    sign_in_wanted = Signal()
    wanted = Signal(object, object)
    rested_on = Signal(object)
    """As of pages."""

    def __init__(
        self,
        header: Header,
        notices: Sequence[Notice],
        pages: Mapping[Kind, Page],
        makers: Mapping[Kind, Callable[[], Page]],
    ) -> None:
        super().__init__()
        given(self, "page")
        self._header, self._makers = header, makers
        self._pages = dict(pages)
        self._visit: Visit | None = None
        self._kinds: tuple[Kind, ...] = (Kind.YOURS,)
        self._way: Way | None = None
        self._whose: tuple[str, str] | None = None
        self._begin_at: Place | None = None
        self._seen, self._stale = set[Page](), set[Page]()
        self.sidebar = Sidebar()
        self._stack = QStackedWidget()
        self.body = WithSidebar(self.sidebar, self._stack)
        for page in pages.values():
            self._take_in(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        for notice in notices:
            layout.addWidget(notice)
        layout.addWidget(self.body, 1)
        self._wire()

    def _wire(self) -> None:
        self.sidebar.chosen.connect(lambda kind: self.go(Place(kind)))
        self.body.shape_changed.connect(
            lambda: self._header.sidebar.setVisible(self.body.shape is Shape.DRAWER)
        )
        self._header.sidebar.clicked.connect(self.body.open_drawer)
        self._header.back.clicked.connect(self.back)
        self._header.uploads_wanted.connect(lambda: self.go(Place(Kind.UPLOADS)))
        self._header.search.searched.connect(self._search)
        self._header.search.left.connect(self.focus_page)
        keys: dict[str, Callable[[], None]] = {
            "Alt+Left": self.back,
            "Alt+Right": self.forward,
            "Ctrl+F": self._focus_search,
        }
        for number in range(1, MOST_ENTRIES + 1):
            keys[f"Ctrl+{number}"] = partial(self.sidebar.press, number)
        for sequence, do in keys.items():
            QShortcut(QKeySequence(sequence), self).activated.connect(do)

    def _take_in(self, page: Page) -> None:
        self._stack.addWidget(page)
        page.go_wanted.connect(self.go)
        page.play_wanted.connect(self.play_wanted)
        page.sign_in_wanted.connect(self.sign_in_wanted)
        page.wanted.connect(self.wanted)
        page.rested_on.connect(self.rested_on)
        page.title_changed.connect(self._tell_title)
        if self._visit is not None:
            page.attach(self._visit)

    # Whose pages they are

    def begin_at(self, place: Place | None) -> None:
        """Where the next visit begins, if there is such a place for it."""
        self._begin_at = place

    def attach(self, visit: Visit) -> None:
        """The pages are this visit's. Who comes back is where they were."""
        self._visit = visit
        self._kinds = places_of(visit)
        self.sidebar.offer(self._kinds)
        self._header.show_visit(visit)
        self._seen.clear()
        self._stale.clear()
        for page in tuple(self._pages.values()):
            page.attach(visit)
        whose = visit.server, visit.account.id if visit.account else ""
        if self._way is None or whose != self._whose:
            self._way = Way(self._reachable(self._begin_at or Place(self._kinds[0])))
        self._whose, self._begin_at = whose, None
        self._show()

    def detach(self) -> None:
        self._visit = None
        for page in tuple(self._pages.values()):
            page.detach()

    def forget(self) -> None:
        """The next visit is somebody else's, and begins anew."""
        self._way = self._begin_at = None
        self._header.search.show_words("")

    # Where one is

    @property
    def here(self) -> Place:
        return self._way.here if self._way else Place(self._kinds[0])

    @property
    def to_keep(self) -> Place | None:
        """Where to begin the next time; a search is nothing to begin with."""
        if self._way is None:
            return self._begin_at
        places = (*self._way.behind, self._way.here)
        return next((each for each in reversed(places) if each.kind is not Kind.SEARCH), None)

    @property
    def page(self) -> Page:
        """The one for where one is, made if it never was."""
        kind = self.here.kind
        if kind not in self._pages:
            self._pages[kind] = self._makers[kind]()
            self._take_in(self._pages[kind])
        return self._pages[kind]

    def go(self, place: Place) -> None:
        self._walk(lambda way: way.go(self._reachable(place)))

    def back(self) -> None:
        self._walk(Way.back)

    def forward(self) -> None:
        self._walk(Way.forward)

    def _walk(self, step: Callable[[Way], Way]) -> None:
        if self._way is not None and (way := step(self._way)) is not self._way:
            self._way = way
            self._show()

    def _reachable(self, place: Place) -> Place:
        """Where there is no such place for this visit, the first one."""
        has_entry = place.kind in self.sidebar.buttons
        return place if place.kind in self._kinds or not has_entry else Place(self._kinds[0])

    def _show(self) -> None:
        page, here = self.page, self.here
        self._stack.setCurrentWidget(page)
        self.sidebar.mark(here.kind)
        self._header.back.setEnabled(bool(self._way and self._way.behind))
        self._header.search.show_words(here.wanted.query)
        page.show_place(here)
        self._seen.add(page)
        if page in self._stale:
            self._stale.discard(page)
            page.reload()
        self._tell_title()

    def _tell_title(self) -> None:
        self.titled.emit(self.page.title)

    def focus_page(self) -> None:
        self.page.setFocus()

    def _focus_search(self) -> None:
        self._header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _search(self, query: str) -> None:
        here = self.here
        if here.kind is not Kind.SEARCH:
            if query:
                self.go(Place(Kind.SEARCH, wanted=Wanted(query=query)))
        elif query:
            wanted = replace(here.wanted, query=query)
            self._walk(lambda way: way.instead(replace(here, wanted=wanted)))
        else:
            self._leave_search()

    def _leave_search(self) -> None:
        if self._way is not None and self._way.behind:
            self.back()
        else:
            self._walk(lambda way: way.instead(Place(self._kinds[0])))

    # What changes

    def reload(self) -> None:
        """What is on the screen at once, what was there before when it is again."""
        self._stale = self._seen - {self.page}
        self.page.reload()

    def apply(self, videos: Sequence[Video]) -> None:
        for page in tuple(self._pages.values()):
            page.apply(videos)

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        for page in tuple(self._pages.values()):
            page.apply_public(gone, videos)
