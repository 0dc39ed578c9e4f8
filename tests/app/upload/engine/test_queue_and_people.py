"""Whose uploads are, and what a queue does with many of them."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
from blake3 import blake3

from app.upload.engine.journal import Journal, Record
from app.upload.engine.progress import State
from app.upload.engine.scheduler import Options
from app.upload.errors import JournalInUse, QueueClosed
from app.upload.source.probe import Media
from tests.app.upload.conftest import Bench, wait_for
from tests.app.upload.fake_server import (
    MIB,
    SIGNED_OUT,
    FakeServer,
    fault,
    refuses,
    running,
    stalled_after,
)


def test_signing_in_again_goes_on(bench: Bench, film_file: Path) -> None:
    """A withdrawn token is a state with a sentence, not a failure."""
    bench.token = "withdrawn"
    bench.queue.start()
    bench.queue.add(film_file)
    assert bench.until_state(State.WAITING).message == "Sign in to go on."
    bench.token = "token"
    bench.queue.wake()
    bench.until_state(State.DONE)


def test_a_token_withdrawn_half_way_is_waited_for(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Stored parts survive a sign-out."""
    server.mishaps["sign"] = deque([refuses(*SIGNED_OUT)])
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.WAITING)
    bench.queue.wake()
    bench.until_state(State.DONE)
    assert server.sent_again == []


def test_another_account_does_not_take_over(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Its uploads wait for whom they belong to."""
    bench.begin(server, film_file)
    bench.queue.close()
    server.account_id, server.tokens, bench.token = "account-2", {"other"}, "other"
    server.mishaps.clear()
    bench.restart()
    waiting = bench.until(lambda event: "another account" in event.message)
    assert waiting.state is State.WAITING
    assert len(server.uploads) == 1


def test_a_file_is_its_accounts_from_the_drop_on(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Nobody else's queue lists or sends it, though no server ever heard of it."""
    bench.token = "withdrawn"
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.WAITING)

    bench.sign_in_as(server, "account-2")
    assert bench.queue.uploads() == ()
    assert bench.queue.wait_until_settled(0)
    assert not server.uploads

    bench.sign_in_as(server, "account-1")
    bench.until_state(State.DONE)
    assert server.only.account_id == "account-1"


def test_a_cancelled_upload_waits_for_its_account(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Only who began it can have the server free it."""
    upload_id = bench.begin(server, film_file)
    bench.token = "withdrawn"
    bench.queue.cancel(upload_id)
    bench.until_state(State.CANCELLED)

    bench.sign_in_as(server, "account-2")
    assert bench.queue.uploads() == ()
    assert bench.queue.wait_until_settled(0)
    assert len(server.uploads) == 1

    bench.sign_in_as(server, "account-1")
    wait_for(lambda: not server.uploads)


def test_what_is_nobodys_waits_until_somebody_says_that_it_is_theirs(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """An earlier Matinee noted no account before the server had answered."""
    bench.queue.close()
    journal = Journal(bench.journal_file)
    journal.save(Record("old", 7, film_file, "key"))
    journal.save(Record("given up", 8, film_file, "key too", state="cancelling"))
    journal.commit()
    journal.close()

    bench.restart()
    assert (bench.queue.unclaimed, bench.queue.uploads()) == (1, ())
    assert bench.queue.wait_until_settled(0)

    bench.queue.claim()
    bench.until(lambda event: event.upload_id == "old" and event.state is State.DONE)
    bench.until(lambda event: event.upload_id == "given up" and event.state is State.CANCELLED)
    assert server.only.account_id == "account-1"
    bench.sign_in_as(server, "account-2")
    assert (bench.queue.unclaimed, bench.queue.uploads()) == (0, ())


def test_a_full_quota_stops_with_the_servers_sentence(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Trying again would not help, so nobody does."""
    full = refuses(413, fault("quota_exceeded", "Delete videos to make room."))
    server.mishaps["create"] = deque([full])
    bench.queue.start()
    bench.queue.add(film_file)
    assert bench.until_state(State.FAILED).message == "Delete videos to make room."
    assert server.calls["create"] == 1


def test_a_proxy_with_a_small_limit_is_told_from_a_full_quota(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """nginx, as it answers by default: what has to be set is said, and then it can go on."""
    server.most_body = MIB // 2
    bench.queue.start()
    upload_id = bench.queue.add(film_file)
    failed = bench.until_state(State.FAILED)
    assert "client_max_body_size" in failed.message
    server.most_body = MIB
    bench.queue.resume(upload_id)
    bench.until_state(State.DONE)


def test_what_a_proxy_does_not_let_pass_is_sent_in_smaller_parts(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """As the same upload; nobody has to do anything."""
    server.most_body, server.least_part_size = MIB // 2, MIB // 4
    bench.queue.start()
    bench.queue.add(film_file)
    done = bench.until_state(State.DONE)
    assert "small ones" in done.message
    assert server.only.content == film_file.read_bytes()
    assert {event.state for event in bench.events}.isdisjoint({State.FAILED, State.WAITING})


def test_a_captive_portal_is_recognised(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """A page where the API should be: wait, say why, and go on."""
    page = refuses(200, b"<html>Pay here</html>", {"Content-Type": "text/html"})
    server.mishaps["create"] = deque([page] * 20)  # a single one may be over before it is told
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until(lambda event: "web page answered" in event.message)
    server.mishaps.clear()
    bench.queue.wake()
    bench.until_state(State.DONE)


def test_offline_is_a_state(tmp_path: Path, film_file: Path) -> None:
    """The server goes away and comes back at the same address; the upload goes on by itself."""
    with running(FakeServer()) as server:
        bench = Bench(server.url, tmp_path)
        server.mishaps["put"] = stalled_after(2)
        bench.queue.start()
        bench.queue.add(film_file)
        bench.until(lambda event: event.sent_bytes > 0)
        kept, port = server.uploads, server.server_address[1]
    try:
        assert "Can't reach" in bench.until_state(State.WAITING).message
        with running(FakeServer(port=int(port))) as again:
            again.uploads = kept
            bench.queue.wake()
            bench.until_state(State.DONE)
            assert again.only.content == film_file.read_bytes()
            assert again.sent_again == []
    finally:
        bench.close()


def test_two_instances_never_share_a_journal(bench: Bench) -> None:
    """The second is told so in a sentence."""
    with pytest.raises(JournalInUse, match="Another Matinee"):
        Journal(bench.journal_file)


def test_a_closed_queue_takes_nothing(bench: Bench, film_file: Path) -> None:
    """And says so, instead of forgetting it; nor does it start any more."""
    bench.queue.close()
    bench.queue.start()
    with pytest.raises(QueueClosed, match=r"film\.mp4 was not taken"):
        bench.queue.add(film_file)


def test_closing_takes_a_second_at_most_however_the_server_hangs(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Flights are cut where they are."""
    server.gate.clear()
    bench.queue.start()
    bench.queue.add(film_file)
    bench.until_state(State.UPLOADING)
    began = monotonic()
    bench.queue.close()
    assert monotonic() - began < 1.1


def test_events_are_few(bench: Bench, film_file: Path) -> None:
    """At most ten a second for one upload."""
    bench.queue.start()
    bench.queue.set_limit(4 * MIB)
    began = monotonic()
    bench.queue.add(film_file)
    bench.until_state(State.DONE)
    assert len(bench.events) <= 10 * (monotonic() - began) + 2


def test_a_higher_priority_overtakes(bench: Bench, server: FakeServer, film_file: Path) -> None:
    """What was added last goes first when told so."""
    other = film_file.with_name("other.mp4")
    other.write_bytes(film_file.read_bytes())
    bench.queue.start()
    bench.queue.pause_all()
    first, second = bench.queue.add(film_file), bench.queue.add(other)
    bench.queue.set_priority(second, 5)
    bench.until(lambda event: event.upload_id == first and event.state is State.DONE)
    bench.until(lambda event: event.upload_id == second and event.state is State.DONE)
    assert len(server.uploads) == 2


def test_many_small_files_all_arrive(bench: Bench, server: FakeServer, tmp_path: Path) -> None:
    """Thirty at once, each its own upload."""
    bench.queue.start()
    for number in range(30):
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(os.urandom(1000))
        bench.queue.add(path)
    wait_for(lambda: sum(u.state == "completed" for u in server.uploads.values()) == 30)


def test_the_index_at_the_end_goes_first(tmp_path: Path, server: FakeServer) -> None:
    """An MP4 with `moov` last sends it first, so that the backend can begin on the head."""
    film = tmp_path / "late.mp4"
    film.write_bytes(box(b"ftyp", 16) + box(b"mdat", 4 * MIB) + box(b"moov", 2000))
    bench = Bench(server.url, tmp_path)
    bench.queue.close()
    bench.options = Options(probe=lambda _: Media(moov_at_end=True))
    bench.restart()
    bench.queue.add(film)
    bench.until_state(State.DONE)
    assert bench.queue.wait_until_settled(10)
    bench.close()
    assert server.only.content == film.read_bytes()
    assert 5 in server.only.order[:4]
    assert server.only.blake3 == blake3(film.read_bytes()).hexdigest()


def box(kind: bytes, payload: int) -> bytes:
    return (payload + 8).to_bytes(4, "big") + kind + bytes(payload)


def test_forgetting_drops_a_final_upload(bench: Bench, film_file: Path) -> None:
    """From the list and from the journal."""
    bench.queue.start()
    upload_id = bench.queue.add(film_file)
    bench.until_state(State.DONE)
    bench.queue.forget(upload_id)
    wait_for(lambda: not bench.queue.uploads())
    with pytest.raises(KeyError):
        bench.queue.pause(upload_id)


def test_forgetting_a_cancelled_upload_still_frees_it(
    bench: Bench, server: FakeServer, film_file: Path
) -> None:
    """Gone from the list at once; the server is told all the same, and asking twice is fine."""
    upload_id = bench.begin(server, film_file)
    bench.queue.cancel(upload_id)
    bench.until_state(State.CANCELLED)
    bench.queue.forget(upload_id)
    with suppress(KeyError):
        bench.queue.forget(upload_id)
    wait_for(lambda: not server.uploads and not bench.queue.uploads())
    bench.restart()
    assert not bench.queue.uploads()
