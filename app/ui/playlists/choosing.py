"""On which playlists to put videos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.errors import MatineeError
from app.server.videos import Video
from app.server.viewing import Playlist
from app.ui.background import Scope
from app.ui.forms.form import FormDialog
from app.ui.playlists.all_playlists import own_playlists
from app.ui.playlists.dialogs import MOST_LETTERS
from app.ui.playlists.words import title_of
from app.ui.style.parts import given
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client
    from app.server.viewing_calls import ViewingCalls

PLAYLIST = Qt.ItemDataRole.UserRole


def every_playlist(viewing: ViewingCalls) -> tuple[Playlist, ...]:
    """All of the account's, "Watch later" first; blocks."""
    listed = own_playlists(viewing, None)
    playlists = listed.playlists
    while listed.next_cursor is not None:
        listed = own_playlists(viewing, listed.next_cursor)
        playlists += listed.playlists
    return playlists


class ChoosePlaylist(FormDialog):
    """Some of those that are there, a new one, or both. `added` carries the sentence that says
    where the videos are now."""

    added = Signal(str)

    def __init__(
        self, client: Client, scope: Scope, videos: Sequence[Video], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "choose_playlist",
            translate("Playlists", "Put on a playlist"),
            translate("Playlists", "Add"),
            parent,
        )
        self._viewing, self._client = client.viewing, client
        self._scope, self._videos = scope, tuple(videos)
        self._made: Playlist | None = None
        label, new = translate("Playlists", "Playlists"), translate("Playlists", "New playlist")
        self.choices = given(QListWidget(), "playlists", accessibleName=label)
        self.new = given(QLineEdit(), "new_playlist_name", accessibleName=new)
        self.new.setMaxLength(MOST_LETTERS)
        self.new.setPlaceholderText(translate("Playlists", "Name of a new one, if you want one"))
        self.add_field("playlists", self._what(), self.choices)
        self.add_field("new", new, self.new)
        self.choices.itemChanged.connect(self._look)
        self.choices.itemActivated.connect(toggle)
        self.new.textChanged.connect(self._look)
        self._look()
        self._listing = scope.run(
            lambda: every_playlist(self._viewing), self.offer, self._not_loaded
        )

    def done(self, result: int) -> None:
        self._listing.forget()
        super().done(result)

    def _what(self) -> str:
        count = len(self._videos)
        if count == 1:
            return translate("Playlists", "Put “{title}” on", title=short(self._videos[0].title))
        return translate("Playlists", "Put %n video(s) on", count)

    def offer(self, playlists: Sequence[Playlist]) -> None:
        for playlist in playlists:
            item = QListWidgetItem(title_of(playlist))
            item.setData(PLAYLIST, playlist)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.choices.addItem(item)
        self.choices.setCurrentRow(0)

    def _not_loaded(self, error: MatineeError) -> None:
        self.complain("playlists", told(error.sentence))

    @property
    def chosen(self) -> list[Playlist]:
        items = (self.choices.item(at) for at in range(self.choices.count()))
        return [item.data(PLAYLIST) for item in items if item.checkState() == Qt.CheckState.Checked]

    def save(self) -> None:
        chosen, name = self.chosen, self.new.text().strip()
        self.carry_out(
            self._scope,
            lambda: self._put(chosen, name),
            lambda playlists: self.added.emit(where(playlists)),
        )

    def _put(self, chosen: list[Playlist], name: str) -> list[Playlist]:
        """Blocks. May be done again after a fault: nothing is twice in a list, and the new one is
        made once."""
        if name and (self._made is None or self._made.title != name):
            self._made = self._viewing.add_playlist(name)
        wanted = [*chosen, self._made] if name and self._made else chosen
        ids = [video.id for video in self._videos]
        for playlist in wanted:
            if len(ids) > 1 and all(video.own for video in self._videos):
                self._client.studio.add_to_playlist(ids, playlist.id)
            else:
                for video_id in ids:
                    self._viewing.add_to_playlist(playlist.id, video_id)
        return wanted

    def _look(self) -> None:
        self.allow(bool(self.chosen or self.new.text().strip()))


def toggle(item: QListWidgetItem) -> None:
    """Enter and a double click do what a click on the box does."""
    checked = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)


def where(playlists: Sequence[Playlist]) -> str:
    """Said once the videos are on them."""
    if len(playlists) == 1:
        return translate("Playlists", "Added to “{title}”.", title=title_of(playlists[0]))
    return translate("Playlists", "Added to %n playlist(s).", len(playlists))


def short(title: str, most: int = 40) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"
