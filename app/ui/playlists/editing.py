"""The order of a playlist as the user changes it: on the screen at once, at the backend after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.errors import MatineeError
from app.ui.background import Scope
from app.ui.lists.edits import Edits
from app.ui.lists.model import RowModel

if TYPE_CHECKING:
    from app.server.viewing_calls import ViewingCalls


class ListEditing:
    """Changes one playlist, whose rows are in `model`; `refused` is told why one was taken back."""

    def __init__(
        self,
        scope: Scope,
        viewing: ViewingCalls,
        playlist_id: str,
        model: RowModel,
        refused: Callable[[MatineeError], None],
    ) -> None:
        self._viewing, self._id, self._model = viewing, playlist_id, model
        self._edits = Edits(scope, refused)

    def move(self, key: str, after: str | None) -> None:
        before = self._model.before(key)
        self._model.move(key, after)
        self._edits.add(
            lambda: self._viewing.move_in_playlist(self._id, key, after),
            lambda: self._model.move(key, before),
        )

    def remove(self, key: str) -> bool:
        """Whether it was there."""
        before = self._model.before(key)
        if (row := self._model.take(key)) is None:
            return False
        self._edits.add(
            lambda: self._viewing.remove_from_playlist(self._id, key),
            lambda: self._model.put(row, before),
        )
        return True
