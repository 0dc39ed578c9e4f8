"""Uploads under a limit: few parts at a time, which land one after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.server.uploads import SignedPart
from app.upload.engine.progress import State
from app.upload.engine.scheduler import Options
from app.upload.engine.senders import take_turns
from app.upload.source.file import SourceFile
from app.upload.source.parts import Part
from app.upload.transfer.concurrency import Bounds
from app.upload.transfer.part_sender import Limit, Sending
from tests.app.upload.conftest import Bench
from tests.app.upload.fake_server import MIB, FakeServer


@pytest.fixture
def bench(server: FakeServer, tmp_path: Path) -> Iterator[Bench]:
    """Parts of 1 MiB, of which at most so many are sent as land within half a second."""
    bench = Bench(server.url, tmp_path)
    bench.queue.close()
    bench.options = Options(Bounds(landing_seconds=0.5), probe=None)
    bench.restart()
    yield bench
    bench.close()


def test_under_a_limit_parts_land_one_after_another(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """One connection fills it, so that a kill costs one part; and the bytes on the wire move."""
    bench.queue.set_limit(3 * MIB)
    bench.queue.add(film_file)
    bench.until_state(State.DONE)

    assert server.most_at_once == 1
    assert {event.sent_bytes for event in bench.events} >= {n * MIB for n in range(5)}
    assert max(event.on_wire_bytes for event in bench.events) <= MIB
    assert len({event.on_wire_bytes for event in bench.events}) > 10


def test_a_limit_set_half_way_wastes_nothing(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """The four parts on their way land one after another, each with what was sent of it."""
    bench.queue.set_limit(8 * MIB)
    bench.queue.add(film_file)
    bench.until(lambda event: event.on_wire_bytes > MIB // 2)
    bench.queue.set_limit(2 * MIB)
    bench.until(lambda event: event.sent_bytes >= 2 * MIB)
    bench.queue.set_limit(None)
    bench.until_state(State.DONE)

    assert server.most_at_once == 4
    assert MIB in {event.sent_bytes for event in bench.events}
    moved = [event.sent_bytes + event.on_wire_bytes for event in bench.events]
    assert moved == sorted(moved)
    assert server.calls["put"] == 6
    assert server.only.content == film_file.read_bytes()


@pytest.fixture
def sendings(film_file: Path) -> list[Sending]:
    """Four parts of which 1, 3, 0 and 2 bytes have arrived; the second has been sent whole."""
    source, request = SourceFile(film_file), SignedPart(1, "PUT", "", {}, 900)
    made = [Sending(Part(n, n * 3, n * 3 + 3), request, source, Limit()) for n in range(4)]
    for sending, arrived in zip(made, (1, 3, 0, 2), strict=True):
        sending.arrived_bytes = arrived
    made[1].handed_over = True
    return made


@pytest.mark.parametrize(
    ("most", "going"), [(1, [3]), (2, [0, 3]), (3, [0, 2, 3]), (16, [0, 2, 3])]
)
def test_those_nearest_to_their_end_go_first(
    sendings: list[Sending], most: int, going: list[int]
) -> None:
    """Who only waits for an answer takes nobody's turn."""
    take_turns(sendings, most)

    sending = [sending for sending in sendings if not sending.handed_over]
    assert [sending.part.number for sending in sending if sending.allowance(3, 1e9)] == going


def test_whoever_waits_sends_a_sip(sendings: list[Sending]) -> None:
    """Else the far end would take the connection for dead."""
    waiting, moved_long_ago = sendings[2], -1e9
    waiting.let_go_on(False)
    assert waiting.allowance(10**6, moved_long_ago) == 4096
    waiting.let_go_on(True)
    assert waiting.allowance(10**6, moved_long_ago) > 4096
