"""Tables about coming in."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.schema.base import Base, account_column, key_column


class OneTimeToken(Base):
    """Leave to do one thing once, for whoever has the token: only its SHA-256 is kept.

    An `invitation` is leave to have an account of this role and quota; with an `account_id` it has
    been used. A `password` is leave to choose a new one for that account.
    """

    __tablename__ = "one_time_tokens"
    __table_args__ = (
        Index("one_time_hashes", "token_hash", unique=True),
        Index("one_time_tokens_by_end", "expires_at"),
    )

    id: Mapped[str] = key_column()
    token_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(16), default="member")
    quota_bytes: Mapped[int | None]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[float]
    expires_at: Mapped[float]
    used_at: Mapped[float | None]


class Allowance(Base):
    """What is left of a number of tries, as of a moment; it grows again with time. `name` is the
    hash of what is limited."""

    __tablename__ = "allowances"
    __table_args__ = (Index("allowances_by_end", "full_at"),)

    name: Mapped[str] = key_column()
    left: Mapped[float]
    at: Mapped[float]
    full_at: Mapped[float]


class KnownIdentity(Base):
    """Whose account belongs to somebody whom an issuer knows as `subject`."""

    __tablename__ = "identities"
    __table_args__ = (Index("identities_by_account", "account_id"),)

    issuer: Mapped[str] = mapped_column(String(500), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[str] = account_column()
    created_at: Mapped[float]
