"""A bar for each file that moves, on a terminal; the one place that knows rich."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

from app.cli.console import safe
from app.cli.words import Translations, told

ROWS_MOST = 8
TIMES_A_SECOND = 5
NAME_WIDTH = 28


@dataclass(frozen=True, slots=True)
class BarRow:
    """`share` of it is done; `said` stands beside the bar."""

    name: str
    share: float
    said: str


class Bars:
    """At the bottom of the terminal; what is printed meanwhile stands above."""

    def __init__(self, stream: TextIO, translations: Translations) -> None:
        self._translations = translations
        self._rows: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
            BarColumn(24),
            TextColumn("{task.percentage:>3.0f} %", markup=False),
            TextColumn("{task.fields[said]}", markup=False, table_column=Column(ratio=1)),
            console=Console(file=stream),
            refresh_per_second=TIMES_A_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
            transient=True,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def print(self, line: str) -> None:
        self._progress.console.print(Text(line), soft_wrap=True)

    def show(self, rows: Mapping[str, BarRow]) -> None:
        """Those that something happens to, the first few of many."""
        for key in self._rows.keys() - rows.keys():
            self._progress.remove_task(self._rows.pop(key))
        for key in list(rows)[:ROWS_MOST]:
            self._show(key, rows[key])

    def _show(self, key: str, row: BarRow) -> None:
        said = safe(told(row.said, self._translations))
        if key not in self._rows:
            title = elided(safe(row.name))
            self._rows[key] = self._progress.add_task(title, total=1.0, said=said)
        self._progress.update(self._rows[key], completed=row.share, said=said)


def elided(name: str, most: int = NAME_WIDTH) -> str:
    """What tells files apart is often at their end."""
    if len(name) <= most:
        return name
    tail = most // 2 - 1
    return f"{name[: most - tail - 1]}…{name[-tail:]}"
