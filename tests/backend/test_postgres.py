"""The same tests on the metadata store of bigger installations."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.backend import postgres

SAME = ("test_database.py", "test_uploads.py", "routes")


@pytest.mark.slow
def test_the_same_tests_pass_on_postgresql() -> None:
    """Queries, uploads and the whole API, by setting MATINEE_DATABASE_URL."""
    assert postgres.is_installed(), "./dev test installs postgresql; run it once."
    with postgres.postgres() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-x"]
            + [f"tests/backend/{name}" for name in SAME],
            env={**os.environ, "MATINEE_DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-3000:]
