"""What the queries of every aggregate stand on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, literal_column, tuple_
from sqlalchemy.orm import Session

from backend.database.engine import Transactions

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


def changed(row: Row, changes: dict[str, Any]) -> Row:
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def below(place: Place, *columns: Any) -> ColumnElement[bool]:
    """Behind a place in a falling order; as one comparison, which an index can begin at."""
    return tuple_(*columns) < tuple_(*place)


def above(place: Place, *columns: Any) -> ColumnElement[bool]:
    """Behind a place in a rising order."""
    return tuple_(*columns) > tuple_(*place)
