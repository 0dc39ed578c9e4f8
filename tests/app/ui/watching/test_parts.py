"""Parts of a film, played by mpv as if they were all there is."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.player.engine.mpv_player import MpvPlayer
from app.ui.background import Background
from app.ui.watching.parts import MpvParts
from tests.app.upload.trim.films import make_film


def test_only_the_parts_are_played(qtbot: QtBot, background: Background, tmp_path: Path) -> None:
    """Whatever the name of the file; one that is not there is told of."""
    film = make_film(tmp_path / "film.mp4")
    odd = Path(os.fsdecode(bytes(tmp_path) + b"/\xff\n;,%41.mp4"))
    film.rename(odd)
    told = list[tuple[float, bool, str]]()
    widget = QWidget()
    qtbot.addWidget(widget)
    engine = MpvPlayer(ao="null")
    player = MpvParts(
        widget, lambda *heard: told.append(heard), background, volume=50.0, player=engine
    )
    try:
        player.play(odd, [(1.0, 2.0), (5.5, 5.75)], 0.9)
        qtbot.waitUntil(lambda: bool(told) and told[-1][1], timeout=20_000)
        seconds = [at for at, _, _ in told]
        assert seconds == sorted(seconds)
        assert 0.8 < seconds[0] < 1.2 < seconds[-1] <= 1.25
        player.play(tmp_path / "gone.mp4", [(0.0, 1.0)], 0.0)
        qtbot.waitUntil(lambda: bool(told[-1][2]), timeout=20_000)
    finally:
        player.close()
