"""Which page stands for which kind of place: here a page is added, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.ui.channels.page import ChannelPage
from app.ui.history.page import HistoryPage
from app.ui.home.following import Following
from app.ui.home.page import Home
from app.ui.library.page import Library
from app.ui.navigation.page import Page
from app.ui.navigation.places import Kind
from app.ui.playlists.all_playlists import PlaylistsPage
from app.ui.playlists.one_playlist import OnePlaylistPage
from app.ui.search.page import SearchPage
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
        Kind.PLAYLISTS: PlaylistsPage(colours),
        Kind.PLAYLIST: OnePlaylistPage(colours),
        Kind.HISTORY: HistoryPage(colours),
        Kind.UPLOADS: uploads,
        Kind.CHANNEL: ChannelPage(background, colours),
        Kind.SEARCH: SearchPage(background, colours),
    }
