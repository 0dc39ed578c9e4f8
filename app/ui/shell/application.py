"""The life of the application: connect, work, reconnect, end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.errors import MatineeError, SignInNeeded
from app.server.videos import Video
from app.settings import Settings
from app.ui.background import Background, Latest, Scope
from app.ui.cards.posters import Posters
from app.ui.dialogs.costs import CostKeeper
from app.ui.dialogs.settings import SettingsDialog
from app.ui.navigation.page import Visit
from app.ui.player.view import PlaySession
from app.ui.shell.editing import Editing
from app.ui.shell.keeping import Keeping
from app.ui.shell.listening import Listening
from app.ui.shell.main_window import MainWindow
from app.ui.shell.news import News
from app.ui.shell.playing import Playing
from app.ui.shell.uploading import OneQueue, OpenQueue, Owner, Uploading, Uploads
from app.ui.style.words import told, translate
from app.upload.engine.progress import Progress
from app.upload.source.probe import probe

if TYPE_CHECKING:
    from app.server.client import Client
    from app.server.connection import Connection, Connector

log = logging.getLogger(__name__)

END_MS = 8000


@dataclass(frozen=True, slots=True)
class Attached:
    """Everything that exists while there is a backend; what `scope` runs ends with it."""

    visit: Visit
    connection: Connection
    queues: OneQueue
    uploads: Uploads
    listening: Listening

    @property
    def client(self) -> Client:
        return self.visit.client

    @property
    def posters(self) -> Posters:
        return self.visit.posters

    @property
    def scope(self) -> Scope:
        return self.visit.scope

    def close(self) -> None:
        """Blocks for about a second at most."""
        self.queues.close(self.uploads)
        self.listening.close()
        self.connection.close()


class Application(QObject):
    """Joins the window with what is behind it. `end` closes everything and then quits Qt."""

    settings_changed = Signal(object)

    def __init__(
        self,
        open_window: Callable[[Application], MainWindow],
        background: Background,
        connector: Connector,
        open_queue: OpenQueue,
        settings: Settings,
        save_settings: Callable[[Settings], None],
        cache_dir: Path,
    ) -> None:
        """`open_window` is given this application, which its player asks once there is one."""
        super().__init__()
        self.window, self._background = open_window(self), background
        self.setParent(self.window)
        self._connector, self._queues = connector, OneQueue(open_queue)
        self.settings, self._save_settings = settings, save_settings
        self._cache_dir = cache_dir
        self._costs = CostKeeper(background, self.window.library, probe)
        self._scope = Scope(background)
        self.attached: Attached | None = None
        self.playing = Playing(self.window, background, lambda: self.settings)
        self.uploading = Uploading(self.window, background, self._costs)
        self.editing = Editing(self.window, self._costs)
        self.keeping = Keeping(self.window)
        self.news = News(self.window, self.playing.play)
        self._ending = False
        self._wire()

    def _wire(self) -> None:
        window = self.window
        window.closing.connect(self.end)
        window.sign_out_wanted.connect(self.sign_out)
        window.start_page.retry_wanted.connect(self.start)
        window.sign_in_page.wanted.connect(self.sign_in)
        window.sign_in_page.local_wanted.connect(self.use_this_computer)
        window.settings_wanted.connect(self.show_settings)
        window.library.became_ready.connect(self._tell_ready)
        window.player.volume_changed.connect(self._note_volume)

    # Connecting

    def start(self) -> None:
        """Connect, or connect again, to the server of the settings."""
        self._leave()
        server = self.settings.server
        self.uploading.expect(server)
        if server:
            words = translate("Application", "Connecting to {server}…", server=server)
        else:
            words = translate("Application", "Starting…")
        self.window.show_start(words)
        self._connect(lambda: self._connector.connect(server), self._refused)

    def sign_in(self, email: str, password: str) -> None:
        server = self.settings.server
        self.window.toast.pass_by()
        self._connect(
            lambda: self._connector.sign_in(server, email, password),
            lambda error: self.window.show_sign_in(server, told(error.sentence)),
        )

    def sign_out(self) -> None:
        attached = self.attached
        if attached is not None:
            self.window.leave_film()
            self.window.sign_in_page.email.clear()
            self._ask_who_it_is()
            self._background.run(
                lambda: self._connector.sign_out(attached.connection), failed=self._not_told
            )

    def _not_told(self, error: MatineeError) -> None:
        log.info("The token is not withdrawn: %s", error)
        self.window.toast.say(
            translate("Application", "You are signed out here, but the server could not be told.")
        )

    def use_this_computer(self) -> None:
        self.change_settings(replace(self.settings, server=""))
        self.start()

    def backend_died(self) -> None:
        """From any thread: the bundled backend ended though nobody asked for it."""
        self._background.post(lambda: None if self._ending else self.start())

    def _connect(
        self, reach: Callable[[], Connection], refused: Callable[[MatineeError], None]
    ) -> None:
        """Reach a backend on another thread. Who asks again does not wait for the former."""
        self._scope.close()
        scope = self._scope = Scope(self._background)
        self._background.run(
            lambda: self._open(scope, reach()),
            lambda made: self._arrived(scope, *made),
            lambda error: refused(error) if scope.is_open else None,
        )

    def _open(self, scope: Scope, connection: Connection) -> tuple[Connection, Uploads]:
        progress: Latest[str, Progress] = Latest(
            scope, lambda upload: upload.upload_id, self.uploading.take_progress
        )
        try:
            return connection, self._queues.open(connection, progress.put, self.settings, scope)
        except BaseException:
            connection.close()
            raise

    def _arrived(self, scope: Scope, connection: Connection, uploads: Uploads) -> None:
        if scope.is_open:
            self._attach(scope, connection, uploads)
        else:
            self._background.run(lambda: self._queues.close(uploads))
            self._background.run(connection.close)

    def _attach(self, scope: Scope, connection: Connection, uploads: Uploads) -> None:
        client, window = connection.client, self.window
        posters = Posters(self._background, client.fetch, self._cache_dir / "posters", self)
        visit = Visit(client, posters, scope, connection.account, connection.server)
        listening = Listening(visit, window.home, self.news.tell_published, self._show_line)
        self.attached = Attached(visit, connection, self._queues, uploads, listening)
        self.playing.attach(self.attached)
        self.editing.attach(self.attached)
        self.keeping.attach(visit)
        window.sign_out.setVisible(bool(connection.server))
        window.home.attach(visit)
        self._costs.attach(client)
        window.show_home()
        if self._connector.credentials.warning:
            window.toast.say(told(self._connector.credentials.warning))
        self.uploading.attach(Owner(connection.server, connection.account.id), uploads, scope)
        self._apply_limit()
        window.player.go_on()
        self._background.run(load_player, lambda _none: self._prepare_player())

    def _prepare_player(self) -> None:
        """Before the first click, so that the first film starts as fast as the others."""
        if not self._ending:
            self.window.player.prepare()

    def _refused(self, error: MatineeError) -> None:
        if isinstance(error, SignInNeeded):
            self._ask_who_it_is()
        else:
            self.window.show_start_failed(told(error.sentence))

    def _ask_who_it_is(self) -> None:
        """Whoever was signed in is not any more, and perhaps somebody else comes."""
        self._leave()
        self.window.forget_account()
        self.uploading.refuse()
        self.window.show_sign_in(self.settings.server)

    def _leave(self) -> None:
        attached = self._detach()
        if attached is not None:
            self._background.run(attached.close)

    def _detach(self) -> Attached | None:
        """From now on nothing arrives that was asked for so far; the caller closes it."""
        self._scope.close()
        attached, self.attached = self.attached, None
        self.playing.attach(None)
        self.editing.attach(None)
        self.keeping.attach(None)
        if attached is not None:
            self.uploading.detach()
            self.window.home.detach()
            self._costs.detach()
            attached.posters.close()
        return attached

    def _show_line(self, error: MatineeError | None) -> None:
        if isinstance(error, SignInNeeded):
            self._refused(error)
        elif error is not None:
            self.window.notice.say(told(error.sentence))
        elif self.attached is not None:
            self.window.notice.say("")
            self.window.home.reload()
            self._costs.refresh()
            self.attached.uploads.wake()

    def _apply_limit(self) -> None:
        limit = self.settings.upload_limit_mbit
        if self.attached is not None:
            uploads = self.attached.uploads
            rate = round(limit * 1e6 / 8) if limit else None
            self._background.run(lambda: uploads.set_limit(rate))

    # Settings, and what is told

    def show_settings(self) -> None:
        dialog = SettingsDialog(self.settings, self.window)
        dialog.changed.connect(self._settings_entered)
        dialog.open()

    def _settings_entered(self, settings: Settings) -> None:
        moved = settings.server != self.settings.server
        self.change_settings(settings)
        self.playing.limit_quality()
        if moved:
            self.window.leave_film()
            self.window.forget_account()
            self.start()

    def _tell_ready(self, video: Video) -> None:
        self._costs.refresh()
        if self.settings.notify_when_ready:
            self.news.tell_ready(video)

    def _note_volume(self, volume: float) -> None:
        self.settings = replace(self.settings, volume=volume)

    def change_settings(self, settings: Settings) -> None:
        self.settings = settings
        self.settings_changed.emit(settings)
        self._background.run(lambda: self._save_settings(settings))
        self._apply_limit()

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
            except Exception as error:
                log.exception("Not closed: %s", error, exc_info=not isinstance(error, MatineeError))
        self._background.post(QApplication.quit)


def load_player() -> None:
    """Import what mpv needs, on another thread: it takes longer than the window may wait."""
    import app.player.session.session
    import app.ui.player.video_surface  # noqa: F401
