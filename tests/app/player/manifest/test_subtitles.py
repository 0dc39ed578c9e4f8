"""Segmented WebVTT made whole."""

from __future__ import annotations

import pytest

from app.player.manifest.subtitles import merged

FIRST = """WEBVTT
X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000

00:01.000 --> 00:05.000
Across the cut
"""
SECOND = """WEBVTT
X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000

00:01.000 --> 00:05.000
Across the cut

1
00:00:06.000 --> 00:00:07.000 line:0
Later
"""


def test_a_cue_across_a_cut_is_shown_once() -> None:
    """The header once, every cue once, identifiers and settings kept."""
    assert merged([FIRST, SECOND]) == (
        "WEBVTT\n\n00:01.000 --> 00:05.000\nAcross the cut\n\n"
        "1\n00:00:06.000 --> 00:00:07.000 line:0\nLater\n"
    )


@pytest.mark.parametrize("ticks", ["", "soon", "-1"])
def test_a_clock_that_is_none_moves_nothing(ticks: str) -> None:
    """Whoever made the part has its cues where they say."""
    later = SECOND.replace("MPEGTS:900000", f"MPEGTS:{ticks}")
    assert "00:00:06.000 --> 00:00:07.000 line:0" in merged(["WEBVTT", later])


def test_parts_with_clocks_of_their_own_are_moved() -> None:
    """X-TIMESTAMP-MAP says how each part's clock lies to the film's (RFC 8216 §3.5)."""
    later = SECOND.replace("MPEGTS:900000", "MPEGTS:1260000")
    assert "00:00:10.000 --> 00:00:11.000 line:0" in merged([FIRST, later])
