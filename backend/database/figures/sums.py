"""Two tables of sums, and the statements that add to them and read them.

A row is of a film or of a channel (`subject`), and of a day or month: there are as many as there
were days on which it was watched, however often that was. Whoever calls has the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Session

from backend.catalogue.figures import AMOUNTS, COUNTS, NAMES, Addition, Day
from backend.catalogue.retention import joined, packed, unpacked

METADATA = MetaData()
ZERO: dict[str, Any] = {"nullable": False, "server_default": "0"}
DAYS = Table(
    "day_figures",
    METADATA,
    Column("subject", String(64), primary_key=True),
    Column("day", Integer, primary_key=True),
    *(Column(name, Integer, **ZERO) for name in COUNTS),
    *(Column(name, Double, **ZERO) for name in AMOUNTS),
    sqlite_with_rowid=False,
)
"""`day` counts from the epoch, in UTC."""
MONTHS = Table(
    "month_retention",
    METADATA,
    Column("subject", String(64), primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("plays", Integer, **ZERO),
    Column("buckets", LargeBinary),
)
"""`month` is twelve times the year and the months before it; `buckets` as `retention.packed`."""


def add_to_day(session: Session, insert: Any, subject: str, day: int, added: Day) -> None:
    """`insert` is the database's own, which can do that or change what is there, in one statement:
    of any number who add at the same time none is lost."""
    if not added:  # of a play that goes on there may be nothing new to tell
        return
    row = insert(DAYS).values(subject=subject, day=day, **added)
    sums = {name: DAYS.c[name] + row.excluded[name] for name in added}
    session.execute(row.on_conflict_do_update(index_elements=["subject", "day"], set_=sums))


def add_to_month(session: Session, insert: Any, subject: str, month: int, added: Addition) -> None:
    """Read and written again: the first statement makes or locks the row for who comes next."""
    row = insert(MONTHS).values(subject=subject, month=month, plays=added.plays)
    more = {"plays": MONTHS.c.plays + added.plays}
    session.execute(row.on_conflict_do_update(index_elements=["subject", "month"], set_=more))
    if added.buckets is None:
        return
    place = (MONTHS.c.subject == subject, MONTHS.c.month == month)
    sums = joined(unpacked(session.scalar(select(MONTHS.c.buckets).where(*place))), added.buckets)
    session.execute(update(MONTHS).where(*place).values(buckets=packed(sums)))


def days_between(session: Session, subject: str, first: int, last: int) -> dict[int, Day]:
    """In order; those on which there was anything."""
    query = select(DAYS.c.day, *(DAYS.c[name] for name in NAMES))
    there = query.where(DAYS.c.subject == subject, DAYS.c.day.between(first, last))
    rows = session.execute(there.order_by(DAYS.c.day))
    return {row[0]: dict(zip(NAMES, row[1:], strict=True)) for row in rows}


def months_between(
    session: Session, subject: str, first: int, last: int
) -> tuple[int, Sequence[int]]:
    """The plays that told what they showed, and the sums of the buckets."""
    query = select(MONTHS.c.plays, MONTHS.c.buckets)
    there = query.where(MONTHS.c.subject == subject, MONTHS.c.month.between(first, last))
    plays, sums = 0, unpacked(None)
    for more, buckets in session.execute(there):
        plays, sums = plays + more, joined(sums, unpacked(buckets))
    return plays, sums


def forget(session: Session, subject: str) -> None:
    for table in (DAYS, MONTHS):
        session.execute(delete(table).where(table.c.subject == subject))
