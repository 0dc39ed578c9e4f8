"""The life of the application: connect, work, reconnect, end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import MatineeError, SignInNeeded
from app.settings import Settings
from app.ui.background import Background, Latest
from app.ui.costs import CostKeeper
from app.ui.details_dialog import Changes, DetailsDialog, carry_out
from app.ui.feed import Feed
from app.ui.main_window import VIDEO_SUFFIXES, MainWindow
from app.ui.player_view import PlaySession
from app.ui.playing import Playing
from app.ui.posters import Posters
from app.ui.settings_dialog import SettingsDialog
from app.ui.uploads import Queue
from app.upload.events import Listener, Progress, State
from app.upload.media import probe
from app.videos import Video

if TYPE_CHECKING:
    from app.client import Client
    from app.connection import Connection, Connector

log = logging.getLogger(__name__)

END_MS = 8000


class Uploads(Queue, Protocol):
    """The upload queue as the application drives it."""

    def start(self) -> None: ...
    def add(self, path: Path) -> str: ...
    def set_limit(self, bytes_per_second: int | None) -> None: ...
    def uploads(self) -> Sequence[Progress]: ...
    def close(self) -> None: ...


# Opens the journal that belongs to a connection, and the queue on it; blocks.
OpenQueue = Callable[["Connection", Listener, Settings], Uploads]


@dataclass(frozen=True, slots=True)
class Attached:
    """Everything that exists while there is a backend."""

    connection: Connection
    uploads: Uploads
    feed: Feed
    posters: Posters

    @property
    def client(self) -> Client:
        return self.connection.client

    def close(self) -> None:
        """Blocks for about a second at most."""
        self.uploads.close()
        self.feed.close()
        self.connection.close()


class Application(QObject):
    """Joins the window with what is behind it. `end` closes everything and then quits Qt."""

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        connector: Connector,
        open_queue: OpenQueue,
        settings: Settings,
        save_settings: Callable[[Settings], None],
        cache_dir: Path,
    ) -> None:
        super().__init__(window)
        self.window, self._background = window, background
        self._connector, self._open_queue = connector, open_queue
        self.settings, self._save_settings = settings, save_settings
        self._cache_dir = cache_dir
        self._costs = CostKeeper(background, window.library, probe)
        self.attached: Attached | None = None
        self.playing = Playing(window, background, lambda: self.settings)
        self._waiting: list[Path] = []
        self._ending = False
        self._progress: Latest[str, Progress] = Latest(
            background, lambda upload: upload.upload_id, self._take_progress
        )
        self._wire()

    def _wire(self) -> None:
        window = self.window
        window.closing.connect(self.end)
        window.files_given.connect(self.upload)
        window.sign_out_wanted.connect(self.sign_out)
        window.start_page.retry_wanted.connect(self.start)
        window.sign_in_page.wanted.connect(self.sign_in)
        window.sign_in_page.local_wanted.connect(self.use_this_computer)
        window.settings_wanted.connect(self.show_settings)
        window.library.details_wanted.connect(self.show_details)
        window.library.delete_wanted.connect(self.delete)
        window.library.became_ready.connect(self._tell_ready)
        window.player.volume_changed.connect(self._note_volume)

    # Connecting

    def start(self) -> None:
        """Connect, or connect again, to the server of the settings."""
        server = self.settings.server
        self.window.show_start(f"Connecting to {server}…" if server else "Starting…")
        self._background.run(
            lambda: self._attach(self._connector.connect(server)), self._attached, self._refused
        )

    def sign_in(self, email: str, password: str) -> None:
        server = self.settings.server
        self._background.run(
            lambda: self._attach(self._connector.sign_in(server, email, password)),
            self._attached,
            lambda error: self.window.show_sign_in(server, str(error)),
        )

    def sign_out(self) -> None:
        attached = self._detach()
        if attached is not None:
            self._background.run(lambda: self._connector.sign_out(attached.connection))
            self._background.run(attached.close)
            self.window.show_sign_in(self.settings.server)

    def use_this_computer(self) -> None:
        self.change_settings(replace(self.settings, server=""))
        self.start()

    def backend_died(self) -> None:
        """From any thread: the bundled backend ended though nobody asked for it."""
        self._background.post(self._start_backend_again)

    def _start_backend_again(self) -> None:
        if self._ending:
            return
        attached = self._detach()
        if attached is not None:
            self._background.run(attached.close)
        self.start()

    def _attach(self, connection: Connection) -> tuple[Connection, Uploads]:
        """On another thread: opening the journal takes its time."""
        return connection, self._open_queue(connection, self._progress.put, self.settings)

    def _attached(self, made: tuple[Connection, Uploads]) -> None:
        connection, uploads = made
        client, window = connection.client, self.window
        posters = Posters(self._background, client.fetch, self._cache_dir / "posters", self)
        videos: Latest[str, Video] = Latest(
            self._background, lambda video: video.id, window.library.apply
        )
        feed = Feed(client.events, videos.put, self._line_changed)
        self.attached = Attached(connection, uploads, feed, posters)
        self.playing.attach(self.attached)
        window.sign_out.setVisible(bool(connection.server))
        window.uploads.attach(uploads)
        window.library.attach(client, posters)
        self._costs.attach(client)
        window.show_home()
        self._apply_limit()
        self._background.run(lambda: begin(uploads), self._take_list)
        if self._connector.credentials.warning:
            window.toast.say(self._connector.credentials.warning)
        waiting, self._waiting = self._waiting, []
        self.upload(waiting)
        window.player.go_on()
        self._background.run(load_player, lambda _none: self._prepare_player())

    def _prepare_player(self) -> None:
        """Before the first click, so that the first film starts as fast as the others."""
        if not self._ending:
            self.window.player.prepare()

    def _refused(self, error: MatineeError) -> None:
        if isinstance(error, SignInNeeded):
            self.window.show_sign_in(self.settings.server)
        else:
            self.window.show_start_failed(str(error))

    def _detach(self) -> Attached | None:
        attached, self.attached = self.attached, None
        self.playing.attach(None)
        if attached is not None:
            self.window.library.detach()
            self._costs.detach()
            self.window.uploads.detach()
            attached.posters.close()
        return attached

    def _line_changed(self, error: MatineeError | None) -> None:
        self._background.post(lambda: self._show_line(error))

    def _show_line(self, error: MatineeError | None) -> None:
        if isinstance(error, SignInNeeded):
            self._refused(error)
        elif error is not None:
            self.window.notice.say(str(error))
        else:
            self.window.notice.say("")
            self.window.library.reload()

    # Uploads

    def upload(self, paths: list[Path]) -> None:
        """Queue files, and the videos in folders; before there is a backend, keep them."""
        if not paths:
            return
        if self.attached is None:
            self._waiting += paths
            return
        self._background.run(lambda: all_files(paths), self._ask_and_add)

    def _ask_and_add(self, files: Sequence[Path]) -> None:
        self._costs.before_upload(files, self.window, lambda: self._add(files))

    def _add(self, files: Sequence[Path]) -> None:
        if self.attached is None:
            self._waiting += files
            return
        uploads = self.attached.uploads
        self.window.show_uploads(True)
        self._background.run(lambda: add_all(uploads, files), self._added)

    def _added(self, count: int) -> None:
        if not count:
            self.window.toast.say("There is no video in that folder.")
        elif self.attached is not None:
            self._background.run(self.attached.uploads.uploads, self._take_list)

    def _take_list(self, uploads: Sequence[Progress]) -> None:
        if self.attached is not None:
            self.window.uploads.put_in_order(uploads)
            self._take_progress(uploads)

    def _take_progress(self, uploads: Sequence[Progress]) -> None:
        if self.attached is None:
            return
        self.window.uploads.show_uploads(uploads)
        self.window.library.model.note_uploads(uploads)
        if uploads and self.window.uploads.isHidden() and any(u.retryable for u in uploads):
            self.window.show_uploads(True)

    def _apply_limit(self) -> None:
        limit = self.settings.upload_limit_mbit
        if self.attached is not None:
            uploads = self.attached.uploads
            rate = round(limit * 1e6 / 8) if limit else None
            self._background.run(lambda: uploads.set_limit(rate))

    # Videos and settings

    def delete(self, video: Video) -> None:
        box = self.window.confirm_delete(video)
        box.accepted.connect(lambda: self._delete(video))
        box.open()

    def _delete(self, video: Video) -> None:
        if self.attached is None:
            return
        client: Client = self.attached.connection.client
        self._background.run(
            lambda: client.delete_video(video.id),
            lambda _none: self._deleted(video),
        )

    def _deleted(self, video: Video) -> None:
        self.window.library.apply([replace(video, state="deleted")])
        self._costs.refresh()

    def show_details(self, video: Video) -> None:
        dialog = DetailsDialog(video, self.window)
        dialog.changed.connect(lambda changes: self._change(video, changes))
        self._costs.fill(dialog, video)
        dialog.open()

    def _change(self, video: Video, changes: Changes) -> None:
        if self.attached is None:
            return
        client, posters = self.attached.connection.client, self.attached.posters
        if changes.poster is not None:
            posters.forget(video)
        self._background.run(
            lambda: carry_out(client, video, changes),
            lambda changed: self.window.library.apply([changed]),
        )

    def show_settings(self) -> None:
        dialog = SettingsDialog(self.settings, self.window)
        dialog.changed.connect(self._settings_entered)
        dialog.open()

    def _settings_entered(self, settings: Settings) -> None:
        moved = settings.server != self.settings.server
        self.change_settings(settings)
        self.playing.limit_quality()
        if moved:
            self.start()

    def _tell_ready(self, video: Video) -> None:
        self._costs.refresh()
        if self.settings.notify_when_ready:
            self.window.toast.say(
                f"“{video.title}” is ready.", "Play", lambda: self.playing.play(video)
            )
            QApplication.alert(self.window)

    def _note_volume(self, volume: float) -> None:
        self.settings = replace(self.settings, volume=volume)

    def change_settings(self, settings: Settings) -> None:
        before, self.settings = self.settings, settings
        self._background.run(lambda: self._save_settings(settings))
        self._apply_limit()
        if before.server != settings.server:
            attached = self._detach()
            if attached is not None:
                self._background.run(attached.close)

    # The end

    def end(self) -> None:
        """Close everything off the UI thread, then quit; at the latest after `END_MS`."""
        if self._ending:
            return
        self._ending = True
        self.playing.end()
        session = self.window.player.release()
        attached = self._detach()
        self.window.hide()
        threading.Thread(
            target=self._close_all, args=(session, attached), name="end", daemon=True
        ).start()
        QTimer.singleShot(END_MS, QApplication.quit)

    def _close_all(self, session: PlaySession | None, attached: Attached | None) -> None:
        closers: list[Callable[[], None]] = [lambda: self._save_settings(self.settings)]
        if session is not None:
            closers.append(session.close)  # first: it still has a play to report
        if attached is not None:
            closers.append(attached.close)
        closers.append(self._connector.close)
        for close in closers:
            try:
                close()
            except Exception:
                log.exception("Something did not close")
        self._background.post(QApplication.quit)


def load_player() -> None:
    """Import what mpv needs, on another thread: it takes longer than the window may wait."""
    import app.player.session
    import app.ui.video_surface  # noqa: F401


def begin(uploads: Uploads) -> Sequence[Progress]:
    """Take up what was left unfinished; what was finished last time is no news any more."""
    uploads.start()
    known = uploads.uploads()
    for upload in known:
        if upload.state == State.DONE:
            uploads.forget(upload.upload_id)
    return [upload for upload in known if upload.state != State.DONE]


def all_files(paths: Sequence[Path]) -> list[Path]:
    """Files as they are, and in folders whatever looks like a video."""
    return [file for path in paths for file in files_of(path)]


def add_all(uploads: Uploads, files: Sequence[Path]) -> int:
    """Queue the files; returns how many."""
    for file in files:
        uploads.add(file)
    return len(files)


def files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        file for file in path.rglob("*") if file.suffix.lower() in VIDEO_SUFFIXES and file.is_file()
    )
