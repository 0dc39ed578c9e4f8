"""The dialog of a video's details: what is changed, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.ui.dialogs.details import DetailsDialog
from tests.app.ui.fakes import FILM


@pytest.mark.parametrize(
    ("before", "chosen", "words"),
    [
        ("everywhere", "nowhere", {"embedding": "nowhere"}),
        ("nowhere", "nowhere", {}),
        ("example.org", "example.org", {}),
        ("example.org", "everywhere", {"embedding": "everywhere"}),
    ],
)
def test_which_websites_may_show_a_film(
    qtbot: QtBot, before: str, chosen: str, words: dict[str, str]
) -> None:
    """All or none; sites that were named elsewhere stay unless another choice is made."""
    dialog = DetailsDialog(replace(FILM, embedding=before))
    qtbot.addWidget(dialog)
    dialog.embedding.setCurrentIndex(dialog.embedding.findData(chosen))
    assert dialog.changes().words == words


def test_figures_are_elsewhere(qtbot: QtBot) -> None:
    """The dialog is left for them, and what was typed is not saved."""
    dialog = DetailsDialog(FILM)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.figures_wanted), qtbot.assertNotEmitted(dialog.changed):
        dialog.figures.click()
