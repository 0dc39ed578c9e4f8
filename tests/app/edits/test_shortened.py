"""Captions and chapters of a film of which parts were left out."""

from __future__ import annotations

import pytest

from app.edits.draft import Draft
from app.edits.shortened import chapters_shortened, shortened

KEPT = ((10.0, 20.0), (30.0, 40.0))
SRT = """1
00:00:05,000 --> 00:00:09,500
Before.

2
00:00:12,000 --> 00:00:14,250
Kept,
on two lines.

3
00:00:18,000 --> 00:00:32,000
Over the cut.

4
00:00:35,500 --> 00:00:50,000
Beyond the end.
"""


def moved(seconds: float) -> float:
    return sum(max(0.0, min(stop, seconds) - start) for start, stop in KEPT)


def test_what_is_kept_is_said_at_its_new_time() -> None:
    """What is said over a cut goes on behind it, and what was cut out is gone."""
    assert (shortened(SRT.encode(), ".srt", moved) or b"").decode() == (
        "2\n00:00:02,000 --> 00:00:04,250\nKept,\non two lines.\n\n"
        "3\n00:00:08,000 --> 00:00:12,000\nOver the cut.\n\n"
        "4\n00:00:15,500 --> 00:00:20,000\nBeyond the end.\n"
    )


def test_webvtt_keeps_its_notes_places_and_times_within() -> None:
    """Hours are written where they were."""
    text = "WEBVTT\n\nNOTE 00:05\n\na\n00:12.000 --> 01:00:00.000 line:0\n<00:13.500>So\n"
    made = "WEBVTT\n\nNOTE 00:05\n\na\n00:02.000 --> 00:00:20.000 line:0\n<00:03.500>So\n"
    assert (shortened(text.encode(), ".vtt", moved) or b"").decode() == made


def test_ass_keeps_its_styles() -> None:
    """Each line is one of its own, with commas in what is said."""
    head = "[Events]\nFormat: Layer, Start, End, Style, Text\n"
    lines = (
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Gone\n"
        "Dialogue: 0,0:00:12.34,0:00:14.00,Default,{\\i1}Well, yes\n"
    )
    made = head + "Dialogue: 0,0:00:02.34,0:00:04.00,Default,{\\i1}Well, yes\n"
    assert (shortened((head + lines).encode(), ".ASS", moved) or b"").decode() == made


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252", "utf-8"])
def test_whatever_it_is_written_in(encoding: str) -> None:
    """Also with the ends of lines of another system."""
    text = "1\r\n00:00:12,000 --> 00:00:14,000\r\nCafé\r\n"
    made = (shortened(text.encode(encoding), ".srt", moved) or b"").decode()
    assert made == "1\n00:00:02,000 --> 00:00:04,000\nCafé\n"


@pytest.mark.parametrize(
    "text", ["", "no captions at all", "00:00:14,000 --> 00:00:12,000\nBack", SRT[:46]]
)
def test_where_nothing_is_said_there_are_none(text: str) -> None:
    """What runs backwards is left out, too."""
    assert shortened(text.encode(), ".srt", moved) is None


def test_chapters_begin_where_they_do_in_what_is_kept() -> None:
    """What goes on over a cut is one chapter, and what was cut out is none."""
    chapters = [
        *({"start_seconds": 0, "title": "Before"}, {"start_seconds": 5, "title": "From within"}),
        *({"start_seconds": 15, "title": "Over the cut"}, {"start_seconds": 41, "title": "Beyond"}),
    ]
    assert chapters_shortened(chapters, moved) == [
        {"start_seconds": 0.0, "title": "From within"},
        {"start_seconds": 5.0, "title": "Over the cut"},
    ]
    assert chapters_shortened(chapters[3:], moved) == []
    assert not Draft({"chapters": chapters[3:]}).with_chapters(lambda _each: [])
