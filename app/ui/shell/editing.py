"""What becomes of a video at its owner's hands: words, poster, subtitles, deletion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.server.videos import Video
from app.ui.background import Scope
from app.ui.cards.actions import Action
from app.ui.cards.posters import Posters
from app.ui.dialogs.costs import CostKeeper
from app.ui.dialogs.details import Changes, DetailsDialog, carry_out
from app.ui.navigation.places import Kind, Place
from app.ui.shell.main_window import MainWindow
from app.ui.style.words import translate

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
        window.home.wanted.connect(self.do)

    def attach(self, backend: EditingApi | None) -> None:
        self._backend = backend

    def do(self, action: Action, videos: Sequence[Video]) -> None:
        match action:
            case Action.DETAILS:
                self.show_details(videos[0])
            case Action.DELETE:
                self.delete(videos)
            case Action.RETRY | Action.PROCESS_AGAIN:
                self.retry(videos)

    def retry(self, videos: Sequence[Video]) -> None:
        if (backend := self._backend) is not None:
            client = backend.client
            backend.scope.run(
                lambda: [client.retry_video(video.id) for video in videos], self._retried
            )

    def _retried(self, videos: Sequence[Video]) -> None:
        self._window.home.apply(videos)
        if all(video.state == "ready" for video in videos):
            self._window.toast.say(translate("Editing", "Nothing that was made of it is missing."))

    def delete(self, videos: Sequence[Video]) -> None:
        self._window.confirm_delete(videos, lambda: self._delete(videos))

    def _delete(self, videos: Sequence[Video]) -> None:
        if (backend := self._backend) is None:
            return
        client = backend.client
        for video in videos:
            backend.scope.run(partial(client.delete_video, video.id), partial(self._deleted, video))

    def _deleted(self, video: Video, _none: None) -> None:
        self._window.home.apply([replace(video, state="deleted")])
        self._costs.refresh()

    def show_details(self, video: Video) -> None:
        dialog = DetailsDialog(video, self._window)
        dialog.changed.connect(lambda changes: self._change(video, changes))
        dialog.figures_wanted.connect(lambda: self._window.home.go(Place(Kind.FIGURES, video.id)))
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
