"""What the tests of kept films share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.known_servers import Profile
from app.offline.folder import KeptFolder
from tests.app.offline.ladders import Backend, write_ladder
from tests.app.player.origin_server import OriginServer


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    write_ladder(tmp_path / "origin")
    origin = OriginServer(tmp_path / "origin")
    yield Backend(origin)
    origin.close()


@pytest.fixture
def folder(tmp_path: Path) -> KeptFolder:
    return KeptFolder(tmp_path / "offline", Profile("https://films.example", "ann"))
