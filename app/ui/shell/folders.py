"""The folders that are watched: from the settings to who watches them, and their dialog."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from app.known_servers import Profile
from app.settings import Settings
from app.ui.accounts.open_accounts import OpenAccounts, Uploads
from app.ui.background import Background
from app.ui.dialogs.watched import AccountChoice, WatchedDialog, choices_of
from app.ui.shell.main_window import MainWindow
from app.upload.watch.folder import FolderStatus
from app.upload.watch.watcher import Watcher
from app.watched import WatchedFolders


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

    def _target(self, profile: Profile) -> Uploads | None:
        account = self._accounts.at(profile)
        return account.uploads if account is not None else None

    # The dialog

    def show(self) -> None:
        dialog = self._dialog = WatchedDialog(
            self._settings().watched, self._choices(), self._window
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
