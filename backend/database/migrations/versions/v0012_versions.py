"""A film can get another source and keep its former ones, be had back after its deletion, and be
recognised by its content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for column in (
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("replaces", sa.String(64)),
        sa.Column("source_number", sa.BigInteger(), nullable=False, server_default=sa.text("1")),
        sa.Column("deleted_at", sa.Double()),
    ):
        op.add_column("videos", column)
    op.add_column("uploads", sa.Column("replaces", sa.String(64)))
    op.create_index("videos_by_size", "videos", ["account_id", "size_bytes"])
    for name in ("replaces", "deleted_at"):
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"videos_{name}", "videos", [name], sqlite_where=there, postgresql_where=there
        )
