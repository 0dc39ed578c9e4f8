"""Chapters of the owner's own, and what new films of a channel begin with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("videos", sa.Column("own_chapters", sa.Text()))
    op.add_column("videos", sa.Column("own_chapters_key", sa.String(200)))
    op.add_column(
        "channels", sa.Column("defaults", sa.Text(), nullable=False, server_default=sa.text("'{}'"))
    )
