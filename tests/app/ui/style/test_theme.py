"""Colours, style sheet and icons."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.dialogs.settings import SettingsDialog
from app.ui.style import icons
from app.ui.style.theme import Colours, dress, resource, style_sheet

COLOURS = Colours()
GROUNDS = ("window", "panel", "raised", "hover")


def luminance(name: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    colour = QColor(getattr(COLOURS, name))
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("words", "ground"),
    [*product(("text", "quiet", "bad", "good", "accent"), GROUNDS),
     ("on_accent", "accent"), ("on_accent", "accent_hover"), ("bad", "bad_ground")],
)  # fmt: skip
def test_words_can_be_read(words: str, ground: str) -> None:
    """WCAG AA: 4.5 for text."""
    assert contrast(words, ground) >= 4.5


@pytest.mark.parametrize("ground", ["window", "panel"])
def test_fields_can_be_seen(ground: str) -> None:
    """WCAG AA: 3 for the edges of controls."""
    assert contrast("control_line", ground) >= 3


def test_the_style_sheet_is_complete(qapp: QApplication) -> None:
    """Every colour that it names exists; a fault in it would be a Qt warning."""
    sheet = style_sheet(COLOURS)
    qapp.setStyleSheet(sheet)
    assert "@" not in sheet.partition("*/")[2]


@pytest.fixture
def dressed_again(qapp: QApplication) -> Iterator[None]:
    """Undoes what a test's own resources did to the whole process."""
    yield
    dress(qapp, COLOURS)


@pytest.mark.usefixtures("dressed_again")
@pytest.mark.parametrize("folder", ["a film's", "Müller & Söhne", "50 % (a) [b]", 'a"b\\c;{d}#'])
def test_any_folder_will_do(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """Whatever the path of the source or the package has in it, a tick is drawn on its ground."""
    root = tmp_path / folder
    shutil.copytree(resource(""), root / "resources")
    box = QCheckBox()
    box.setChecked(True)
    qtbot.addWidget(box)
    with monkeypatch.context() as here:
        here.setattr(sys, "_MEIPASS", str(root), raising=False)
        dress(qapp, COLOURS)
        picture = box.grab().toImage()

    points = product(range(picture.width()), range(picture.height()))
    seen = {picture.pixelColor(x, y).name() for x, y in points}
    assert {COLOURS.accent, COLOURS.on_accent} <= seen


@pytest.mark.parametrize("name", sorted(p.stem for p in resource("icons").glob("*.svg")))
def test_every_icon_draws_something(qapp: QApplication, name: str) -> None:  # noqa: ARG001
    """An SVG with a mistake in it would be empty."""
    picture = icons.pixmap(name, "#ffffff", 24).toImage()
    drawn = [(x, y) for x in range(24) for y in range(24) if picture.pixelColor(x, y).alpha() > 128]
    assert len(drawn) > 10


@pytest.mark.usefixtures("colours")
def test_numbers_can_be_read(qtbot: QtBot) -> None:
    """Each number of the settings has room for its text."""
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    boxes = dialog.findChildren(QAbstractSpinBox)
    assert boxes
    for box in boxes:
        needed = box.fontMetrics().horizontalAdvance(box.text())
        assert box.lineEdit().width() > needed
