"""One thread decides, in the order of what happened."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from runtime.mailbox import Machine, Mailbox

WAIT_SECONDS = 10.0


def counted(state: int, event: int) -> tuple[int, Sequence[str]]:
    return state + event, [f"{state} + {event}"]


def test_a_step_changes_the_state_and_its_effects_are_carried_out() -> None:
    """A machine is its step."""
    told: list[str] = []
    machine = Machine(1, counted, told.append)

    machine.handle(2)
    machine.handle(3)

    assert (machine.state, told) == (6, ["1 + 2", "3 + 3"])


def test_events_of_many_threads_are_handled_one_after_the_other() -> None:
    """Nothing is lost, and nothing overlaps."""
    machine: Machine[int, int, str] = Machine(0, counted, lambda _: None)
    mailbox: Mailbox[int] = Mailbox("test", machine.handle)
    mailbox.start()

    def post_many() -> None:
        for _ in range(1000):
            mailbox.post(1)

    posters = [threading.Thread(target=post_many) for _ in range(8)]
    for poster in posters:
        poster.start()
    for poster in posters:
        poster.join()

    assert mailbox.stop(WAIT_SECONDS)
    mailbox.drain()
    assert machine.state == 8000


def test_rest_is_asked_again_when_it_said() -> None:
    """Time alone is an event, too."""
    rounds: list[int] = []
    enough = threading.Event()

    def rest() -> float:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            enough.set()
        return 0.001

    mailbox: Mailbox[int] = Mailbox("test", lambda _: None, rest)
    mailbox.start()
    assert enough.wait(WAIT_SECONDS)
    assert mailbox.stop(WAIT_SECONDS)


def test_rest_has_its_turn_while_events_keep_coming() -> None:
    """A handler that posts for ever starves nobody."""
    rested = threading.Event()
    mailbox: Mailbox[int]

    def again(number: int) -> None:
        mailbox.post(number)

    mailbox = Mailbox("test", again, rested.set)
    mailbox.start()
    mailbox.post(1)

    assert rested.wait(WAIT_SECONDS)
    assert mailbox.stop(WAIT_SECONDS)


def test_a_bug_is_told_and_the_next_event_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one thread that decides outlives its faults."""
    bugs: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: bugs.append(str(args.exc_value)))
    handled = threading.Event()

    def handle(event: str) -> None:
        if event == "bad":
            raise ValueError(event)
        handled.set()

    mailbox: Mailbox[str] = Mailbox("test", handle)
    mailbox.start()
    mailbox.post("bad")
    mailbox.post("good")

    assert handled.wait(WAIT_SECONDS)
    assert mailbox.stop(WAIT_SECONDS)
    assert bugs == ["bad"]
