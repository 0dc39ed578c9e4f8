"""Whether somebody wants the rungs that were put off; an object in the store said so before.

A film whose tall rungs were made then is taken up once more by its next viewer, and is done.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "jobs", sa.Column("demanded", sa.Boolean(), nullable=False, server_default=sa.false())
    )
