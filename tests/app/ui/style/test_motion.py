"""What moves by itself, and doesn't for who wants less of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.cards.hover import HoverPreview
from app.ui.player.overlays import Spinner
from app.ui.style.motion import keep_still
from app.ui.style.theme import Colours
from tests.app.ui.fakes import FILM


@pytest.fixture(params=[False, True], ids=["moving", "still"])
def still(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[bool]:  # noqa: ARG001
    keep_still(request.param)
    yield request.param
    keep_still(False)


def test_a_spinner_turns(qtbot: QtBot, colours: Colours, still: bool) -> None:
    """Else it stands there: that one waits can be seen anyway."""
    spinner = Spinner(colours)
    qtbot.addWidget(spinner)
    spinner.show()
    assert spinner.isVisible()
    assert spinner._turning.isActive() is not still


@pytest.mark.usefixtures("qapp")
def test_a_card_plays_a_preview(still: bool) -> None:
    """Under the pointer."""
    owner = QObject()
    preview = HoverPreview(owner)
    preview.rest_on(replace(FILM, storyboard_url="http://x/storyboard.vtt"))
    assert preview._begin.isActive() is not still
