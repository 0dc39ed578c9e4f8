"""The picture and the player behind it end cleanly, whatever they are doing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.player.conftest import FILM_SECONDS
from tests.app.player.ladder import numbered_film, ts_ladder

ENDS = 100
LIMIT_SECONDS = 300


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ladder")
    ts_ladder(folder / "hls", numbered_film(folder / "film.mp4", FILM_SECONDS))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["gl", "software"])
def test_a_hundred_ends_in_any_state(ladder: Path, kind: str) -> None:
    """Closed during load, seek, change of quality and full screen: no abort, nothing left."""
    python = [sys.executable, "-X", "faulthandler", "-m"]
    command = [*python, "tests.app.ui.player.surface_ends", kind, str(ENDS), str(ladder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if line.startswith(("Q", "Traceback"))]
    early, late = json.loads(done.stdout)
    assert late[0] <= early[0]
    assert late[1] <= early[1] + 5
