"""What the queries of every aggregate stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select, tuple_
from sqlalchemy.orm import Session

from backend.catalogue.searching import SQLITE
from backend.database.engine import Prepared, Transactions

FRESH = {"populate_existing": True}
"""Rows as they are once they are locked, also if the transaction had read them before."""

LISTED: ColumnElement[Any] = literal_column("videos.listed")
"""As the partial indexes say it: SQLite takes `listed = 1`, as SQLAlchemy would, for another."""

Row = TypeVar("Row")
Place = tuple[Any, str]
"""Where a row stands in a list: its value in the list's order, and its id."""


class Queries:
    """Each method is one transaction; inside `write()` they join it."""

    clock: Callable[[], float]
    _transactions: Transactions

    @property
    def answers_at_once(self) -> bool:
        """Whether a short read takes less than to have another thread do it."""
        return self._transactions.is_file

    def read(self) -> AbstractContextManager[Session]:
        """One consistent view for several queries."""
        return self._transactions.read()

    def write(self, durable: bool = False) -> AbstractContextManager[Session]:
        """One transaction around several queries; an exception undoes them all."""
        return self._transactions.write(durable)

    def add(self, *rows: Any) -> None:
        """Rows of one table go in as one statement."""
        with self.write() as session:
            session.add_all(rows)
            session.flush()  # rows go in as they are added: later ones may point at them

    @property
    def _dialect(self) -> str:
        return self._transactions.engine.dialect.name

    def _rows(self, prepared: Prepared, values: Mapping[str, Any]) -> Sequence[Any]:
        return self._transactions.rows(prepared, values)


def changed(row: Row, changes: dict[str, Any]) -> Row:
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def below(place: Sequence[Any], *columns: Any) -> ColumnElement[bool]:
    """Behind a place in a falling order; as one comparison, which an index can begin at."""
    return tuple_(*columns) < tuple_(*place)


def above(place: Sequence[Any], *columns: Any) -> ColumnElement[bool]:
    """Behind a place in a rising order."""
    return tuple_(*columns) > tuple_(*place)


def among(column: Any, name: str, dialect: str) -> ColumnElement[bool]:
    """Whether it is in the list of this name. On SQLite the list is one value, so that one
    statement is for lists of any length."""
    if dialect == SQLITE:
        return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))  # type: ignore[no-any-return]
    return column.in_(bindparam(name, expanding=True))  # type: ignore[no-any-return]
