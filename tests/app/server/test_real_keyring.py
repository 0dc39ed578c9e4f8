"""Sessions in a real keyring, on a D-Bus of the tests' own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.app.server.keyring_user import Step

pytestmark = pytest.mark.slow
HERE, THERE = "https://here.example", "https://there.example"
# A copy has not the right to lock memory, without which many containers don't start the daemon.
UNLOCK = (
    'cp "$(command -v gnome-keyring-daemon)" "$HOME/daemon" && '
    'printf secret | "$HOME/daemon" --unlock --components=secrets >/dev/null || exit; '
)
RUN_EACH = 'for steps; do "$0" -m tests.app.server.keyring_user "$steps" || exit; done'


def runs_of_matinee(home: Path, before: str, *runs: list[Step]) -> list[list[Any]]:
    """What each run found, one after the other in one login."""
    environment = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND"):
        environment.pop(name, None)  # a locked keyring would ask whoever is in front of it
    login = ["dbus-run-session", "--", "sh", "-c", before + RUN_EACH, sys.executable]
    done = subprocess.run(
        [*login, *map(json.dumps, runs)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_account_of_each_server_is_kept_until_it_is_forgotten(tmp_path: Path) -> None:
    """From one run of Matinee to the next."""
    ann_here, ben_here, ann_there = (HERE, "ann", "1"), (HERE, "ben", "2"), (THERE, "ann", "3")
    first, second, third = runs_of_matinee(
        tmp_path,
        UNLOCK,
        [("keep", *ann_here), ("keep", *ben_here), ("keep", *ann_there)],
        [("session", *ann_here), ("session", *ben_here), ("forget", *ann_here)],
        [("session", *ann_here), ("session", *ben_here), ("session", *ann_there)],
    )
    assert first == [None, None, None, None]
    assert second == ["1", "2", None, None]
    assert third == [None, "2", "3", None]


def test_without_a_keyring_a_session_ends_with_matinee(tmp_path: Path) -> None:
    """Which says so."""
    ann = (HERE, "ann", "1")
    first, second = runs_of_matinee(
        tmp_path, "", [("keep", *ann), ("session", *ann)], [("session", *ann)]
    )
    assert first[:2] == [None, "1"]
    assert "keyring is not available" in first[2]
    assert second[0] is None
