"""Small pictures of a film, which a WebVTT file points at or into."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from urllib.parse import urljoin, urlsplit

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from app.webvtt import first_time

CUE = re.compile(
    r"([\d:.]+) --> [^\n]*\n([^\n#]+)"
    r"(?:#xywh=(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6}))?"
)
CUES_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Cue:
    """A picture for the time from `start_seconds` on: a rectangle of a sheet, or all of it."""

    start_seconds: float
    sheet: str
    place: tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class Storyboard:
    cues: tuple[Cue, ...] = ()
    sheets: dict[str, QImage] = field(default_factory=dict)

    def at(self, seconds: float) -> QImage | None:
        """The picture for a time; None where there is none."""
        begun = bisect_right(self.cues, seconds, key=attrgetter("start_seconds"))
        return picture_of(self.cues[begun - 1], self.sheets) if begun else None


def cues_of(webvtt: str) -> tuple[Cue, ...]:
    """The cues in order of time; what is not of the form is left out."""
    cues = []
    for match in list(CUE.finditer(webvtt.replace("\r\n", "\n")))[:CUES_MOST]:
        times, sheet, *place = match.groups()
        if (start := first_time(times)) is not None:
            cues.append(Cue(start, sheet.strip(), rectangle(place)))
    return tuple(sorted(cues, key=lambda cue: cue.start_seconds))


def rectangle(numbers: Sequence[str | None]) -> tuple[int, int, int, int] | None:
    if None in numbers:
        return None
    x, y, width, height = (int(number or 0) for number in numbers)
    return x, y, width, height


def beside(url: str, name: str) -> str:
    """The address of a sheet; one beside a file that a query admits to is admitted by it, too."""
    address = urljoin(url, name)
    own, other = urlsplit(url), urlsplit(address)
    if other.query or own.netloc != other.netloc or not own.query:
        return address
    return f"{address}?{own.query}"


def load(url: str, fetch: Callable[[str], bytes], most: int = CUES_MOST) -> Storyboard:
    """Fetch the file and its sheets; blocks. At `most` so many pictures, evenly over the film."""
    cues = cues_of(fetch(url).decode("utf-8", "replace"))
    cues = cues[:: max(1, -(-len(cues) // most))]
    names = dict.fromkeys(cue.sheet for cue in cues)
    return Storyboard(cues, {name: QImage.fromData(fetch(beside(url, name))) for name in names})


def picture_of(cue: Cue, sheets: Mapping[str, QImage]) -> QImage | None:
    sheet = sheets.get(cue.sheet)
    if sheet is None or sheet.isNull():
        return None
    return sheet.copy(QRect(*cue.place)) if cue.place else sheet
