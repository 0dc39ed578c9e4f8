"""A bar for each film on a terminal; the one place that knows rich."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

from app.cli.console import safe
from app.cli.upload.films import NamedFilm, line_of, share
from app.cli.words import Translations, told

ROWS_MOST = 8
TIMES_A_SECOND = 5
NAME_WIDTH = 28


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

    def show(self, films: Mapping[str, NamedFilm]) -> None:
        """Those that something happens to, the first few of many."""
        for name in self._rows.keys() - films.keys():
            self._progress.remove_task(self._rows.pop(name))
        for name in list(films)[:ROWS_MOST]:
            self._show(name, films[name])

    def _show(self, name: str, film: NamedFilm) -> None:
        done, said = share(film), safe(told(line_of(film), self._translations))
        if name not in self._rows:
            title = elided(safe(film.name))
            self._rows[name] = self._progress.add_task(title, total=1.0, said=said)
        self._progress.update(self._rows[name], completed=done, said=said)


def elided(name: str, most: int = NAME_WIDTH) -> str:
    """What tells files apart is often at their end."""
    if len(name) <= most:
        return name
    tail = most // 2 - 1
    return f"{name[: most - tail - 1]}…{name[-tail:]}"
