"""Which places of the store the rows speak of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from backend.database.database import Database
from backend.database.figures.sums import METADATA
from backend.database.tables import JobRow, Video


def stored_keys(database: Database) -> Iterator[str]:
    """Every key that stands in a row, perhaps more than once."""
    columns = (column for table in METADATA.sorted_tables for column in table.columns)
    for column in columns:
        if column.name == "key" or column.name.endswith("_key"):
            with database.read() as session:
                yield from session.scalars(select(column).where(is_in_store(column))).all()


def revisions(database: Database) -> list[tuple[str, str]]:
    """(film, revision) of all that is shown or being made, also of former sources."""
    film = Video.replaces
    shown = select(Video.id, film, Video.revision).where(Video.revision.is_not(None))
    made = select(Video.id, film, JobRow.revision).join(JobRow, JobRow.video_id == Video.id)
    with database.read() as session:
        rows = [*session.execute(shown), *session.execute(made)]
    return [(replaced or own, revision) for own, replaced, revision in rows]


def rows_of_films(database: Database) -> list[tuple[str, str]]:
    """(film, row): a film's own row, and those of its other sources."""
    with database.read() as session:
        rows = session.execute(select(Video.id, Video.replaces)).all()
    return [(film or row, row) for row, film in rows]


def is_in_store(column: Any) -> ColumnElement[bool]:
    return or_(column.like("sources/%"), column.like("media/%"))
