"""Originals on their way to this computer: each goes on where it broke off, and after a restart."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.download.original import download_original
from app.download.partial import Partial
from app.download.pending import PendingDownload, PendingDownloads
from app.errors import MatineeError
from app.server.videos import Video
from app.ui.background import Background, Latest, Scope
from runtime.workers import WorkerPool

if TYPE_CHECKING:
    from app.server.client import Client

AT_ONCE = 2


class DownloadState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Download:
    """One original as it stands; a `retryable` one that failed goes on when the line is back."""

    wanted: PendingDownload
    state: DownloadState = DownloadState.WAITING
    have_bytes: int = 0
    size_bytes: int = 0
    error: MatineeError | None = None

    @property
    def key(self) -> str:
        return self.wanted.file

    @property
    def path(self) -> Path:
        return Path(self.wanted.file)


class Stopped(MatineeError):
    """Nobody wants it any more, or not now."""


class Downloads(QObject):
    """One account's at a time; belongs to the UI thread. They have threads of their own: what is
    on the screen does not wait for a film."""

    changed = Signal()
    arrived = Signal(object)
    """A `Download` that is whole now."""

    def __init__(self, background: Background, pending: PendingDownloads) -> None:
        super().__init__(background)
        self._background, self._pending = background, pending
        self._workers = WorkerPool("downloads", AT_ONCE)
        self._scope, self._owner = Scope(background), ""
        self._client: Client | None = None
        self._all: dict[str, Download] = {}
        self._stops: dict[str, threading.Event] = {}
        self._told: Latest[str, tuple[str, int, int]] | None = None
        self._kept, self._is_known = 0, False

    @property
    def all(self) -> Sequence[Download]:
        return tuple(self._all.values())

    def attach(self, client: Client, owner: str, scope: Scope) -> None:
        """What this account still waits for goes on."""
        self._client, self._owner, self._scope = client, owner, scope
        self._told = Latest(scope, lambda told: told[0], self._take_told)
        scope.run(lambda: self._pending.of(owner), self._go_on)

    def detach(self) -> None:
        """They go on when the account is here again."""
        for stop in self._stops.values():
            stop.set()
        self._client, self._all, self._stops = None, {}, {}
        self._is_known = False
        self.changed.emit()

    def start(self, video: Video, file: Path) -> bool:
        """Not while another video is on its way to that file; returns whether it is this one."""
        known = self._all.get(str(file))
        if known is not None and known.state is not DownloadState.FAILED:
            return known.wanted.video_id == video.id
        self._begin(PendingDownload(video.id, video.title, str(file)))
        self._keep()
        return True

    def cancel(self, key: str) -> None:
        """What has come of it goes, too."""
        download, stop = self._all.pop(key, None), self._stops.pop(key, None)
        if download is None:
            return
        if stop is not None:
            stop.set()
        if download.state is not DownloadState.RUNNING:
            self._background.run(Partial(download.path).discard)
        self._keep()
        self.changed.emit()

    def retry(self, key: str) -> None:
        download = self._all.get(key)
        if download is not None and download.state is DownloadState.FAILED:
            self._begin(download.wanted)

    def try_again(self) -> None:
        """The line is back."""
        for download in self.all:
            if download.error is not None and download.error.retryable:
                self.retry(download.key)

    # Below

    def _go_on(self, wanted: Sequence[PendingDownload]) -> None:
        self._is_known = True
        for each in wanted:
            self._begin(each)
        self._keep()

    def _begin(self, wanted: PendingDownload) -> None:
        client, known = self._client, self._all.get(wanted.file)
        if client is None or (known is not None and known.state is not DownloadState.FAILED):
            return
        stop = self._stops[wanted.file] = threading.Event()
        self._all[wanted.file] = Download(wanted)
        self._workers.do(partial(self._work, client, wanted, stop, self._scope))
        self.changed.emit()

    def _work(
        self, client: Client, wanted: PendingDownload, stop: threading.Event, scope: Scope
    ) -> None:
        """On a thread of its own."""
        told, file = self._told, Path(wanted.file)

        def tell(have: int, size: int) -> None:
            if stop.is_set():
                raise Stopped
            if told is not None:
                told.put((wanted.file, have, size))

        try:
            tell(0, 0)
            download_original(client.studio, wanted.video_id, file, tell, stop.wait)
        except Stopped:
            scope.post(partial(self._drop_if_unwanted, file))
        except MatineeError as error:
            scope.post(partial(self._failed, wanted.file, stop, error))
        else:
            scope.post(partial(self._arrived, wanted.file, stop))

    def _drop_if_unwanted(self, file: Path) -> None:
        if str(file) not in self._all:
            self._background.run(Partial(file).discard)

    def _take_told(self, all_told: Sequence[tuple[str, int, int]]) -> None:
        for key, have, size in all_told:
            if (known := self._all.get(key)) is not None:
                running = DownloadState.RUNNING
                self._all[key] = replace(known, state=running, have_bytes=have, size_bytes=size)
        self.changed.emit()

    def _failed(self, key: str, stop: threading.Event, error: MatineeError) -> None:
        if self._stops.get(key) is stop:
            self._all[key] = replace(self._all[key], state=DownloadState.FAILED, error=error)
            self.changed.emit()

    def _arrived(self, key: str, stop: threading.Event) -> None:
        if self._stops.get(key) is stop:
            del self._stops[key]
            arrived = self._all.pop(key)
            self._keep()
            self.changed.emit()
            self.arrived.emit(arrived)

    def _keep(self) -> None:
        """As they are now: when it is written, another account may be here. Not before those are
        known that are there already."""
        if not self._is_known:
            return
        self._kept += 1
        wanted = [each.wanted for each in self.all]
        self._background.run(partial(self._pending.put, self._owner, wanted, self._kept))
