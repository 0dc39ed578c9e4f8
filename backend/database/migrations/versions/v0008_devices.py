"""A session says on which device it is and when it was last used, and has an id to be ended by."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    nothing = sa.text("''")
    for column in (
        sa.Column("id", sa.String(64), nullable=False, server_default=nothing),
        sa.Column("device", sa.String(100), nullable=False, server_default=nothing),
        sa.Column("seen_at", sa.Double(), nullable=False, server_default=sa.text("0")),
    ):
        op.add_column("tokens", column)
    give_ids(op.get_bind())
    op.create_index("token_ids", "tokens", ["id"], unique=True)
    op.create_index("tokens_by_account", "tokens", ["account_id", "seen_at"])


def give_ids(connection: sa.Connection) -> None:
    hashes = connection.execute(sa.text("SELECT token_hash FROM tokens")).scalars().all()
    rows = [{"id": secrets.token_hex(10), "token_hash": name} for name in hashes]
    if rows:
        change = "UPDATE tokens SET id = :id, seen_at = created_at WHERE token_hash = :token_hash"
        connection.execute(sa.text(change), rows)
