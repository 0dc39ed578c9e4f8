"""Where each card stands, by arithmetic: of 100,000 cards only those on the screen are visited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractItemView

CursorAction = QAbstractItemView.CursorAction

CELL_WIDTH = 235
MARGIN = 12
"""Around each card; two cards are twice that apart."""
ABOVE_WORDS = 10


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some of a card's words: how wide they are on one line, and what a line takes."""

    width: float
    line_height: int
    most_lines: int

    def height(self, width: int) -> int:
        lines = 1 if self.width <= width else 2
        return min(lines, self.most_lines) * self.line_height


Measure = tuple[Paragraph, ...]


def cell_height(measure: Measure, width: int) -> int:
    """Of one card: its picture, and its words at their own height."""
    inner = width - 2 * MARGIN
    words = sum(each.height(inner) for each in measure)
    return inner * 9 // 16 + ABOVE_WORDS + words + 2 * MARGIN


class Layout(Protocol):
    """Places of cards, numbered from 0, from left to right; a reader from the right sees them
    mirrored. Behind those that are known some may stand for what is waited for."""

    sideways: bool
    above: int
    usual: Measure

    @property
    def count(self) -> int: ...
    def measure(self, number: int) -> Measure: ...
    def fit(self, width: int) -> None:
        """So much room there is from side to side."""

    def insert(self, first: int, measures: Sequence[Measure]) -> None: ...
    def remove(self, first: int, count: int) -> None: ...
    def change(self, number: int, measure: Measure) -> None: ...
    def size(self) -> QSize: ...
    def cell(self, number: int) -> QRect: ...
    def at(self, point: QPoint) -> int | None:
        """The card there, which may be one that is waited for."""

    def within(self, area: QRect) -> range:
        """The cards that can be seen in an area."""

    def step(self, number: int, action: CursorAction, page: int) -> int:
        """Where a key of the cursor leads; `page` is the height of the screen."""

    def wait_for(self, count: int) -> None: ...
    def to_fill(self, room: QSize) -> int:
        """How many cards fill an empty screen."""

    def to_follow(self) -> int:
        """How many show that there are more."""


class Measured:
    """How high the cards are that are known, and how many are waited for."""

    def __init__(self, usual: Measure) -> None:
        self.usual = usual
        self.above = 0
        self._width = CELL_WIDTH
        self._measures: list[Measure] = []
        self._waiting = 0

    @property
    def count(self) -> int:
        return len(self._measures)

    def measure(self, number: int) -> Measure:
        return self._measures[number]

    def insert(self, first: int, measures: Sequence[Measure]) -> None:
        self._measures[first:first] = measures

    def remove(self, first: int, count: int) -> None:
        del self._measures[first : first + count]

    def change(self, number: int, measure: Measure) -> None:
        self._measures[number] = measure

    def wait_for(self, count: int) -> None:
        self._waiting = count

    @property
    def _total(self) -> int:
        return len(self._measures) + self._waiting


class Columns(Measured):
    """As many columns as fit, each row as high as the highest card in it."""

    sideways = False

    def __init__(self, usual: Measure) -> None:
        super().__init__(usual)
        self.columns = 1
        self._tops = [0]

    def fit(self, width: int) -> None:
        columns = max(1, width // CELL_WIDTH)
        if (columns, width // columns) != (self.columns, self._width):
            self.columns, self._width = columns, width // columns
            self._forget(0)

    def insert(self, first: int, measures: Sequence[Measure]) -> None:
        super().insert(first, measures)
        self._forget(first)

    def remove(self, first: int, count: int) -> None:
        super().remove(first, count)
        self._forget(first)

    def change(self, number: int, measure: Measure) -> None:
        if self._measures[number] != measure:
            super().change(number, measure)
            self._forget(number)

    def wait_for(self, count: int) -> None:
        if count != self._waiting:
            super().wait_for(count)
            self._forget(len(self._measures))

    def size(self) -> QSize:
        tops = self._reckoned()
        return QSize(self._width * self.columns, self.above + tops[-1])

    def cell(self, number: int) -> QRect:
        tops = self._reckoned()
        row, column = divmod(number, self.columns)
        row = min(row, len(tops) - 2) if len(tops) > 1 else 0
        height = tops[row + 1] - tops[row] if len(tops) > 1 else 0
        return QRect(column * self._width, self.above + tops[row], self._width, height)

    def at(self, point: QPoint) -> int | None:
        column = point.x() // self._width
        y = point.y() - self.above
        tops = self._reckoned()
        if not (0 <= column < self.columns and 0 <= y < tops[-1]):
            return None
        number = (bisect_right(tops, y) - 1) * self.columns + column
        return number if number < self._total else None

    def within(self, area: QRect) -> range:
        tops = self._reckoned()
        first = max(0, bisect_right(tops, area.top() - self.above) - 1)
        last = bisect_right(tops, area.bottom() - self.above)
        return range(min(first * self.columns, self._total), min(last * self.columns, self._total))

    def step(self, number: int, action: CursorAction, page: int) -> int:
        rows = max(1, page // max(1, self.cell(number).height()))
        last = len(self._measures) - 1
        wanted = number + steps(action, self.columns, rows * self.columns, last)
        if action in (CursorAction.MoveUp, CursorAction.MovePageUp) and wanted < 0:
            wanted = number % self.columns
        if action in (CursorAction.MoveDown, CursorAction.MovePageDown) and wanted > last:
            below = number // self.columns < last // self.columns
            wanted = last if below else number
        return max(0, min(wanted, last))

    def to_fill(self, room: QSize) -> int:
        rows = room.height() // max(1, cell_height(self.usual, self._width)) + 1
        return rows * self.columns

    def to_follow(self) -> int:
        return -len(self._measures) % self.columns + self.columns

    def _forget(self, first: int) -> None:
        """Rows from this card's on are elsewhere now."""
        del self._tops[first // self.columns + 1 :]

    def _reckoned(self) -> list[int]:
        """Where each row begins, and the last one ends."""
        tops = self._tops
        rows = -(-self._total // self.columns)
        if len(tops) > rows + 1:
            del tops[rows + 1 :]
        for row in range(len(tops) - 1, rows):
            tops.append(tops[-1] + self._row_height(row))
        return tops

    def _row_height(self, row: int) -> int:
        first = row * self.columns
        cards = self._measures[first : first + self.columns] or [self.usual]
        return max(cell_height(card, self._width) for card in cards)


class Strip(Measured):
    """One row that goes on to the side."""

    sideways = True

    def fit(self, width: int) -> None:
        self._width = max(CELL_WIDTH, width // max(1, width // CELL_WIDTH))

    def size(self) -> QSize:
        cards = self._measures or [self.usual]
        height = max(cell_height(card, self._width) for card in cards)
        return QSize(self._width * self._total, self.above + height)

    def cell(self, number: int) -> QRect:
        return QRect(number * self._width, self.above, self._width, self.size().height())

    def at(self, point: QPoint) -> int | None:
        number = point.x() // self._width
        inside = 0 <= number < self._total and 0 <= point.y() < self.size().height()
        return number if inside else None

    def within(self, area: QRect) -> range:
        first = max(0, area.left() // self._width)
        return range(first, max(first, min(area.right() // self._width + 1, self._total)))

    def step(self, number: int, action: CursorAction, _page: int) -> int:
        last = len(self._measures) - 1
        return max(0, min(number + steps(action, 0, 0, last), last))

    def to_fill(self, room: QSize) -> int:
        return room.width() // self._width + 1

    def to_follow(self) -> int:
        return 1


def steps(action: CursorAction, columns: int, page: int, last: int) -> int:
    """How many cards further a key leads."""
    keys = CursorAction
    return {
        keys.MoveLeft: -1,
        keys.MovePrevious: -1,
        keys.MoveRight: 1,
        keys.MoveNext: 1,
        keys.MoveUp: -columns,
        keys.MoveDown: columns,
        keys.MovePageUp: -page,
        keys.MovePageDown: page,
        keys.MoveHome: -last - 1,
        keys.MoveEnd: last + 1,
    }[action]
