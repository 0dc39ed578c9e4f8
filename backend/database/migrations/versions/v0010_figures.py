"""How often and how films are watched: a row for each film or channel and day, and one for each
month with what of the film was shown. What was watched before is not known by day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

COUNTS = (
    *("views", "plays", "measured", "from_app", "from_page", "from_embed"),
    *("start_250", "start_500", "start_1000", "start_2000", "start_4000", "start_8000"),
    *("start_16000", "start_longer", "stalls", "failures"),
)
AMOUNTS = (
    *("watched", "parts", "stalled", "rung_240", "rung_360", "rung_480", "rung_720"),
    *("rung_1080", "rung_1440", "rung_2160", "rung_other"),
)


def upgrade() -> None:
    op.create_table(
        "day_figures",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        *(sum_column(name, sa.Integer()) for name in COUNTS),
        *(sum_column(name, sa.Double()) for name in AMOUNTS),
        sa.PrimaryKeyConstraint("subject", "day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "month_retention",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sum_column("plays", sa.Integer()),
        sa.Column("buckets", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("subject", "month"),
    )


def sum_column(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text("0"))
