"""Tables about what accounts keep, and about which process does what."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.schema.base import Base, account_column, key_column


class Extra(Base):
    """A file of an account's beside its sources; `belongs_to` is the video or the channel."""

    __tablename__ = "extras"
    __table_args__ = (
        Index("extras_by_account", "account_id", "size_bytes"),
        Index("extras_by_owner", "belongs_to"),
    )

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    account_id: Mapped[str] = account_column()
    belongs_to: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]


class Duty(Base):
    """Which of several processes does what only one has to, and until when."""

    __tablename__ = "duties"

    name: Mapped[str] = key_column()
    owner: Mapped[str] = mapped_column(String(64))
    until: Mapped[float]
