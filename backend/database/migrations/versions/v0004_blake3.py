"""The hash of a whole file is BLAKE3 from here on; a SHA-256 says nothing beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("videos", sa.Column("blake3", sa.String(length=64), nullable=True))
    op.drop_column("videos", "sha256")
