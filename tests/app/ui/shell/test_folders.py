"""Watched folders, from the settings to the queue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.ui.dialogs.watched import WatchedDialog
from app.upload.watch import ripening, watcher
from app.watched import WatchedFolder, WatchedFolders
from tests.app.ui.fakes import Running


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
