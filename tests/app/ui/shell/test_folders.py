"""Watched folders, from the settings to the queue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.edits.entry import key_of_upload
from app.errors import ServerUnreachable
from app.server.client import Client
from app.server.connection import Connection
from app.server.editing import Duplicate
from app.ui.accounts.open_accounts import OpenAccount
from app.ui.dialogs.watched import WatchedDialog
from app.ui.shell.folders import FolderQueue
from app.upload.watch import ripening, watcher
from app.watched import WatchedFolder, WatchedFolders
from tests.app.ui.fake_queue import FakeQueue, progress
from tests.app.ui.fakes import FILM, FakeClient, Running, an_outbox


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


def test_what_appears_in_a_watched_folder_is_uploaded(
    qtbot: QtBot, home: Running, films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the moment that the settings name it, until they do not."""
    monkeypatch.setattr(watcher, "LEAST_SECONDS", 0.02)
    monkeypatch.setattr(ripening, "LOCAL_SECONDS", 0.05)
    application, queue = home.application, home.queues[0]
    application.folders.start(tmp_path / "watched.db")
    home.window.uploads.watching_wanted.emit()
    dialog = home.window.findChild(QDialog, "watched_dialog")
    assert isinstance(dialog, WatchedDialog)
    dialog.changed.emit(WatchedFolders((WatchedFolder(str(films), with_present=True),)))
    (films / "a.mp4").write_bytes(b"film")
    qtbot.waitUntil(lambda: ("add", "a.mp4") in queue.asked)
    home.window.uploads.watching_wanted.emit()
    newest = home.window.findChildren(WatchedDialog, "watched_dialog")[-1]
    qtbot.waitUntil(lambda: newest.rows[str(films)].status.text() == "Everything in it is seen to")
    application.change_settings(replace(application.settings, watched=WatchedFolders()))
    qtbot.waitUntil(lambda: application.folders.statuses == {})
    assert [each for each in queue.asked if each[0] == "add"] == [("add", "a.mp4")]


def test_what_holds_for_a_folder_is_said_of_its_films(films: Path, tmp_path: Path) -> None:
    """With the captions beside them; what the account has already is known, and a server that
    can't be asked holds nothing up."""
    (films / "a.mp4").write_bytes(b"film")
    (films / "a.de.srt").write_bytes(b"1\n")
    folder = WatchedFolder(str(films), channel_id="rails", visibility="unlisted")
    client, edits = FakeClient(), an_outbox(tmp_path)
    account = OpenAccount(Connection("", cast(Client, client), None), lambda: None)
    queue = FakeQueue()
    target = FolderQueue(folder, account, queue, edits)

    target.add(films / "a.mp4", upload_id="u")
    said = edits.said(key_of_upload("u")).said
    assert {**said, "captions:de": ""} == {
        "channel_id": "rails",
        "visibility": "unlisted",
        "captions:de": "",
    }
    assert edits.kept(said["captions:de"]).read_bytes() == b"1\n"

    assert not target.is_known(films / "a.mp4")
    client.studio.known = (Duplicate(FILM, "hash"),)
    assert target.is_known(films / "a.mp4")
    client.studio.fault = ServerUnreachable("fake")
    assert not target.is_known(films / "a.mp4")

    client.studio.fault, client.studio.known = None, ()
    (films / "b.mp4").write_bytes(b"film")
    queue.waiting = (replace(progress(), path=films / "b.mp4"),)
    assert target.is_known(films / "a.mp4")
