"""What the controls say of themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.player.engine.api import Phase, PlayerState, Rendition
from app.ui.player.controls import mute_button, play_button, quality_text


@pytest.mark.parametrize(
    ("phase", "label"),
    [(Phase.PLAYING, "Pause"), (Phase.BUFFERING, "Pause"), (Phase.PAUSED, "Play"),
     (Phase.ENDED, "Play again")],
)  # fmt: skip
def test_the_play_button(phase: Phase, label: str) -> None:
    """It says what it would do."""
    assert play_button(phase)[1] == label


def test_labels() -> None:
    """Of sound and quality."""
    state = PlayerState(renditions=(Rendition("360p", 600_000), Rendition("720p", 3e6)))
    assert mute_button(state) == ("volume", "Mute")
    assert mute_button(replace(state, volume=20)) == ("volume-low", "Mute")
    assert mute_button(replace(state, muted=True)) == ("muted", "Sound on")
    assert quality_text(state) == "Auto"
    assert quality_text(replace(state, rendition_chosen="720p")) == "720p"
