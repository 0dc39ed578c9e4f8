"""Which page stands for which kind of place: here a page is added, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import Sentence
from app.ui.library.page import Library
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Kind
from app.ui.style.parts import given
from app.ui.style.words import told, translate
from app.ui.uploads.page import UploadsPage

if TYPE_CHECKING:
    from app.ui.background import Background
    from app.ui.style.theme import Colours

SORTS = (
    (Sentence("Newest first"), "newest"),
    (Sentence("Oldest first"), "oldest"),
    (Sentence("Title"), "title"),
    (Sentence("Longest first"), "longest"),
)


def make_pages(
    library: Library,
    uploads: UploadsPage,
    background: Background,  # noqa: ARG001 (for those to come)
    colours: Colours,  # noqa: ARG001
) -> Mapping[Kind, Page]:
    """One for each kind; the same page may stand for several. A page heads itself with its
    title, and has what orders and narrows it beside that."""
    return {
        Kind.HOME: StandIn(translate("Places", "Home")),
        Kind.FOLLOWING: StandIn(translate("Places", "Following")),
        Kind.YOURS: Yours(library),
        Kind.PLAYLISTS: StandIn(translate("Places", "Playlists")),
        Kind.PLAYLIST: StandIn(translate("Places", "Playlist")),
        Kind.HISTORY: StandIn(translate("Places", "History")),
        Kind.UPLOADS: uploads,
        Kind.CHANNEL: StandIn(translate("Places", "Channel")),
        Kind.SEARCH: StandIn(translate("Places", "Search")),
    }


class StandIn(Page):
    """Where a page will be."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 24)
        layout.addWidget(given(QLabel(title), "heading"))
        layout.addStretch(1)

    @property
    def title(self) -> str:
        return self._title


class Yours(Page):
    """The account's own videos: the library with its order."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.sort = given(QComboBox(), "sort", accessibleName=translate("Header", "Order"))
        for label, key in SORTS:
            self.sort.addItem(told(label), key)
        self.sort.currentIndexChanged.connect(
            lambda _row: library.sort_by(str(self.sort.currentData()))
        )
        self._head = self._heading()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(library, 1)
        library.play_wanted.connect(lambda video: self.play_wanted.emit(PlayWanted(video)))
        for changed in (
            library.model.rowsInserted,
            library.model.rowsRemoved,
            library.model.modelReset,
        ):
            changed.connect(self._choose_head)
        self._choose_head()
        self.setFocusProxy(library.grid)

    def _heading(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(24, 14, 24, 0)
        row.addWidget(given(QLabel(self.title), "heading"), 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.sort)
        return head

    def _choose_head(self) -> None:
        """Where there is nothing to order, the newcomer sees where to drop a film, and no more."""
        self._head.setVisible(bool(self._library.model.rowCount()))

    def attach(self, visit: Visit) -> None:
        self._library.attach(visit.client, visit.posters)

    def detach(self) -> None:
        self._library.detach()

    def reload(self) -> None:
        self._library.reload()

    @property
    def title(self) -> str:
        return translate("Places", "Your videos")
