"""The box that says why nothing plays."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.player.engine.api import Phase, PlayerState, Statistics
from app.ui.player.overlays import Failure

FAILED = PlayerState(phase=Phase.FAILED, error="There is no video at this address.")


def test_only_what_has_begun_has_stopped(qtbot: QtBot) -> None:
    """By its first picture, or by its first sound."""
    box = Failure()
    qtbot.addWidget(box)
    seen = []
    for state in (
        FAILED,
        replace(FAILED, has_picture=True),
        replace(FAILED, statistics=Statistics(startup_seconds=0.5)),
    ):
        box.show_state(state, None)
        seen.append((box.title.text(), box.words.text()))

    stopped = ("This video stopped", FAILED.error)
    assert seen == [("Can't play this", FAILED.error), stopped, stopped]
