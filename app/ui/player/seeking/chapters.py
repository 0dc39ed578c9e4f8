"""The chapters of a film, as its seek bar shows them; pure."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from app.server.editing import Chapter
from app.webvtt import first_time

CUE = re.compile(r"^([\d:.]+) --> [^\n]*\n(.+)", re.MULTILINE)
MOST_CHAPTERS = 500


def chapters_of(webvtt: str) -> tuple[Chapter, ...]:
    """In order of time; what is not of the form is left out."""
    found = []
    for times, title in CUE.findall(webvtt.replace("\r\n", "\n"))[:MOST_CHAPTERS]:
        if (start := first_time(times)) is not None:
            found.append(Chapter(start, html.unescape(title.strip())))
    return tuple(sorted(found, key=attrgetter("start_seconds")))


def title_at(chapters: Sequence[Chapter], seconds: float) -> str:
    """Of the one that runs then; "" where there is none."""
    begun = bisect_right(chapters, seconds, key=attrgetter("start_seconds"))
    return chapters[begun - 1].title if begun else ""
