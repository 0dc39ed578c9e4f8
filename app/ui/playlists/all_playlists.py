"""The account's playlists, "Watch later" on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout

from app.errors import MatineeError
from app.server.viewing import LATER, Playlist
from app.ui.lists.model import RowPage
from app.ui.lists.rows import RowList
from app.ui.navigation.page import Page, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.playlists.dialogs import PlaylistDialog, ask_delete
from app.ui.playlists.words import row_of_playlist
from app.ui.style.menus import MenuEntry, menu_of
from app.ui.style.parts import given, popup_within
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.viewing_calls import ViewingCalls


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of the account's playlists."""

    playlists: tuple[Playlist, ...]
    next_cursor: str | None


def own_playlists(viewing: ViewingCalls, cursor: str | None) -> Listed:
    """A page of them; "Watch later" is the first of all, wherever the backend has it."""
    playlists, next_cursor = viewing.playlists(cursor)
    others = tuple(each for each in playlists if not each.later)
    first = (viewing.playlist(LATER, limit=1).playlist,) if cursor is None else ()
    return Listed((*first, *others), next_cursor)


class PlaylistsPage(Page):
    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._known: dict[str, Playlist] = {}
        self.rows = RowList(colours, translate("Playlists", "Playlists"))
        self.new = given(
            QPushButton(translate("Playlists", "New playlist…")), "new_playlist", kind="primary"
        )
        head = QHBoxLayout()
        head.setContentsMargins(24, 14, 24, 10)
        head.addWidget(given(QLabel(self.title), "heading"), 1)
        head.addWidget(self.new)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.rows, 1)
        self.setFocusProxy(self.rows.view)
        self._wire()

    def _wire(self) -> None:
        self.new.clicked.connect(lambda: self.edit(None))
        self.rows.opened.connect(lambda key: self.go_wanted.emit(Place(Kind.PLAYLIST, key)))
        self.rows.removed.connect(self.ask_delete)
        self.rows.menu_wanted.connect(self._menu_at)
        self.rows.refused.connect(self._refused)

    @property
    def title(self) -> str:
        return translate("Playlists", "Playlists")

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.new.setVisible(visit.account is not None)
        self.rows.attach(visit.posters)

    def detach(self) -> None:
        self._visit = None
        self._known.clear()
        self.rows.detach()
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    def show_place(self, _place: Place) -> None:
        """Anew each time: what is on a list changes elsewhere."""
        if (visit := self._visit) is None:
            return
        if visit.account is None:
            words = translate("Playlists", "Playlists belong to an account. Sign in to have some.")
            self.rows.states.say("playlists", words)
        elif self.rows.states.shows_view:
            self.rows.reload()
        else:
            viewing = visit.client.viewing
            self.rows.show_rows(
                visit.scope, lambda cursor: own_playlists(viewing, cursor), self._read
            )

    def reload(self) -> None:
        self.rows.reload()

    def _read(self, listed: Listed) -> RowPage:
        self._known |= {each.id: each for each in listed.playlists}
        return RowPage(tuple(map(row_of_playlist, listed.playlists)), listed.next_cursor)

    def _refused(self, error: MatineeError) -> None:
        self.rows.states.say("warning", told(error.sentence))

    # What the user does

    def edit(self, playlist: Playlist | None) -> PlaylistDialog | None:
        """Ask for the name and who sees it; None: of a new one."""
        if (visit := self._visit) is None:
            return None
        dialog = PlaylistDialog(visit.client, visit.scope, playlist, self)
        dialog.saved.connect(self._saved)
        dialog.open()
        return dialog

    def ask_delete(self, key: str) -> None:
        playlist = self._known.get(key)
        if playlist is not None and not playlist.later:
            ask_delete(self, playlist, lambda: self._delete(key))

    def menu_for(self, key: str) -> QMenu:
        """What can be done with a playlist; "Watch later" stays as it is."""
        playlist = self._known[key]
        place = Place(Kind.PLAYLIST, key)
        return menu_of(
            self,
            "playlist_menu",
            MenuEntry(
                "playlists", translate("Playlists", "Open"), lambda: self.go_wanted.emit(place)
            ),
            MenuEntry(
                "edit",
                translate("Playlists", "Edit…"),
                lambda: self.edit(playlist),
                not playlist.later,
            ),
            MenuEntry(
                "delete",
                translate("Playlists", "Delete…"),
                lambda: self.ask_delete(key),
                not playlist.later,
                "Del",
            ),
        )

    def _menu_at(self, key: str, at: QPoint) -> None:
        popup_within(self.menu_for(key), self.window(), at)

    def _saved(self, playlist: Playlist) -> None:
        """The last changed is the first, below "Watch later"."""
        self._known[playlist.id] = playlist
        rows = self.rows.model.rows
        self.rows.model.take(playlist.id)
        self.rows.model.put(row_of_playlist(playlist), rows[0].key if rows else None)

    def _delete(self, key: str) -> None:
        if (visit := self._visit) is not None:
            delete = visit.client.viewing.delete_playlist
            visit.scope.run(lambda: delete(key), lambda _none: self._deleted(key))

    def _deleted(self, key: str) -> None:
        self.rows.model.take(key)
