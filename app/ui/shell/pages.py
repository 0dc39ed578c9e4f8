"""Which page stands for which kind of place: here a page is added, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout

from app.ui.home.following import Following
from app.ui.home.page import Home
from app.ui.library.page import Library
from app.ui.navigation.page import Page
from app.ui.navigation.places import Kind
from app.ui.style.parts import given
from app.ui.style.words import translate
from app.ui.uploads.page import UploadsPage

if TYPE_CHECKING:
    from app.ui.background import Background
    from app.ui.style.theme import Colours


def make_pages(
    library: Library,
    uploads: UploadsPage,
    background: Background,
    colours: Colours,
) -> Mapping[Kind, Page]:
    """One for each kind; the same page may stand for several. A page heads itself with its
    title, and has what orders and narrows it beside that."""
    return {
        Kind.HOME: Home(background, colours),
        Kind.FOLLOWING: Following(background, colours),
        Kind.YOURS: library,
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
