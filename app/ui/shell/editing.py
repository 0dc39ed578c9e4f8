"""What is said of videos by their owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.edits.outbox import DraftStanding
from app.server.videos import Video
from app.ui.accounts.open_accounts import OpenAccount
from app.ui.background import Background, Scope
from app.ui.cards.actions import Action
from app.ui.dialogs.costs import CostKeeper
from app.ui.editor.loading import EditorMeans, films_of_uploads, films_of_videos
from app.ui.editor.model import EditedFilm
from app.ui.editor.saver import DraftSaver
from app.ui.navigation.places import Kind, Place
from app.ui.player.view import PlayerView
from app.ui.shell.main_window import MainWindow
from app.ui.style.words import translate
from app.upload.engine.progress import Progress

if TYPE_CHECKING:
    from app.server.client import Client
    from app.ui.editor.dialog import EditorDialog


class EditingApi(Protocol):
    """The connection's part that editing needs."""

    @property
    def client(self) -> Client: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def account(self) -> OpenAccount: ...


class Editing:
    """Joins the dialogs about a video with the backend of the moment, if there is one."""

    def __init__(self, window: MainWindow, background: Background, costs: CostKeeper) -> None:
        self._window, self._background, self._costs = window, background, costs
        self._backend: EditingApi | None = None
        self._means: EditorMeans | None = None
        self._saver: DraftSaver | None = None
        self._dialogs: list[EditorDialog] = []
        window.home.wanted.connect(self.do)
        window.uploads.edit_wanted.connect(self.edit_uploads)
        self.remake_for(window.player)

    def attach(self, backend: EditingApi) -> None:
        """A guest has no outbox, and nothing to edit."""
        self._backend = backend
        if (outbox := backend.account.edits) is not None:
            self._means = EditorMeans(backend.client, outbox, backend.scope)
            self._saver = DraftSaver(self._background, outbox.say, self._window)

    def detach(self) -> None:
        """Whatever was typed for this account is kept for it, at the latest when it is closed."""
        self.close_dialogs()
        if self._backend is not None and self._saver is not None:
            self._backend.account.before_closing = self._saver.finish
            self._background.run(self._saver.finish)
        self._backend = self._means = self._saver = None

    @property
    def dialogs(self) -> Sequence[EditorDialog]:
        """Those that are open."""
        return self._dialogs

    def close_dialogs(self) -> None:
        for dialog in tuple(self._dialogs):
            dialog.close()

    def do(self, action: Action, videos: Sequence[Video]) -> None:
        match action:
            case Action.DETAILS:
                self.edit_videos(videos)
            case Action.RETRY | Action.PROCESS_AGAIN:
                self.retry(videos)

    def retry(self, videos: Sequence[Video]) -> None:
        if (backend := self._backend) is not None:
            client = backend.client
            backend.scope.run(
                lambda: [client.retry_video(video.id) for video in videos], self._retried
            )

    def remake_for(self, player: PlayerView) -> None:
        """What is missing of a film that does not play there; its card shows how far that is."""

        def remake() -> None:
            if (video := player.video) is not None:
                player.leave()
                self.retry([video])

        player.failure.remake_wanted.connect(remake)

    def _retried(self, videos: Sequence[Video]) -> None:
        self._window.home.apply(videos)
        if all(video.state == "ready" for video in videos):
            self._window.toast.say(translate("Editing", "Nothing that was made of it is missing."))

    # Details

    def edit_videos(self, videos: Sequence[Video]) -> None:
        """Edit these, together."""
        if (means := self._means) is not None:
            ids = {video.id for video in videos}
            uploads = [upload for upload in self._uploads() if upload.video_id in ids]
            self._open(films_of_videos(means, videos), file_shown(uploads))

    def edit_uploads(self, upload_ids: Sequence[str]) -> None:
        """Edit the films of these uploads, together; before, while and after they are sent."""
        uploads = [upload for upload in self._uploads() if upload.upload_id in set(upload_ids)]
        if (means := self._means) is not None and uploads:
            means.scope.run(
                lambda: films_of_uploads(means, uploads),
                lambda films: self._open(films, file_shown(uploads)),
            )

    def _uploads(self) -> Sequence[Progress]:
        queue = self._backend.account.uploads if self._backend is not None else None
        return queue.uploads() if queue is not None else ()

    def take_standings(self, _standings: Sequence[DraftStanding]) -> None:
        for dialog in self._dialogs:
            dialog.look_again()

    def _open(self, films: Sequence[EditedFilm], path: Path | None = None) -> None:
        means, saver = self._means, self._saver
        if means is None or saver is None or not films:
            return
        # Imported late: most starts need no editor.
        from app.ui.editor.dialog import EditorDialog

        own = replace(means, scope=Scope(self._background))
        dialog = EditorDialog(own, saver, films, path, self._window)
        self._dialogs.append(dialog)
        dialog.finished.connect(lambda _code: self._forget(dialog))
        dialog.template_wanted.connect(self._keep_template)
        if len(films) == 1 and (video := films[0].video) is not None:
            self._costs.fill(dialog, video)
            dialog.figures_wanted.connect(lambda: self._show_figures(video))
            dialog.replace_wanted.connect(lambda path: self._replace(video, path))
        dialog.show()

    def _forget(self, dialog: EditorDialog) -> None:
        if dialog in self._dialogs:  # it may be closed by its account's end and by its button
            self._dialogs.remove(dialog)

    def _replace(self, video: Video, path: Path | None) -> None:
        if path is not None:
            self._window.replacement_given.emit(video, path)
        else:
            self._window.home.wanted.emit(Action.REPLACE, [video])

    def _show_figures(self, video: Video) -> None:
        self._window.home.go(Place(Kind.FIGURES, video.id))

    def _keep_template(self, channel_id: str, defaults: Mapping[str, Any]) -> None:
        if (means := self._means) is not None:
            means.scope.run(
                lambda: means.client.editing.set_defaults(channel_id, defaults),
                lambda _none: self._window.toast.say(
                    translate("Editor", "New videos of this channel begin so.")
                ),
            )


def file_shown(uploads: Sequence[Progress]) -> Path | None:
    """The file whose moments are those of the film; a trimmed one has others."""
    return next((upload.path for upload in uploads if not upload.is_trimmed), None)
