"""A database that goes away and comes back, under a server that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend import postgres
from tests.backend.postgres import Postgres
from tests.backend.serving import LOCAL_SECRET, Running, running

pytestmark = pytest.mark.slow


@pytest.fixture
def database() -> Iterator[Postgres]:
    assert postgres.is_installed(), "./dev test installs postgresql; run it once."
    with postgres.server() as made:
        yield made


@pytest.fixture
def server(database: Postgres, tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, database_url=database.url) as started:
        yield started


def test_requests_are_told_to_wait(server: Running, database: Postgres) -> None:
    """503 with a time to come again, in the one shape of errors; then all is as it was."""
    anna = server.account()
    video = anna.film()
    database.stop()

    answer = anna("GET", f"/api/videos/{video}")
    entering = anna.fault("POST", "/api/session", json={"secret": LOCAL_SECRET})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {
        "error": "unavailable",
        "message": "The server can't reach its database. It goes on when that is back.",
        "retryable": True,
    }
    assert entering == (503, "unavailable")
    database.start()
    assert anna.json("GET", f"/api/videos/{video}")["state"] == "verifying"
