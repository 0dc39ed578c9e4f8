"""One schema, and columns that many tables have."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.database.figures.sums import METADATA

BYTEWISE = Text(collation="C").with_variant(Text(), "sqlite")
"""Text that is compared byte by byte on both databases, as SQLite does anyhow."""


class Base(DeclarativeBase):
    metadata = METADATA  # one schema with the sums, which have no classes
    type_annotation_map: ClassVar[dict[type, Any]] = {int: BigInteger}


def key_column() -> Mapped[str]:
    return mapped_column(String(64), primary_key=True)


def account_column() -> Mapped[str]:
    return mapped_column(ForeignKey("accounts.id"))


def only(condition: str) -> dict[str, Any]:
    """An index of the rows for which this holds."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
