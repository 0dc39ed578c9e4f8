"""A playlist's name and who sees it: for a new one, and for one that is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.server.viewing import Playlist
from app.ui.background import Scope
from app.ui.forms.choices import VISIBILITIES
from app.ui.forms.form import FormDialog
from app.ui.forms.questions import ask
from app.ui.style.parts import given
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client

MOST_LETTERS = 300


class PlaylistDialog(FormDialog):
    """`saved` carries the playlist as the backend has it now."""

    saved = Signal(object)

    def __init__(
        self,
        client: Client,
        scope: Scope,
        playlist: Playlist | None = None,
        parent: QWidget | None = None,
    ) -> None:
        heading = translate("Playlists", "Edit playlist")
        if playlist is None:
            heading = translate("Playlists", "New playlist")
        label = translate("Playlists", "Save") if playlist else translate("Playlists", "Create")
        super().__init__("playlist_dialog", heading, label, parent)
        self._client, self._scope, self._playlist = client, scope, playlist
        name, seen = translate("Playlists", "Name"), translate("Playlists", "Visible to")
        self.name = given(QLineEdit(), "playlist_name", accessibleName=name)
        self.name.setMaxLength(MOST_LETTERS)
        self.visibility = visibility_box(seen)
        self.add_field("title", name, self.name)
        self.add_field("visibility", seen, self.visibility)
        self.name.textChanged.connect(lambda title: self.allow(bool(title.strip())))
        self.allow(False)
        if playlist is not None:
            self.name.setText(playlist.title)
            self.visibility.setCurrentIndex(self.visibility.findData(playlist.visibility))
        self.name.selectAll()

    def save(self) -> None:
        viewing, playlist = self._client.viewing, self._playlist
        title, visibility = self.name.text().strip(), str(self.visibility.currentData())

        def work() -> Playlist:
            if playlist is None:
                return viewing.add_playlist(title, visibility)
            return viewing.change_playlist(playlist.id, title=title, visibility=visibility)

        self.carry_out(self._scope, work, self.saved.emit)


def visibility_box(label: str) -> QComboBox:
    """Who sees it; only oneself, unless another choice is made."""
    box = given(QComboBox(), "visibility", accessibleName=label)
    for key, words in VISIBILITIES:
        box.addItem(told(words), key)
    return box


def ask_delete(parent: QWidget, playlist: Playlist, do: Callable[[], object]) -> None:
    """Before a playlist goes."""
    ask(
        parent,
        translate("Playlists", "Delete “{title}”?", title=playlist.title),
        translate("Playlists", "The videos on it stay where they are."),
        translate("Playlists", "Delete"),
        do,
    )
