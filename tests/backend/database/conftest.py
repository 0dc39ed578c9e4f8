"""An empty database for each test: SQLite's in a file of its own; on PostgreSQL, where making one
takes longer than most of the tests, the same for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.postgres import emptied
from tests.backend.serving import DATABASE_URL, database_at


@pytest.fixture
def url(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not DATABASE_URL:
        yield database_at(tmp_path)
        return
    with emptied(database_at(tmp_path_factory.getbasetemp())) as shared:
        yield shared
