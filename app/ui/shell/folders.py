"""The folders that are watched: from the settings to who watches them, and their dialog."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.edits.beside import drafts_beside
from app.edits.draft import NOTHING, Draft
from app.edits.entry import key_of_upload
from app.edits.outbox import Outbox
from app.errors import MatineeError
from app.known_servers import Profile
from app.server.viewing import Channel
from app.settings import Settings
from app.ui.accounts.open_accounts import OpenAccount, OpenAccounts, Uploads
from app.ui.background import Background, Task
from app.ui.dialogs.watched import AccountChoice, WatchedDialog, choices_of
from app.ui.shell.main_window import MainWindow
from app.ui.studio.duplicates import look
from app.upload.engine.progress import Progress
from app.upload.watch.folder import FolderStatus
from app.upload.watch.watcher import Watcher
from app.watched import WatchedFolder, WatchedFolders

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FolderQueue:
    """The queue of an account, as one folder uses it: what is said of its films goes before them,
    and what the account has already is left out."""

    folder: WatchedFolder
    account: OpenAccount
    queue: Uploads
    edits: Outbox

    def start(self) -> None:
        self.queue.start()

    def is_known(self, path: Path) -> bool:
        """Or has it on its way. A server that can't be asked holds nothing up."""
        client = self.account.connection.client
        try:
            return bool(look([path], self.queue, client, threading.Event()))
        except MatineeError as error:
            log.info("Not known whether a film is there already: %s", error)
            return False

    def add(self, path: Path, *, upload_id: str) -> str:
        key = key_of_upload(upload_id)
        beside = drafts_beside({key: path}, self.edits.keep).get(key, NOTHING)
        if said := beside.then(said_of(self.folder)):
            self.edits.say({key: said})
        return self.queue.add(path, upload_id=upload_id)

    def resume(self, upload_id: str) -> None:
        self.queue.resume(upload_id)

    def uploads(self) -> Sequence[Progress]:
        return self.queue.uploads()


def said_of(folder: WatchedFolder) -> Draft:
    """What holds for all its films."""
    words = {"channel_id": folder.channel_id, "visibility": folder.visibility}
    return Draft({name: value for name, value in words.items() if value})


class Folders:
    """Until `start` nothing is watched."""

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        accounts: OpenAccounts,
        change_settings: Callable[[Settings], None],
        settings: Callable[[], Settings],
    ) -> None:
        self._window, self._background, self._accounts = window, background, accounts
        self._change, self._settings = change_settings, settings
        self._watcher: Watcher | None = None
        self._turn = threading.Lock()
        self._dialog: WatchedDialog | None = None

    def start(self, memory_file: Path) -> None:
        watcher = self._watcher = Watcher(
            memory_file, self._target, lambda: self._background.post(self._show_statuses)
        )
        self._accounts.listeners.append(lambda _profile, progress: watcher.note(progress))
        self.follow()

    def follow(self) -> None:
        """Watch what the settings name."""
        if (watcher := self._watcher) is not None:
            self._background.run(lambda: self._watch(watcher))

    def close(self) -> None:
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.close()

    def _watch(self, watcher: Watcher) -> None:
        with self._turn:
            watcher.watch(self._settings().watched.all)

    def _target(self, folder: WatchedFolder) -> FolderQueue | None:
        account = self._accounts.at(folder.profile)
        if account is None or account.uploads is None or account.edits is None:
            return None
        return FolderQueue(folder, account, account.uploads, account.edits)

    def _find_channels(self, profile: Profile, then: Callable[[Sequence[Channel]], None]) -> Task:
        """Nobody hears of those of an account that can't be asked just now."""
        account = self._accounts.at(profile)
        if account is None:
            return Task()
        viewing = account.connection.client.viewing
        return self._background.run(viewing.channels, then, lambda _error: None)

    # The dialog

    def show(self) -> None:
        dialog = self._dialog = WatchedDialog(
            self._settings().watched, self._choices(), self._find_channels, self._window
        )
        dialog.changed.connect(self._entered)
        dialog.finished.connect(self._closed)
        self._show_statuses()
        dialog.open()

    def _choices(self) -> tuple[AccountChoice, ...]:
        """The account on the screen first."""
        settings = self._settings()
        return choices_of(settings.servers, settings.profile)

    def _entered(self, watched: WatchedFolders) -> None:
        self._change(replace(self._settings(), watched=watched))

    @property
    def statuses(self) -> Mapping[str, FolderStatus]:
        return self._watcher.statuses if self._watcher is not None else {}

    def _show_statuses(self) -> None:
        if self._dialog is not None:
            self._dialog.show_statuses(self.statuses)

    def _closed(self) -> None:
        self._dialog = None
