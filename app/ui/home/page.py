"""Home: what to go on with, what is new where one follows, and what there is besides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import MatineeError
from app.server.catalogue import Sort, Wanted
from app.server.videos import Video
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.cards.layout import MARGIN
from app.ui.cards.states import StatePage
from app.ui.home.shelf import Shelf
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style.parts import given, scrolling, timer
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client

PATIENCE_MS = 400
REFRESH_MS = 1500
"""After something was published: what comes meanwhile is shown at the same time."""
MOST = 20


@dataclass(frozen=True, slots=True)
class Reason:
    """Why videos are offered; `place` has all of them."""

    name: str
    title: str
    place: Place
    videos: Callable[[Client], Sequence[Video]]
    for_guests: bool = True


def reasons() -> tuple[Reason, ...]:
    newest, popular = Wanted(sort=Sort.NEWEST), Wanted(sort=Sort.POPULAR)
    return (
        Reason(
            "go_on", translate("Home", "Continue watching"), Place(Kind.HISTORY), unfinished, False
        ),
        Reason(
            "followed",
            translate("Home", "New from channels you follow"),
            Place(Kind.FOLLOWING),
            lambda client: client.viewing.followed_videos(limit=MOST).videos,
            False,
        ),
        Reason(
            "newest",
            translate("Home", "Newest"),
            Place(Kind.SEARCH, wanted=newest),
            lambda client: client.viewing.catalogue(newest, limit=MOST).videos,
        ),
        Reason(
            "popular",
            translate("Home", "Popular"),
            Place(Kind.SEARCH, wanted=popular),
            lambda client: client.viewing.catalogue(popular, limit=MOST).videos,
        ),
    )


def unfinished(client: Client) -> Sequence[Video]:
    watched = client.viewing.history(unfinished=True, limit=MOST).watched
    return [line.video for line in watched if line.video is not None]


class Home(Page):
    def __init__(self, background: Background, colours: Colours) -> None:
        super().__init__()
        self._background = background
        self._visit: Visit | None = None
        self._awaited = 0
        self._again = False
        self._fault: MatineeError | None = None
        self._reasons = reasons()
        self.shelves = {
            each.name: Shelf(colours, f"shelf_{each.name}", each.title) for each in self._reasons
        }
        self.empty = StatePage(
            "home_empty",
            "film",
            translate("Home", "Nothing to watch yet"),
            translate("Home", "What people publish here appears on this page."),
            translate("Home", "Go to your videos"),
        )
        self.trouble = StatePage(
            "home_trouble",
            "warning",
            translate("Home", "Home can't be shown just now."),
            "",
            translate("Home", "Try again"),
        )
        self._patience = timer(self, PATIENCE_MS, self._wait)
        self._refresh = timer(self, REFRESH_MS, self.reload)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        inside = given(QWidget(), "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, 8, 0, 16)
        column.setSpacing(8)
        for shelf in self.shelves.values():
            column.addWidget(shelf)
        for state in (self.empty, self.trouble):
            state.hide()
            column.addWidget(state, 1)
        column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(inside))

    def _wire(self) -> None:
        for reason in self._reasons:
            shelf = self.shelves[reason.name]
            shelf.all_wanted.connect(lambda place=reason.place: self.go_wanted.emit(place))
            shelf.wanted.connect(lambda action, videos, s=shelf: self._do(s, action, videos))
            shelf.grid.rested_on.connect(self.rested_on)
            shelf.grid.refused.connect(self._background.troubled)
        self.empty.pressed.connect(lambda: self.go_wanted.emit(Place(Kind.YOURS)))
        self.trouble.pressed.connect(self.reload)

    @property
    def title(self) -> str:
        return translate("Home", "Home")

    # Whose it is

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.empty.button.setVisible(visit.account is not None)
        for shelf in self.shelves.values():
            shelf.grid.terms = visit.terms
            shelf.grid.show_pictures(visit.posters)

    def detach(self) -> None:
        self._visit, self._awaited, self._again = None, 0, False
        self._patience.stop()
        self._refresh.stop()
        for shelf in self.shelves.values():
            shelf.grid.show_pictures(None)
            shelf.fill(())
        for state in (self.empty, self.trouble):
            state.hide()

    def show_place(self, _place: Place) -> None:
        self.reload()

    def watched(self) -> None:
        """What to continue with is something else now."""
        self.reload()

    def reload(self) -> None:
        visit = self._visit
        if visit is None or self._awaited:
            self._again = visit is not None
            return
        self._again = False
        asked = [each for each in self._reasons if each.for_guests or visit.account is not None]
        self._awaited, self._fault = len(asked), None
        self._patience.start()
        for reason in asked:
            self._ask(visit, reason)

    def _ask(self, visit: Visit, reason: Reason) -> None:
        client, shelf = visit.client, self.shelves[reason.name]

        def fill(videos: Sequence[Video]) -> None:
            shelf.fill(videos)
            self._answered(None)

        visit.scope.run(lambda: reason.videos(client), fill, self._answered)

    def _answered(self, fault: MatineeError | None) -> None:
        self._awaited -= 1
        self._fault = self._fault or fault
        if not self._awaited:
            self._patience.stop()
            self._choose_state()
            if self._again:  # what is on its way was asked for too early
                self.reload()

    def _choose_state(self) -> None:
        for shelf in self.shelves.values():
            shelf.fill(shelf.videos)
        there = self._show_state()
        if (fault := self._fault) is not None:
            self.trouble.say(self.trouble.heading.text(), told(fault.sentence))
            if there:
                self._background.troubled.emit(told(fault.sentence))

    def _show_state(self) -> bool:
        """Say why there is nothing; returns whether there is something."""
        there = any(shelf.videos for shelf in self.shelves.values())
        self.empty.setVisible(not there and self._fault is None)
        self.trouble.setVisible(not there and self._fault is not None)
        return there

    def _wait(self) -> None:
        """The answers take their time."""
        for state in (self.empty, self.trouble):
            state.hide()
        if not any(shelf.videos for shelf in self.shelves.values()):
            for reason in self._reasons[-2:]:
                self.shelves[reason.name].wait()

    # What changes

    def apply(self, videos: Sequence[Video]) -> None:
        for shelf in self.shelves.values():
            shelf.apply(videos)
        self._note_gone()

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        """What is new belongs on shelves by the server's rules: they are asked for again."""
        known = {video.id for shelf in self.shelves.values() for video in shelf.videos}
        for shelf in self.shelves.values():
            shelf.apply(videos)
            shelf.remove(gone)
        self._note_gone()
        if any(video.id not in known for video in videos) and self.isVisible():
            self._refresh.start()

    def _note_gone(self) -> None:
        """The last of all may have gone."""
        if self.isVisible() and not self._awaited:
            self._show_state()

    # What the user does

    def _do(self, shelf: Shelf, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.PLAY:
            queue = videos if len(videos) > 1 else shelf.videos
            self.play_wanted.emit(PlayWanted(videos[0], queue))
        else:
            self.pass_on(action, videos)
