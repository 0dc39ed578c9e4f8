"""The picture and the player behind it end cleanly, whatever they are doing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ENDS = 12
LIMIT_SECONDS = 300


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["gl", "software"])
def test_ends_in_any_state(films: Path, kind: str) -> None:
    """Closed during load, seek, change of quality and full screen: no abort, nothing left."""
    python = [sys.executable, "-X", "faulthandler", "-m"]
    command = [*python, "tests.app.ui.player.surface_ends", kind, str(ENDS), str(films)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if line.startswith(("Q", "Traceback"))]
    early, late = json.loads(done.stdout)
    assert late[0] <= early[0]
    assert late[1] <= early[1] + 5
