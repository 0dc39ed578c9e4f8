"""The controller's choices: values in, values out."""

from __future__ import annotations

from app.player.abr import Limits, Rung, cap

LADDER = (
    Rung("360p", 640, 360, 4e5, 4e5, 7e5),
    Rung("480p", 854, 480, 1e6, 1e6, 1.8e6),
    Rung("720p", 1280, 720, 2.5e6, 2.5e6, 4.4e6),
    Rung("1080p", 1920, 1080, 5e6, 5e6, 8.7e6),
)


def test_the_window_asks_for_no_more_pixels_than_it_shows() -> None:
    """The smallest rung that covers the window is the highest one allowed."""
    assert cap(LADDER, Limits(window=(1280, 720))) == 2
    assert cap(LADDER, Limits(window=(3840, 2160))) == 3
    assert cap(LADDER, Limits(window=(320, 900))) == 0
