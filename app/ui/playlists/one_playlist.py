"""One playlist with its videos, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QMenu, QVBoxLayout

from app.errors import MatineeError
from app.server.videos import Video
from app.server.viewing import Playlist, PlaylistPage
from app.ui.cards.actions import Action, Extra
from app.ui.cards.menu import video_menu
from app.ui.lists.model import RowPage
from app.ui.lists.rows import RowList
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.playlists.dialogs import PlaylistDialog, ask_delete
from app.ui.playlists.editing import ListEditing
from app.ui.playlists.head import PlaylistHead
from app.ui.playlists.words import row_of_entry, title_of
from app.ui.style.menus import MenuEntry, below, menu_of
from app.ui.style.parts import popup_within
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.viewing_calls import ViewingCalls

PAGE, LARGEST_PAGE = 100, 200


def all_videos(viewing: ViewingCalls, playlist_id: str) -> list[Video]:
    """Whatever can be seen on it, in its order; blocks."""
    videos, cursor = list[Video](), None
    while True:
        page = viewing.playlist(playlist_id, cursor, LARGEST_PAGE)
        videos += [entry.video for entry in page.entries if entry.video is not None]
        if (cursor := page.next_cursor) is None:
            return videos


class OnePlaylistPage(Page):
    def __init__(self, colours: Colours, random: Random | None = None) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._place: Place | None = None
        self._editing: ListEditing | None = None
        self._random = random or Random()  # noqa: S311 - chance, not a secret
        self.playlist: Playlist | None = None
        self.head = PlaylistHead()
        self.rows = RowList(colours, translate("Playlists", "Videos of the playlist"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.rows, 1)
        self.setFocusProxy(self.rows.view)
        self._wire()

    def _wire(self) -> None:
        self.head.play_wanted.connect(lambda: self._play(self._videos()))
        self.head.shuffle_wanted.connect(self._shuffle)
        self.head.menu_wanted.connect(
            lambda: popup_within(self.own_menu(), self.window(), below(self.head.more))
        )
        rows = self.rows
        rows.opened.connect(self._open)
        rows.moved.connect(self._move)
        rows.removed.connect(self._remove)
        rows.menu_wanted.connect(self._menu_at)
        rows.emptied.connect(self._say_empty)
        rows.refused.connect(self._refused)
        for name in ("rowsInserted", "rowsMoved", "rowsRemoved", "modelReset"):
            getattr(rows.model, name).connect(self._offer)

    @property
    def title(self) -> str:
        return title_of(self.playlist) if self.playlist else translate("Playlists", "Playlist")

    # Whose and which

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.rows.attach(visit.posters)

    def detach(self) -> None:
        self._visit = self._place = self.playlist = None
        self.rows.detach()
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    def show_place(self, place: Place) -> None:
        """Who comes back finds it where it was, and as it is now."""
        if (visit := self._visit) is None:
            return
        if place == self._place and self.rows.states.shows_view:
            self.rows.reload()
            return
        self._place, self.playlist = place, None
        viewing, key = visit.client.viewing, place.id
        self._editing = ListEditing(visit.scope, viewing, key, self.rows.model, self._not_edited)
        self.head.hide()
        self.rows.show_rows(
            visit.scope, lambda cursor: viewing.playlist(key, cursor, PAGE), self._read
        )

    def reload(self) -> None:
        self.rows.reload()

    def apply(self, videos: Sequence[Video]) -> None:
        self.rows.look_after(video.id for video in videos if video.state == "deleted")

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:  # noqa: ARG002
        self.rows.look_after(gone)

    def _read(self, page: PlaylistPage) -> RowPage:
        self._show(page.playlist)
        self.rows.model.movable = page.playlist.own
        return RowPage(tuple(map(row_of_entry, page.entries)), page.next_cursor)

    def _show(self, playlist: Playlist) -> None:
        self.playlist = playlist
        self.head.show_playlist(playlist)
        self.head.show()
        self.title_changed.emit()

    def _offer(self) -> None:
        """Which buttons are of use."""
        visit, playlist, videos = self._visit, self.playlist, self._videos()
        link = ""
        if visit is not None and visit.server and playlist is not None and videos:
            link = f"{visit.client.server_url}watch/{videos[0].id}?list={playlist.id}"
        self.head.offer(videos=bool(videos), link=link)

    def _say_empty(self) -> None:
        heading = translate("Playlists", "Nothing is on this playlist yet.")
        words = translate("Playlists", "Put videos on it by “Playlist…” in their menu.")
        if self.playlist is not None and self.playlist.later:
            heading = translate("Playlists", "Nothing to watch later yet.")
            words = translate("Playlists", "Put videos here by “Watch later” in their menu.")
        self.rows.states.say("playlists", heading, words)

    def _refused(self, error: MatineeError) -> None:
        """It is gone, or somebody else's."""
        self.head.hide()
        self.rows.states.say(
            "warning",
            told(error.sentence),
            label=translate("Playlists", "All playlists"),
            do=lambda: self.go_wanted.emit(Place(Kind.PLAYLISTS)),
        )

    # Playing

    def _videos(self) -> list[Video]:
        return [row.video for row in self.rows.model.rows if row.video is not None]

    def _open(self, key: str) -> None:
        videos = self._videos()
        video = next((each for each in videos if each.id == key), None)
        if video is not None and self.playlist is not None:
            self.play_wanted.emit(PlayWanted(video, tuple(videos), self.playlist.id))

    def _play(self, videos: list[Video]) -> None:
        if videos:
            self._open(videos[0].id)

    def _shuffle(self) -> None:
        """All of it, also what was not scrolled to yet."""
        if (visit := self._visit) is not None and (playlist := self.playlist) is not None:
            viewing = visit.client.viewing
            visit.scope.run(lambda: all_videos(viewing, playlist.id), self._play_shuffled)

    def _play_shuffled(self, videos: list[Video]) -> None:
        if videos:
            self._random.shuffle(videos)
            self.play_wanted.emit(PlayWanted(videos[0], tuple(videos)))

    # Changing

    def _move(self, key: str, after: str | None) -> None:
        if self._editing is not None:
            self._editing.move(key, after)

    def _remove(self, key: str) -> None:
        editing, playlist = self._editing, self.playlist
        if editing is not None and playlist is not None and playlist.own and editing.remove(key):
            self._show(replace(playlist, size=playlist.size - 1))

    def _not_edited(self, error: MatineeError) -> None:
        """It is as it was; how much is on it the backend knows."""
        if (visit := self._visit) is not None:
            visit.scope.tell(error)
            self.rows.reload()

    def menu_for(self, key: str) -> QMenu:
        """What can be done with a video of the list, or with what is left of one."""
        remove, do = translate("Playlists", "Take off the list"), partial(self._remove, key)
        video = next((each for each in self._videos() if each.id == key), None)
        own = self.playlist is not None and self.playlist.own
        if video is None or (visit := self._visit) is None:
            return menu_of(self, "entry_menu", MenuEntry("close", remove, do, own, "Del"))
        extras = (Extra("close", remove, lambda _videos: do()),) if own else ()
        return video_menu((video,), visit.terms, self._do, self, extras)

    def _do(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.PLAY:
            self._open(videos[0].id)
        else:
            self.pass_on(action, videos)

    def _menu_at(self, key: str, at: QPoint) -> None:
        popup_within(self.menu_for(key), self.window(), at)

    def own_menu(self) -> QMenu:
        """What can be done with the whole list."""
        return menu_of(
            self,
            "playlist_menu",
            MenuEntry("edit", translate("Playlists", "Edit…"), self.edit),
            MenuEntry("delete", translate("Playlists", "Delete…"), self._ask_delete),
        )

    def edit(self) -> PlaylistDialog | None:
        if (visit := self._visit) is None:
            return None
        dialog = PlaylistDialog(visit.client, visit.scope, self.playlist, self)
        dialog.saved.connect(self._show)
        dialog.open()
        return dialog

    def _ask_delete(self) -> None:
        if (playlist := self.playlist) is not None:
            ask_delete(self, playlist, lambda: self._delete(playlist))

    def _delete(self, playlist: Playlist) -> None:
        if (visit := self._visit) is not None:
            delete = visit.client.viewing.delete_playlist
            visit.scope.run(
                lambda: delete(playlist.id),
                lambda _none: self.go_wanted.emit(Place(Kind.PLAYLISTS)),
            )
