"""On which playlists films are, and are to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.edits.draft import PLAYLIST
from app.server.viewing import Playlist
from app.ui.editor.model import MIXED
from app.ui.style.parts import given
from app.ui.style.words import translate

ID = Qt.ItemDataRole.UserRole
ROW_HEIGHT, MOST_ROWS = 30, 4


class PlaylistsField(QListWidget):
    """`said` is as of an `EditField`."""

    said = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        given(self, "playlists", accessibleName=translate("Editor", "Playlists"))
        self.itemChanged.connect(self._changed)

    def offer(self, playlists: Sequence[Playlist]) -> None:
        self.blockSignals(True)
        self.clear()
        for playlist in playlists:
            if not playlist.later:
                item = QListWidgetItem(playlist.title)
                item.setData(ID, playlist.id)
                item.setCheckState(Qt.CheckState.Unchecked)
                self.addItem(item)
        self.blockSignals(False)
        self.setFixedHeight(min(self.count(), MOST_ROWS) * ROW_HEIGHT + 6)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """By the names of a draft; what differs is half checked."""
        self.blockSignals(True)
        for row in range(self.count()):
            item = self.item(row)
            value = values.get(PLAYLIST + item.data(ID))
            state = Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
            item.setCheckState(Qt.CheckState.PartiallyChecked if value is MIXED else state)
        self.blockSignals(False)

    @property
    def names(self) -> list[str]:
        return [PLAYLIST + self.item(row).data(ID) for row in range(self.count())]

    def _changed(self, item: QListWidgetItem) -> None:
        self.said.emit(PLAYLIST + item.data(ID), item.checkState() == Qt.CheckState.Checked)
