"""Where rows are: three groups of rows of one height each, and a few that are opened. Pure, and
never gone through: ten thousand rows cost what ten do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from app.ui.uploads.entries import Group

HEIGHTS = {Group.UNDER_WAY: 76, Group.FAILED: 72, Group.DONE: 44}
HEADING = 40
OPENED = 22
"""So much higher is a row that shows each quality."""


@dataclass(frozen=True, slots=True)
class RowGeometry:
    """`counts` by group, `opened` the numbers of rows, both in order."""

    counts: tuple[int, ...] = (0, 0, 0)
    opened: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def height(self) -> int:
        heads = sum(HEADING for group in Group if group and self.counts[group])
        rows = sum(HEIGHTS[group] * self.counts[group] for group in Group)
        return heads + rows + OPENED * len(self.opened)

    def group(self, row: int) -> Group:
        return Group(bisect_right(tuple(accumulate(self.counts)), row))

    def is_headed(self, row: int) -> bool:
        """It is the first of a group with a heading."""
        group = self.group(row)
        return bool(group) and row == sum(self.counts[:group])

    def is_opened(self, row: int) -> bool:
        at = bisect_left(self.opened, row)
        return at < len(self.opened) and self.opened[at] == row

    def top(self, row: int) -> int:
        """Where its cell begins, the heading above it included."""
        top, before = 0, 0
        for group in Group:
            within = min(row - before, self.counts[group])
            top += within * HEIGHTS[group]
            if group and self.counts[group] and row > before:
                top += HEADING
            before += self.counts[group]
            if row < before:
                break
        return top + OPENED * bisect_left(self.opened, row)

    def cell_height(self, row: int) -> int:
        body = HEIGHTS[self.group(row)] + OPENED * self.is_opened(row)
        return body + HEADING * self.is_headed(row)

    def at(self, y: int) -> int | None:
        if not 0 <= y < self.height:
            return None
        return bisect_right(range(self.count), y, key=self.top) - 1

    def within(self, top: int, height: int) -> range:
        """The rows that one sees there."""
        first = self.at(max(0, top))
        if first is None:
            return range(0)
        last = self.at(top + height)
        return range(first, (self.count - 1 if last is None else last) + 1)
