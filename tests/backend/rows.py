"""Rows as a test wants them, whatever moves they would have come by."""

from __future__ import annotations

from typing import Any

from backend.database.database import Database
from backend.database.schema.base import Base
from backend.database.tables import JobRow, Video


def set_video(database: Database, video_id: str, **columns: Any) -> Video:
    with database.write() as session:
        video = session.get_one(Video, video_id)
        set_columns(video, columns)
        return video


def set_job(database: Database, revision: str, **columns: Any) -> None:
    with database.write() as session:
        set_columns(session.get_one(JobRow, revision), columns)


def set_columns(row: Base, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        assert hasattr(row, name), name
        setattr(row, name, value)
