"""What the tests of the pipeline share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone
from tests.backend.videos.world import World


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return make_clip(path, *pictures("640x360", "25", 2), *tone(2), *QUICK).read_bytes()


@pytest.fixture
def world(tmp_path: Path, clip: bytes) -> Iterator[World]:
    made = World(tmp_path, clip)
    yield made
    made.pipeline.stop()
    made.database.close()
