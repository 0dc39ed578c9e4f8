"""Which page stands for which kind of place: here a page is added, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.server.figures import Subject
from app.ui.channels.page import ChannelPage
from app.ui.history.page import HistoryPage
from app.ui.home.following import Following
from app.ui.home.page import Home
from app.ui.navigation.page import Page
from app.ui.navigation.places import Kind
from app.ui.offline.page import DownloadsPage
from app.ui.playlists.all_playlists import PlaylistsPage
from app.ui.playlists.one_playlist import OnePlaylistPage
from app.ui.search.page import SearchPage

if TYPE_CHECKING:
    from app.ui.background import Background
    from app.ui.offline.kept import KeptFilms
    from app.ui.style.theme import Colours


def page_makers(
    background: Background, colours: Colours, kept: KeptFilms
) -> Mapping[Kind, Callable[[], Page]]:
    """One for each kind of which the window has none. A page heads itself with its title, and has
    what orders and narrows it beside that."""
    return {
        Kind.HOME: lambda: Home(background, colours),
        Kind.FOLLOWING: lambda: Following(background, colours),
        Kind.PLAYLISTS: lambda: PlaylistsPage(colours),
        Kind.PLAYLIST: lambda: OnePlaylistPage(colours),
        Kind.HISTORY: lambda: HistoryPage(colours),
        Kind.DOWNLOADS: lambda: DownloadsPage(background, colours, kept),
        Kind.CHANNEL: lambda: ChannelPage(background, colours),
        Kind.SEARCH: lambda: SearchPage(background, colours),
        Kind.FIGURES: lambda: figures_page(colours, Subject.VIDEO),
        Kind.CHANNEL_FIGURES: lambda: figures_page(colours, Subject.CHANNEL),
    }


def figures_page(colours: Colours, of: Subject) -> Page:
    """Imported when it is first shown: most visits never see it."""
    from app.ui.figures.page import FiguresPage

    return FiguresPage(colours, of)
