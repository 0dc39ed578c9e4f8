"""WebVTT as we write it (W3C), for subtitles, chapters and the storyboard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CUE = re.compile(r"^([\d:.]+) --> ([\d:.]+)\n(.+(?:\n.+)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cue:
    """`text` is plain, with nothing but `<b>`, `<i>` and `<u>` for markup, the rest escaped."""

    start_seconds: float
    end_seconds: float
    text: str


def write(cues: Iterable[Cue]) -> str:
    """The document, in the order of time."""
    ordered = sorted(cues, key=lambda cue: (cue.start_seconds, cue.end_seconds))
    blocks = [f"{time_of(c.start_seconds)} --> {time_of(c.end_seconds)}\n{c.text}" for c in ordered]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def read(document: str) -> Iterator[Cue]:
    """The cues of a document that `write` made."""
    for match in CUE.finditer(document):
        yield Cue(_seconds(match[1]), _seconds(match[2]), match[3])


def _seconds(time: str) -> float:
    hours, minutes, seconds = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def time_of(seconds: float) -> str:
    """Hours, minutes, seconds and thousandths."""
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{thousandths / 1000:06.3f}"
