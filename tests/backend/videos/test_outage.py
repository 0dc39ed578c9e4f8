"""A database that goes away and comes back, under a server that goes on."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.database.listing import Change
from tests.backend import postgres
from tests.backend.postgres import Postgres
from tests.backend.serving import LOCAL_SECRET, Caller, Running, running
from tests.waiting import until

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


def test_requests_are_told_to_wait(
    server: Running, database: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    """503 with a time to come again, in the one shape of errors and with one line in the log; then
    all is as it was."""
    anna = server.account()
    video = anna.film()
    database.stop()

    with caplog.at_level(logging.INFO):
        answer = anna("GET", f"/api/videos/{video}")
        entering = anna.fault("POST", "/api/session", json={"secret": LOCAL_SECRET})
        until(lambda: len(refusals(caplog)) == 2)  # what is noted after the answer is there

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {
        "error": "unavailable",
        "message": "The server can't reach its database. It goes on when that is back.",
        "retryable": True,
    }
    assert entering == (503, "unavailable")
    assert [line.message for line in refusals(caplog)] == ["request"] * 2
    assert not any(line.exc_info for line in caplog.records)
    database.start()
    assert anna.json("GET", f"/api/videos/{video}")["state"] == "verifying"


def refusals(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [line for line in caplog.records if line.__dict__.get("status") == 503]


def test_deleting_goes_on_when_the_database_is_back(
    server: Running, database: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    """The cleanup meets the outage, and empties the store afterwards all the same."""
    anna = server.account()
    kept, before, after = (anna.film() for _ in range(3))
    anna.json("DELETE", f"/api/videos/{before}")
    database.stop()
    wait_until(lambda: "The cleanup waits: The server can't reach its database" in caplog.text)
    database.start()

    anna.json("DELETE", f"/api/videos/{after}")

    store = server.services.store
    wait_until(lambda: [key.split("/")[1] for key in store.keys("sources/")] == [kept])
    assert anna.json("GET", "/readyz")["loops"] == "ok"


def test_a_listener_is_told_afterwards(server: Running, database: Postgres) -> None:
    """The stream of changes lasts through the outage, and misses nothing."""
    anna = server.account()
    video = anna.film()
    with anna("GET", "/api/events", stream=True) as answer:
        lines = answer.iter_lines(chunk_size=1)
        assert next(lines) == b": hello"
        anna_id = account_of(anna)
        database.stop()
        server.services.feed.publish({Change(anna_id, video)})
        while next(lines) != b": waiting, too":
            pass
        database.start()
        told = next(line for line in lines if line.startswith(b"data: "))

    assert json.loads(told[6:])["id"] == video


def account_of(caller: Caller) -> str:
    return str(caller.json("GET", "/api/me")["id"])


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
