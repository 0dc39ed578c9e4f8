"""The life of the application: connect, work, reconnect, end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.download.pending import PendingDownloads
from app.errors import MatineeError, SignInNeeded
from app.links import OneTimeLink
from app.server.videos import Account, Playback, Video
from app.settings import Settings
from app.ui.accounts.dialogs import AccountDialogs
from app.ui.accounts.open_accounts import OpenAccount, Queues
from app.ui.accounts.switcher import AccountSwitcher, nothing
from app.ui.background import Background, Scope
from app.ui.cards.actions import Action, is_watchable
from app.ui.cards.posters import Posters
from app.ui.desktop.telling import Telling
from app.ui.dialogs.costs import CostKeeper
from app.ui.dialogs.settings import SettingsDialog
from app.ui.frame.commanding import Commanding
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.player.calls import PlaySession, Start
from app.ui.shell import opening
from app.ui.shell.desktop import Desktop
from app.ui.shell.editing import Editing
from app.ui.shell.folders import Folders
from app.ui.shell.keeping import Keeping, joined_offline
from app.ui.shell.listening import Listening
from app.ui.shell.main_window import MainWindow
from app.ui.shell.news import News
from app.ui.shell.owning import OwnersParts, Owning
from app.ui.shell.players import PlayerSurrounding, open_players, show_recent_in, stores_in
from app.ui.shell.uploading import Uploading
from app.ui.studio.downloads import Downloads
from app.ui.studio.duplicates import DuplicateKeeper
from app.ui.studio.moving import Moving
from app.ui.studio.studio import Studio, StudioWindow
from app.ui.style.words import told
from app.ui.watching.seams import Leave
from app.upload.source.probe import probe

if TYPE_CHECKING:
    from app.server.client import Client
    from app.server.connection import Connector

log = logging.getLogger(__name__)

END_MS = 8000


@dataclass(frozen=True, slots=True)
class Attached:
    """Everything that exists while there is a backend; what `scope` runs ends with it."""

    visit: Visit
    account: OpenAccount
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


class Application(QObject):
    """Joins the window with what is behind it. `end` closes everything and then quits Qt."""

    settings_changed = Signal(object)

    def __init__(
        self,
        open_window: Callable[[Application], MainWindow],
        background: Background,
        connector: Connector,
        queues: Queues,
        settings: Settings,
        save_settings: Callable[[Settings], None],
        cache_dir: Path,
    ) -> None:
        """`open_window` is given this application, which its player asks once there is one."""
        super().__init__()
        self.window, self._background = open_window(self), background
        self.setParent(self.window)
        self._connector = connector
        self.settings, self._save_settings = settings, save_settings
        self._saving = threading.Lock()
        self._cache_dir = cache_dir
        self.attached: Attached | None = None
        self._make_what_plays()
        self._make_what_creates()
        self._make_who_and_where(queues)
        self.commanding = Commanding(self.window, settings.keys, lambda: self.show_settings("keys"))
        self._ending = False
        self._wire()

    def _make_what_plays(self) -> None:
        background = self._background
        self._stores = stores_in(self._cache_dir, self.window.kept)
        self.players = open_players(
            PlayerSurrounding(
                *(self.window, background, self._stores, lambda: self.settings),
                *(self.change_settings, self._settings_entered, self._note_volume),
                *(self.visit_server, lambda: self.show_settings("keys")),
            )
        )
        main = self.players.all[0]
        self.playing, self.watching = main.playing, main.watching
        self.telling = Telling(self.window, self.window.toast, self.window.come_up)

    def _make_what_creates(self) -> None:
        background = self._background
        self._costs = CostKeeper(background, self.window.library, probe)
        self._duplicates = DuplicateKeeper(
            background, self.window, self.window.toast, self._show_film
        )
        self.uploading = Uploading(
            self.window, background, self._costs, self.telling, self._duplicates
        )
        self.editing = Editing(self.window, background, self._costs)
        self.downloads = Downloads(background, PendingDownloads(self._cache_dir / "downloads.json"))
        self.keeping = Keeping(self.window, self.downloads)
        kept = self._cache_dir.with_name("offline")
        self.offline = joined_offline(self.window, self.players, lambda: self.settings, kept)
        self.settings_changed.connect(self.offline.follow)
        self.studio = Studio(self._studio_window())
        self.moving = Moving(background, self.window, self.window.toast, self._costs.before_upload)
        self.news = News(
            self.window,
            self.telling,
            lambda video: self.watching.play(PlayWanted(video)),
            self.watching.sharing.copy_link,
        )

    def _make_who_and_where(self, queues: Queues) -> None:
        background, connector = self._background, self._connector
        self.accounts = AccountSwitcher(self, background, connector, queues)
        self.desktop = Desktop(
            *(self.window, background, self.accounts.open, self.telling),
            *(self.change_settings, lambda: self.settings, self.players),
        )
        self.folders = Folders(
            *(self.window, background, self.accounts.open),
            *(self.change_settings, lambda: self.settings),
        )
        self.owning = Owning(
            OwnersParts(
                *(self.window, self.uploading, self.editing, self._costs),
                *(self._duplicates, self.downloads, self.moving),
            ),
            background,
            self.accounts.open,
            lambda: self.settings,
        )
        self.account_dialogs = AccountDialogs(
            self, self.window, self.accounts, background, connector
        )

    def _wire(self) -> None:
        window = self.window
        window.closing.connect(self.end)
        window.settings_wanted.connect(lambda: self.show_settings())
        window.uploads.watching_wanted.connect(self.folders.show)
        window.home.sign_in_wanted.connect(
            lambda: self.accounts.ask_who_it_is(self.settings.server)
        )
        window.home.play_wanted.connect(self.watching.play)
        window.home.wanted.connect(self.watching.do)
        window.home.wanted.connect(self._open_window)
        window.home.rested_on.connect(self.playing.prefetch)
        window.recent_wanted.connect(lambda: show_recent_in(window, self.playing.remembering))
        window.home.wanted.connect(self.studio.do)
        window.export_wanted.connect(self.moving.ask_export)
        window.import_wanted.connect(self.moving.ask_import)
        window.files_opened.connect(self.watching.open_files)
        window.url_opened.connect(self.open_address)
        window.link_given.connect(self.open_address)
        self.players.opened.connect(lambda other: self.editing.remake_for(other.player))
        window.library.became_ready.connect(self._tell_ready)
        window.player.palette_wanted.connect(self.commanding.show_palette)
        window.player.sheet_wanted.connect(self.commanding.show_sheet)

    # Who one is

    def start(self) -> None:
        """Connect, or connect again, as the settings say."""
        self.accounts.start()

    def open_address(self, address: str) -> None:
        """A film, or a way in."""
        if OneTimeLink.parse(address) is not None:
            self.accounts.come_by(address)
        else:
            self.watching.open(address)

    def visit_server(self, url: str, then: Callable[[], None] = nothing) -> None:
        """Be at that server, which is added if the user agrees, and then call `then`."""
        self.account_dialogs.visit_server(url, then)

    def backend_died(self) -> None:
        """From any thread: the bundled backend ended though nobody asked for it."""
        self._background.post(lambda: None if self._ending else self.accounts.backend_died())

    @property
    def present(self) -> OpenAccount | None:
        return self.attached.account if self.attached is not None else None

    def attach(self, account: OpenAccount, scope: Scope) -> None:
        connection, window = account.connection, self.window
        client, server = connection.client, connection.server
        posters = Posters(self._background, client.fetch, self._cache_dir / "posters", self)
        visit = Visit(client, posters, scope, connection.account, server)
        listening = Listening(
            visit, window.home, self.players, self.news.tell_published, self._show_line
        )
        self.attached = Attached(visit, account, listening)
        self.editing.attach(self.attached)
        self.keeping.attach(visit)
        self.offline.attach(visit, connection.profile)
        self.studio.attach(visit)
        self.players.attach(self.attached, visit)
        window.home.attach(visit)
        window.suggestions.attach(visit)
        window.show_home()
        if self._connector.credentials.warning:
            window.toast.say(told(self._connector.credentials.warning))
        self.owning.attach(account, scope)
        self._apply_limit()
        self.desktop.look()
        self.players.go_on()
        self._background.run(load_player, lambda _none: self._prepare_player())

    def show_renamed(self, account: Account) -> None:
        if self.attached is not None:
            self.window.header.show_visit(replace(self.attached.visit, account=account))

    def _studio_window(self) -> StudioWindow:
        window = self.window
        return StudioWindow(
            window,
            window.toast,
            window.home,
            lambda words, then: opening.ask_one(window, words, then, "replace_file"),
            window.replacement_given.emit,
            self._play_version,
            self._costs.refresh,
        )

    def _play_version(
        self, video: Video, playback: Playback, leave: Callable[[], Playback]
    ) -> None:
        """From where one is in the film, to compare."""
        player = self.window.player
        plays = player.video is not None and player.video.id == video.id
        at = player.session.state.position_seconds if plays and player.session else None
        self.playing.play(video, Start(at, playback=playback), Leave("", leave))

    def leave_films(self) -> None:
        self.players.leave_films()

    def _open_window(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.NEW_WINDOW:
            self.players.play(PlayWanted(videos[0]))

    def _show_film(self, video: Video) -> None:
        if is_watchable(video):
            self.watching.play(PlayWanted(video))
        else:
            self.window.home.go(Place(Kind.YOURS))

    def _prepare_player(self) -> None:
        """Before the first click, so that the first film starts as fast as the others."""
        if not self._ending:
            self.window.player.prepare()

    def detach(self) -> None:
        """From now on nothing arrives that was asked for so far; the account stays open."""
        attached, self.attached = self.attached, None
        self.editing.detach()
        self.keeping.attach(None)
        self.offline.detach()
        self.studio.attach(None)
        self.players.detach()
        if attached is not None:
            self.owning.detach()
            self.window.home.detach()
            self.window.suggestions.detach()
            attached.posters.close()
            self.desktop.look()
            self._background.run(attached.listening.close)

    def _show_line(self, error: MatineeError | None) -> None:
        if isinstance(error, SignInNeeded):
            self.accounts.refused(error)
        elif error is not None:
            self.window.notice.say(told(error.sentence))
        elif self.attached is not None:
            self.window.notice.say(self.owning.notice, is_fault=False)
            self.window.home.reload()
            self._costs.refresh()
            self.downloads.try_again()
            self.window.kept.make_contact()
            if self.attached.account.uploads is not None:
                self.attached.account.uploads.wake()
            if self.attached.account.edits is not None:
                self.attached.account.edits.try_again()

    def _apply_limit(self) -> None:
        limit = self.settings.upload_limit_mbit
        rate, timetable = round(limit * 1e6 / 8) if limit else None, self.settings.timetable
        self._background.run(lambda: self.accounts.open.set_limits(rate, timetable))

    # Settings, and what is told

    def show_settings(self, field: str = "") -> None:
        dialog = SettingsDialog(self.settings, self.window, field)
        dialog.entered.connect(self._settings_entered)
        dialog.folders_wanted.connect(self.folders.show)
        dialog.open()

    def _settings_entered(self, entered: Mapping[str, Any]) -> None:
        # What the dialog does not show may have changed behind it: who one is, and where.
        self.change_settings(replace(self.settings, **entered))
        self.players.follow(self.settings)

    def _tell_ready(self, video: Video) -> None:
        self._costs.refresh()
        if self.settings.notify_when_ready:
            self.news.tell_ready(video)

    def _note_volume(self, volume: float) -> None:
        self.settings = replace(self.settings, volume=volume)

    def change_settings(self, settings: Settings) -> None:
        self.settings = settings
        self.settings_changed.emit(settings)
        self._background.run(self._save)
        self._apply_limit()
        self.desktop.reconsider()
        self.folders.follow()
        self.commanding.follow(settings.keys)

    def _save(self) -> None:
        """From any thread: one at a time, and whoever is last writes the newest."""
        with self._saving:
            self._save_settings(self.settings)

    # The end

    def end(self) -> None:
        """Close everything off the UI thread, then quit; at the latest after `END_MS`."""
        if self._ending:
            return
        self._ending = True
        self.editing.close_dialogs()
        self.desktop.close()
        self.folders.close()
        sessions = self.players.end()
        self.accounts.end()
        self.window.hide()
        threading.Thread(target=self._close_all, args=(sessions,), name="end", daemon=True).start()
        QTimer.singleShot(END_MS, QApplication.quit)

    def _close_all(self, sessions: Sequence[PlaySession]) -> None:
        closers: list[Callable[[], None]] = [self._save]
        # First: they still have plays to report.
        closers += [session.close for session in sessions]
        closers += [self._stores.kept.close, self.accounts.open.close_all, self._connector.close]
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
