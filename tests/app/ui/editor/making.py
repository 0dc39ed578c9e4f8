"""Editors for tests, with an outbox of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from app.server.client import Client
from app.server.videos import Video
from app.ui.background import Background, Scope
from app.ui.editor.dialog import EditorDialog
from app.ui.editor.loading import EditorMeans, films_of_videos
from app.ui.editor.saver import DraftSaver
from tests.app.ui.fakes import FakeClient, an_outbox


def means_of(background: Background, folder: Path, client: Any = None) -> EditorMeans:
    """The outbox is not started: what is said stays here."""
    outbox = an_outbox(folder)
    return EditorMeans(cast(Client, client or FakeClient()), outbox, Scope(background))


def editor_of(
    background: Background,
    folder: Path,
    *videos: Video,
    parent: QWidget | None = None,
    client: Any = None,
    path: Path | None = None,
) -> EditorDialog:
    means = means_of(background, folder, client)
    return editor_with(means, background, videos, parent, path)


def editor_with(
    means: EditorMeans,
    background: Background,
    videos: Sequence[Video],
    parent: QWidget | None = None,
    path: Path | None = None,
) -> EditorDialog:
    saver = DraftSaver(background, means.outbox.say, background)
    return EditorDialog(means, saver, films_of_videos(means, videos), path, parent)
