"""What mpv is told, as values."""

from __future__ import annotations

import pytest

from app.player.engine.adjustments import Fit, PictureSettings, SubtitleLift, SubtitleSettings
from app.player.engine.mpv_options import (
    picture_options,
    selected_in,
    subtitle_options,
    tracks_in,
    turns_in,
    volume_options,
)

TRACKS = [
    {"id": 1, "type": "video", "demux-rotation": 270, "main-selection": 0},
    {"id": 1, "type": "audio", "lang": "deu", "audio-channels": 6, "main-selection": 0},
    {"id": 1, "type": "sub", "title": "Signs", "forced": True},
    {"id": 2, "type": "sub", "lang": "eng", "main-selection": 1},
    {"id": 3, "type": "sub", "codec": "ass", "main-selection": 0},
]


def test_a_picture_as_it_is_costs_no_filter() -> None:
    """Which would be work for every frame."""
    assert picture_options(PictureSettings())["vf"] == ""
    assert picture_options(PictureSettings(fit=Fit.FILL))["panscan"] == 1.0
    assert picture_options(PictureSettings(fit=Fit.STRETCH))["keepaspect"] is False
    assert picture_options(PictureSettings(zoom=2.0))["video-zoom"] == 1.0


@pytest.mark.parametrize(
    ("turns", "film", "filters"),
    [
        *((1, 0, "lavfi=[transpose=clock]"), (1, 1, "hflip,vflip")),
        *((3, 1, ""), (0, 3, "lavfi=[transpose=cclock]")),
    ],
)
def test_turns_add_up(turns: int, film: int, filters: str) -> None:
    """The viewer's to the film's own."""
    assert picture_options(PictureSettings(quarter_turns=turns), film)["vf"] == filters


def test_beyond_full_it_is_limited() -> None:
    """And the same step sounds alike on both sides."""
    assert volume_options(80.0) == {"volume": 80.0, "af": ""}
    louder = volume_options(200.0)
    assert louder["volume"] == 100.0
    assert louder["af"].startswith("lavfi=[volume=8.000,alimiter=")


def test_tracks_are_read() -> None:
    """The second subtitles are not the ones that are shown first."""
    assert turns_in(TRACKS) == 3
    assert [track.id for track in tracks_in(TRACKS, "sub")] == [1, 2, 3]
    assert tracks_in(TRACKS, "audio")[0].channels == 6
    assert tracks_in(TRACKS, "sub")[0].is_forced
    assert (selected_in(TRACKS, "sub"), selected_in(TRACKS, "audio")) == (3, 1)
    assert selected_in([], "sub") is None


def test_subtitles_stand_higher_when_raised() -> None:
    """And have a box where one is wanted."""
    told = subtitle_options(SubtitleSettings(raised=0.1, box_opacity=0.5), SubtitleLift(0.15))
    assert (told["sub-pos"], told["sub-back-color"]) == (75, "#80000000")
