"""Originals on their way: how far they are, how they end, and how they go on."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.download.original import BrokenOff
from app.download.pending import PendingDownload, PendingDownloads
from app.errors import MatineeError
from app.server.client import Client
from app.server.editing import OriginalFile, Received
from app.ui.background import Background, Scope
from app.ui.studio.download_list import DownloadList, heading_words, standing_words
from app.ui.studio.downloads import Download, Downloads, DownloadState
from tests.app.ui.fakes import FILM

HALF = b"0123456789"


class Server:
    """Gives half of a film, and the rest when it is `free`; or its `fault`."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.fault: MatineeError | None = None
        self.begun: list[int] = []

    def original_file(self, video_id: str) -> OriginalFile:
        if self.fault is not None:
            raise self.fault
        return OriginalFile(f"http://x/{video_id}", "film.mp4", 20, 60)

    def receive(self, _url: str, start: int, _etag: str | None) -> Received:
        self.begun.append(start)
        return Received(start, '"1"', self._rest(start))

    def _rest(self, start: int) -> Iterator[bytes]:
        if start < 10:
            yield HALF
        self.free.wait(10)
        yield HALF


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.free.set()


@pytest.fixture
def pending(tmp_path: Path) -> PendingDownloads:
    return PendingDownloads(tmp_path / "downloads.json")


def begin(background: Background, pending: PendingDownloads, server: Server) -> Downloads:
    downloads = Downloads(background, pending)
    client: Any = SimpleNamespace(studio=server)
    downloads.attach(cast(Client, client), "ann", Scope(background))
    return downloads


def test_how_far_it_is(
    qtbot: QtBot, background: Background, pending: PendingDownloads, server: Server, tmp_path: Path
) -> None:
    """In a corner that is there as long as something comes."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    downloads = begin(background, pending, server)
    shown = DownloadList(downloads, window)
    downloads.start(FILM, tmp_path / "film.mp4")
    words = "10 bytes of 20 bytes"
    qtbot.waitUntil(lambda: [row.words.text() for row in shown.rows] == [words])
    assert shown.rows[0].bar.value() == 500
    with qtbot.waitSignal(downloads.arrived):
        server.free.set()
    assert (tmp_path / "film.mp4").read_bytes() == 2 * HALF
    assert (shown.rows, shown.isHidden()) == ((), True)


def test_one_that_is_cancelled_leaves_nothing(
    qtbot: QtBot, background: Background, pending: PendingDownloads, server: Server, tmp_path: Path
) -> None:
    """Neither a part of it, nor a note of it."""
    (tmp_path / "films").mkdir()
    downloads = begin(background, pending, server)
    downloads.start(FILM, tmp_path / "films" / "film.mp4")
    qtbot.waitUntil(lambda: downloads.all[0].have_bytes == 10)
    downloads.cancel(downloads.all[0].key)
    server.free.set()
    qtbot.waitUntil(lambda: list((tmp_path / "films").iterdir()) == [])
    qtbot.waitUntil(lambda: pending.of("ann") == [])


def test_two_videos_don_t_become_one_file(
    qtbot: QtBot, background: Background, pending: PendingDownloads, server: Server, tmp_path: Path
) -> None:
    """Whoever came first has it; once more is fine."""
    downloads, file = begin(background, pending, server), tmp_path / "film.mp4"
    other = replace(FILM, id="other")
    assert [downloads.start(video, file) for video in (FILM, other, FILM)] == [True, False, True]
    assert [each.wanted.video_id for each in downloads.all] == [FILM.id]
    with qtbot.waitSignal(downloads.arrived):
        server.free.set()


def test_it_goes_on_after_a_restart(
    qtbot: QtBot, background: Background, pending: PendingDownloads, server: Server, tmp_path: Path
) -> None:
    """From where it was, when its account is there again."""
    file = tmp_path / "film.mp4"
    file.with_name("film.mp4.part").write_bytes(HALF)
    note = {"size_bytes": 20, "blake3": None, "etag": '"1"'}
    file.with_name("film.mp4.part.json").write_text(json.dumps(note))
    pending.put("ann", [PendingDownload("v", "Film", str(file))], 1)
    server.free.set()
    downloads = begin(background, pending, server)
    with qtbot.waitSignal(downloads.arrived):
        pass
    assert (server.begun, file.read_bytes()) == ([10], 2 * HALF)


def test_who_leaves_at_once_loses_none(
    qtbot: QtBot,
    background: Background,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though it is written down only afterwards."""
    pending = PendingDownloads(tmp_path / "downloads.json")
    pending.put("ann", [PendingDownload("v", "Film", str(tmp_path / "before.mp4"))], 1)
    downloads = begin(background, pending, server)
    downloads.start(FILM, tmp_path / "soon.mp4")
    qtbot.waitUntil(lambda: len(downloads.all) == 2)
    late = list[Callable[[], object]]()
    monkeypatch.setattr(background, "run", late.append)
    downloads.start(FILM, tmp_path / "film.mp4")
    downloads.start(FILM, tmp_path / "again.mp4")
    downloads.detach()
    for write in reversed(late):
        write()
    names = ["soon.mp4", "before.mp4", "film.mp4", "again.mp4"]
    assert [Path(each.file).name for each in pending.of("ann")] == names


def test_it_goes_on_when_the_line_is_back(
    qtbot: QtBot, background: Background, pending: PendingDownloads, server: Server, tmp_path: Path
) -> None:
    """What waits says why, and can be had going by hand, too."""
    server.fault = BrokenOff()
    server.fault.retryable = False  # here it would be tried again for a minute
    downloads = begin(background, pending, server)
    downloads.start(FILM, tmp_path / "film.mp4")
    qtbot.waitUntil(lambda: downloads.all[0].state is DownloadState.FAILED)
    downloads.try_again()
    assert downloads.all[0].state is DownloadState.FAILED
    server.fault.retryable = True
    failed, server.fault = downloads.all[0], None
    server.free.set()
    with qtbot.waitSignal(downloads.arrived):
        downloads.try_again()
    assert standing_words(failed) == BrokenOff().sentence


def test_what_failed_is_not_under_way() -> None:
    """Both are counted."""
    wanted = PendingDownload("v", "Film", "f")
    failed, running = (
        Download(wanted, state) for state in (DownloadState.FAILED, DownloadState.RUNNING)
    )
    words = [heading_words(each) for each in ([running], [failed, failed], [running, failed])]
    assert words == [
        "1 download under way",
        "2 downloads failed",
        "1 download under way · 1 download failed",
    ]


def test_the_last_words_of_a_download() -> None:
    """All bytes are there, and not looked at yet."""
    running = Download(PendingDownload("v", "Film", "f"), DownloadState.RUNNING, 19, 20)
    words = [standing_words(each) for each in (running, replace(running, have_bytes=20))]
    assert words == ["19 bytes of 20 bytes", "Checking whether all of it is right…"]
