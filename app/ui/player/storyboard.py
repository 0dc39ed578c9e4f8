"""Small pictures of the film for the seek bar, which a WebVTT file points at or into."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from urllib.parse import urljoin, urlsplit

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.style import text
from app.ui.style.parts import given
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
        cue = self.cues[begun - 1] if begun else None
        sheet = self.sheets.get(cue.sheet) if cue else None
        if cue is None or sheet is None or sheet.isNull():
            return None
        place = cue.place
        return sheet.copy(QRect(*place)) if place else sheet


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


def load(url: str, fetch: Callable[[str], bytes]) -> Storyboard:
    """Fetch the file and its sheets; blocks."""
    cues = cues_of(fetch(url).decode("utf-8", "replace"))
    names = dict.fromkeys(cue.sheet for cue in cues)
    return Storyboard(cues, {name: QImage.fromData(fetch(beside(url, name))) for name in names})


class Preview(QWidget):
    """What is at the place that the pointer shows: a picture, if there is one, and the time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.picture = QLabel()
        self.time = given(QLabel(), "preview_time")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        for label in (self.picture, self.time):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        self.hide()

    def show_at(self, seconds: float, picture: QImage | None, above: QPoint, room: QRect) -> None:
        """Stand above a point, inside `room`."""
        self.time.setText(text.clock(seconds))
        self.picture.setVisible(picture is not None)
        if picture is not None:
            self.picture.setPixmap(QPixmap.fromImage(picture))
        self.adjustSize()
        left = above.x() - self.width() // 2
        left = min(max(room.left() + 8, left), room.right() - self.width() - 8)
        self.move(left, above.y() - self.height())
        self.show()
