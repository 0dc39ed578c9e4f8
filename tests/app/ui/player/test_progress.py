"""How far a film is, and what is kept of that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.player.engine.api import Phase, PlayerState
from app.ui.player.progress import PlaceKeeper, place_to_keep

SONG = PlayerState(
    Phase.PLAYING, path=Path("/a.flac"), position_seconds=50.0, duration_seconds=100.0
)


@pytest.mark.parametrize(
    ("state", "place"),
    [
        (SONG, 50.0),
        (replace(SONG, phase=Phase.FAILED), None),
        (replace(SONG, path=None), None),
        (replace(SONG, path=None, has_picture=True), 50.0),
        (replace(SONG, position_seconds=95.0), 0.0),
    ],
)
def test_the_place_of_what_was_seen_or_heard(state: PlayerState, place: float | None) -> None:
    """A file of sound alone has one, too; what is nearly over begins anew."""
    assert place_to_keep(state) == place


def test_what_is_told_late_of_the_film_before_is_no_place_of_this_one(
    qapp: QApplication,  # noqa: ARG001 (signals want it)
) -> None:
    """It is of another file, or another video of the server's."""
    parent, kept = QObject(), list[tuple[str, float]]()
    keeper = PlaceKeeper(parent)
    keeper.position_changed.connect(lambda *told: kept.append(told))
    keeper.begin("file:///b.flac", 0.0, Path("/b.flac"))
    keeper.show_state(SONG)
    keeper.show_state(replace(SONG, path=Path("/b.flac"), position_seconds=12.0))
    assert kept == [("file:///b.flac", 12.0)]

    seen = replace(SONG, path=None, has_picture=True)
    keeper.begin("b")
    keeper.show_state(replace(seen, video_id="a"))
    keeper.show_state(replace(seen, video_id="b", position_seconds=20.0))
    assert kept[1:] == [("b", 20.0)]
