"""The dialog of the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QLabel,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.player.engine.adjustments import SubtitleSettings
from app.settings import Settings
from app.ui.dialogs.settings import NUMBER_WIDTH, SettingsDialog
from app.ui.player.extras.look import look_of
from app.ui.style.theme import Colours

SMALL = QSize(380, 340)
"""A screen of 800 × 800 at scale 2, with room for a title bar and a panel."""


@pytest.fixture
def dialog(qtbot: QtBot, colours: Colours) -> SettingsDialog:  # noqa: ARG001 (the looks)
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_each_group_has_a_page(dialog: SettingsDialog) -> None:
    """What is rarely wanted comes last."""
    groups = [dialog.groups.item(row).text() for row in range(dialog.groups.count())]
    kinds = ["General", "Uploading", "Playing", "Downloads", "Subtitles", "Keys", "Advanced"]
    assert groups == kinds
    dialog.groups.setCurrentRow(6)
    assert dialog.editors["connections_most"].isVisible()
    assert not dialog.editors["theme"].isVisible()


def test_all_fields_of_a_page_begin_at_one_place(dialog: SettingsDialog) -> None:
    """One grid; numbers no wider than they need."""
    dialog.groups.setCurrentRow(5)
    names = ("connections_least", "connections_most", "preload")
    fields = [dialog.editors[name] for name in names]
    assert len({field.mapTo(dialog, QPoint(0, 0)).x() for field in fields}) == 1
    assert [field.width() for field in fields[:2]] == [NUMBER_WIDTH, NUMBER_WIDTH]


def test_nothing_is_said_as_words(dialog: SettingsDialog) -> None:
    """And stays the number that it is."""
    limit = cast(QDoubleSpinBox, dialog.editors["upload_limit_mbit"])
    assert limit.text() == "No limit"
    assert replace(Settings(), **dialog.values()) == Settings()
    limit.setValue(8)
    assert dialog.values()["upload_limit_mbit"] == 8.0


@pytest.mark.usefixtures("colours")
def test_save_is_in_view_however_small_the_screen(qtbot: QtBot) -> None:
    """The rest scrolls."""
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.resize(SMALL)
    dialog.show()
    assert (dialog.width(), dialog.height()) == (SMALL.width(), SMALL.height())
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    for button in box.buttons():
        corner = button.mapTo(dialog, button.rect().bottomRight())
        assert dialog.rect().contains(corner)


def test_a_list_shows_all_of_its_entries(qtbot: QtBot, dialog: SettingsDialog) -> None:
    """None is cut where there is room for all."""
    dialog.groups.setCurrentRow(2)
    box = cast(QComboBox, dialog.editors["quality_most"])
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    last = view.visualRect(box.model().index(box.count() - 1, 0))
    assert view.viewport().rect().contains(last)
    box.hidePopup()


def test_long_words_make_no_wide_dialog(dialog: SettingsDialog) -> None:
    """They wrap."""
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]
    assert labels
    assert all(cast(QWidget, label).minimumSizeHint().width() < 420 for label in labels)


def test_subtitles_are_shown_as_they_would_look(dialog: SettingsDialog) -> None:
    """While one chooses, before anything is saved."""
    before = dialog.subtitles.grab().toImage()
    cast(QSpinBox, dialog.editors["subtitle_size"]).setValue(200)
    assert dialog.subtitles.grab().toImage() != before
    assert look_of(replace(Settings(), **dialog.values())).scale == 2.0


def test_a_look_leaves_alone_what_is_the_films() -> None:
    """Its delay."""
    now = SubtitleSettings(delay_seconds=0.5)
    look = look_of(replace(Settings(), subtitle_colour="#ffff00"), now)
    assert look == replace(now, colour="#ffff00")
