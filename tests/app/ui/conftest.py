"""What the window's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.background import Background
from app.ui.theme import Colours, dress


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:  # noqa: ARG001 (Qt must be there)
    background = Background()
    yield background
    background.close()


@pytest.fixture
def colours(qapp: QApplication) -> Colours:
    colours = Colours()
    dress(qapp, colours)
    return colours
