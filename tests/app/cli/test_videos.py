"""Videos as rows and lines."""

from __future__ import annotations

from app.cli.videos import event_of, lines_of, row_of
from app.server.videos import ChannelBrief, RungProgress, Video

FILM = Video(
    "v1",
    "Our film",
    "processing",
    percent=40.0,
    duration_seconds=65.0,
    size_bytes=2_000_000,
    channel=ChannelBrief("c", "films", "Films"),
    tags=("a", "b"),
    rungs=(RungProgress("360p", 50.0),),
    poster_url="https://x/p",
)


def test_a_row_says_how_far_it_is() -> None:
    """While it is encoded."""
    assert row_of(FILM)["state"] == "processing 40 %"
    assert row_of(FILM)["duration"] == "1:05"


def test_everything_about_a_video_is_a_line_each() -> None:
    """Without what is empty, or of no use to people."""
    lines = list(lines_of(event_of(FILM, "https://films.example")))
    assert "duration: 1:05" in lines
    assert "size: 2.0 MB" in lines
    assert "channel: Films (@films)" in lines
    assert "tags: a, b" in lines
    assert "rungs: 360p 50 %" in lines
    assert lines[-1] == "address: https://films.example/watch/v1"
    assert not any(line.startswith(("poster", "error", "publish")) for line in lines)


def test_on_this_computer_a_video_has_no_lasting_address() -> None:
    """Its port is another one next time."""
    assert event_of(FILM, "")["address"] is None
