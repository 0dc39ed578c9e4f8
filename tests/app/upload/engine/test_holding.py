"""A hold is not a pause: Matinee's own, with its reason, and over when that is."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from app.upload.engine.progress import State
from app.upload.transfer.rate_limit import Restraint, Window
from tests.app.upload.conftest import Bench
from tests.app.upload.fake_server import FakeServer, stalled_after

WHY = "This network is metered."


def test_nothing_is_sent_while_there_is_a_reason(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """The file is looked at, and the upload says why it waits; lifted, it goes on by itself."""
    bench.queue.hold(WHY)
    bench.queue.start()
    upload_id = bench.queue.add(film_file)
    waiting = bench.until(lambda event: event.message == WHY and event.size_bytes > 0)
    assert (waiting.state, waiting.retryable) == (State.WAITING, False)
    bench.queue.resume(upload_id)
    assert server.calls["put"] == 0
    bench.queue.hold("")
    bench.until_state(State.DONE)


def test_a_hold_half_way_costs_no_part_that_was_stored(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """What was on its way is sent again, and nothing else."""
    server.mishaps["put"] = stalled_after(2)
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until(lambda event: event.sent_bytes > 0)
    bench.queue.hold(WHY)
    held = bench.until(lambda event: event.state is State.WAITING and event.message == WHY)
    assert held.sent_bytes > 0
    server.mishaps["put"].clear()
    bench.queue.hold("")
    bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()
    assert server.sent_again == []


def test_a_pause_of_the_users_outlives_a_hold(bench: Bench, film_file: Path) -> None:
    """Only who paused resumes."""
    bench.queue.hold(WHY)
    bench.queue.start()
    upload_id = bench.queue.add(film_file)
    bench.until_state(State.WAITING)
    bench.queue.pause(upload_id)
    bench.until_state(State.PAUSED)
    bench.queue.hold("")
    bench.queue.wake()
    assert [upload.state for upload in bench.queue.uploads()] == [State.PAUSED]


def test_what_is_added_twice_under_one_id_is_sent_once(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """So that whoever can't know whether it was added adds it again."""
    bench.queue.start()
    for _ in range(2):
        assert bench.queue.add(film_file, upload_id="mine") == "mine"
    bench.until_state(State.DONE)
    bench.restart()
    bench.queue.add(film_file, upload_id="mine")
    assert [upload.upload_id for upload in bench.queue.uploads()] == ["mine"]
    assert server.calls["create"] == 1


def test_a_restraint_knows_the_time_of_the_week() -> None:
    """Outside of its windows the plain limit holds."""
    office = Window(frozenset(range(5)), time(8), time(18), 250_000)
    restraint = Restraint(1_000_000, (office,))
    assert restraint.rate_at(datetime(2024, 1, 1, 9)) == 250_000
    assert restraint.rate_at(datetime(2024, 1, 6, 9)) == 1_000_000
