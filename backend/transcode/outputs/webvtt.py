"""WebVTT as we write it (W3C), for subtitles, chapters and the storyboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """`text` is plain, with nothing but `<b>`, `<i>` and `<u>` for markup, the rest escaped."""

    start_seconds: float
    end_seconds: float
    text: str


def write(cues: Iterable[Cue]) -> str:
    """The document, in the order of time."""
    ordered = sorted(cues, key=lambda cue: (cue.start_seconds, cue.end_seconds))
    blocks = [f"{_time(c.start_seconds)} --> {_time(c.end_seconds)}\n{c.text}" for c in ordered]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def _time(seconds: float) -> str:
    """Hours, minutes, seconds and thousandths."""
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{thousandths / 1000:06.3f}"
