"""What becomes of a video at its owner's hands: words, poster, subtitles, deletion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from app.server.videos import Video
from app.ui.background import Scope
from app.ui.cards.posters import Posters
from app.ui.dialogs.costs import CostKeeper
from app.ui.dialogs.details import Changes, DetailsDialog, carry_out
from app.ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from app.server.client import Client


class EditingApi(Protocol):
    """The connection's part that editing needs."""

    @property
    def client(self) -> Client: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def posters(self) -> Posters: ...


class Editing:
    """Joins the dialogs about a video with the backend of the moment, if there is one."""

    def __init__(self, window: MainWindow, costs: CostKeeper) -> None:
        self._window, self._costs = window, costs
        self._backend: EditingApi | None = None
        window.library.details_wanted.connect(self.show_details)
        window.library.delete_wanted.connect(self.delete)

    def attach(self, backend: EditingApi | None) -> None:
        self._backend = backend

    def delete(self, video: Video) -> None:
        box = self._window.confirm_delete(video)
        box.accepted.connect(lambda: self._delete(video))
        box.open()

    def _delete(self, video: Video) -> None:
        if (backend := self._backend) is not None:
            client = backend.client
            backend.scope.run(
                lambda: client.delete_video(video.id), lambda _none: self._deleted(video)
            )

    def _deleted(self, video: Video) -> None:
        self._window.home.apply([replace(video, state="deleted")])
        self._costs.refresh()

    def show_details(self, video: Video) -> None:
        dialog = DetailsDialog(video, self._window)
        dialog.changed.connect(lambda changes: self._change(video, changes))
        self._costs.fill(dialog, video)
        dialog.open()

    def _change(self, video: Video, changes: Changes) -> None:
        if (backend := self._backend) is None:
            return
        client = backend.client
        if changes.poster is not None:
            backend.posters.forget(video)
        backend.scope.run(
            lambda: carry_out(client, video, changes),
            lambda changed: self._window.home.apply([changed]),
        )
