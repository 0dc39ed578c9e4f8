"""What is kept beside films counts against the quota, and one of several backends tells what all
of them see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "extras",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("account_id", sa.String(64), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("belongs_to", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
    )
    op.create_index("extras_by_account", "extras", ["account_id", "size_bytes"])
    op.create_index("extras_by_owner", "extras", ["belongs_to"])
    op.create_table(
        "duties",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
    )
