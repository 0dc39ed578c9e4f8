"""Accounts have roles and can be disabled, tokens are for devices or for scripts, others can be
invited, and guessing is slowed down by all processes together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
# The machine's owner, who comes in without a password.
OWNER = "email IN ('owner@localhost', 'owner') AND password_hash IS NULL"


def upgrade() -> None:
    nothing = sa.text("''")
    for table, column in (
        (
            "accounts",
            sa.Column("role", sa.String(16), nullable=False, server_default=sa.text("'member'")),
        ),
        ("accounts", sa.Column("disabled_at", sa.Double())),
        ("tokens", sa.Column("scope", sa.String(16), nullable=False, server_default=nothing)),
        ("tokens", sa.Column("network", sa.String(64), nullable=False, server_default=nothing)),
    ):
        op.add_column(table, column)
    op.execute(f"UPDATE accounts SET role = 'administrator' WHERE {OWNER}")  # noqa: S608 - only names of ours
    add_one_time_tokens()
    op.create_table(
        "allowances",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("left", sa.Double(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("full_at", sa.Double(), nullable=False),
    )
    op.create_index("allowances_by_end", "allowances", ["full_at"])


def add_one_time_tokens() -> None:
    op.create_table(
        "one_time_tokens",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("quota_bytes", sa.BigInteger()),
        sa.Column("account_id", sa.String(64), sa.ForeignKey("accounts.id")),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double()),
    )
    op.create_index("one_time_hashes", "one_time_tokens", ["token_hash"], unique=True)
    op.create_index("one_time_tokens_by_end", "one_time_tokens", ["expires_at"])
