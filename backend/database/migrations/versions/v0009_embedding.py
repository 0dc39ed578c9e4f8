"""On which other sites a film may be shown: everywhere, as long as its owner says nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    everywhere = sa.text("'everywhere'")
    op.add_column(
        "videos", sa.Column("embedding", sa.Text(), nullable=False, server_default=everywhere)
    )
