"""The preview of the card that the pointer rests on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QObject
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.ui.background import Background
from app.ui.cards.hover import HoverPreview
from app.ui.cards.posters import SCENES, Posters
from tests.app.ui.fakes import FILM

BOARD = replace(FILM, storyboard_url="http://x/media/t/r/storyboard.vtt")
PICTURES = 40


def fetch(url: str) -> bytes:
    if not url.endswith("vtt"):
        return sheet()
    cues = (f"00:{n:02}.000 --> 00:{n:02}.900\nsheet.png#xywh={n},0,1,1\n" for n in range(PICTURES))
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def sheet() -> bytes:
    """Each pixel is a scene."""
    image = QImage(PICTURES, 1, QImage.Format.Format_RGB32)
    for x in range(PICTURES):
        image.setPixelColor(x, 0, QColor(x, 0, 0))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@pytest.fixture
def preview(qtbot: QtBot, background: Background, tmp_path: Path) -> HoverPreview:  # noqa: ARG001
    parent = QObject(background)
    preview = HoverPreview(parent)
    preview.posters = Posters(background, fetch, tmp_path, parent)
    return preview


def scene_of(preview: HoverPreview) -> int:
    return preview.scene.picture.pixelColor(0, 0).red() if preview.scene else -1


def test_scenes_follow_one_another_over_the_whole_film(qtbot: QtBot, preview: HoverPreview) -> None:
    """A few of many, from the first one on; with the pointer they go."""
    preview.rest_on(BOARD)
    qtbot.waitUntil(lambda: scene_of(preview) == 0)
    assert preview.scene is not None
    assert preview.scene.video_id == "film"
    preview._show_next()
    assert scene_of(preview) == 4
    for _ in range(SCENES):
        preview._show_next()
    assert 0 < preview.scene.share <= 1

    with qtbot.waitSignal(preview.changed):
        preview.rest_on(None)
    assert preview.scene is None
    assert not preview._turn.isActive()


def test_a_film_without_scenes_has_no_preview(preview: HoverPreview) -> None:
    """And passing over a card asks for nothing."""
    preview.rest_on(FILM)
    assert not preview._begin.isActive()
    preview.rest_on(BOARD)
    preview.rest_on(None)
    assert not preview._begin.isActive()
