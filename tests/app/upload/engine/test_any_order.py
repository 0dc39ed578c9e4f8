"""Whatever happens, in whatever order: the promises of an upload hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from app.upload.engine.effects import Announce, Complete, HashWhole, Prepare, Reconcile
from app.upload.engine.events import (
    CallerFree,
    Cancel,
    ConnectionFree,
    Forget,
    Pause,
    Resume,
    Wake,
)
from app.upload.transfer.retry import Fault, Setback
from tests.app.upload.engine.remote import Airborne
from tests.app.upload.engine.world import AHEAD, World
from tests.examples import examples

Move = Callable[[], None]
CALL_FAULTS = (
    *(Fault.UNREACHABLE, Fault.BUSY, Fault.SIGNED_OUT, Fault.NOT_SECURE, Fault.NO_ROOM),
    Fault.REFUSED,
)
PART_FAULTS = (
    *(Fault.BUSY, Fault.URL_REFUSED, Fault.BAD_CHECKSUM, Fault.NO_ROOM),
    Fault.PART_TOO_LARGE,
)


def moves(world: World) -> list[Move]:
    """What could happen next; what is common stands there more often."""
    found: list[Move] = [
        *4 * [lambda: world.feed(CallerFree(world.now, AHEAD))],
        *4 * [lambda: world.feed(ConnectionFree(world.now))],
        lambda: world.feed(Resume(world.now)),
        lambda: wait(world, 100.0),
    ]
    if world.state.record.state in ("paused", "failed"):
        found += 8 * [lambda: world.feed(Resume(world.now))]
    if world.pending:
        found += 4 * [world.write]
    if world.unsaid:
        found += 4 * [world.say_written]
    if world.call is not None:
        found += moves_of_call(world)
    for airborne in list(world.air.values()):
        found += moves_of_part(world, airborne)
    return found


def rare_moves(world: World) -> list[Move]:
    return [
        *2 * [lambda: world.feed(Pause(world.now))],
        *2 * [lambda: touch(world, changed=True)],
        lambda: touch(world, changed=False),
        lambda: touch(world, changed=True, told=False),
        lambda: touch(world, changed=False, told=False),
        lambda: wait(world, 1000.0),
        lambda: world.feed(Wake(world.now)),
        lambda: world.feed(Cancel(world.now)),
        lambda: world.feed(Forget(world.now)),
        lambda: kill(world, late=True),
        lambda: kill(world, late=False),
        lambda: change_head(world),
        lambda: expire(world),
        lambda: set_hashed(world, not world.is_hashed),
    ]


def moves_of_call(world: World) -> list[Move]:
    assert world.call is not None
    setbacks = [Setback(fault, f"{fault}.", retryable=True) for fault in CALL_FAULTS]
    found: list[Move] = [*8 * [world.answer], *4 * [world.act]]
    found += [partial(world.end_call, setback) for setback in setbacks]
    if world.call.is_halted and isinstance(world.call.made, Prepare):
        found += 2 * [world.stop_call]
    return found


def moves_of_part(world: World, airborne: Airborne) -> list[Move]:
    found: list[Move] = [
        *4 * [lambda: world.land(airborne)],
        *4 * [lambda: world.arrive(airborne)],
        lambda: world.lose(airborne, Fault.UNREACHABLE, cut=True),
        lambda: world.lose(airborne, Fault.UNREACHABLE, cut=True, others_move=True),
    ]
    if airborne.has_arrived:
        found += 6 * [lambda: world.lose(airborne, Fault.UNREACHABLE, cut=True, others_move=True)]
    if not airborne.has_arrived and airborne.refusal is None:
        found += [partial(world.lose, airborne, fault) for fault in PART_FAULTS]
    if airborne.is_halted:
        found += 12 * [lambda: world.stop(airborne)]
    return found


def wait(world: World, seconds: float) -> None:
    world.now += seconds


def touch(world: World, *, changed: bool, told: bool = True) -> None:
    """Perhaps over other bytes in the middle, where no fingerprint looks; not `told`, it has its
    mtime again afterwards."""
    world.film.ctime_ns += 1
    world.film.mtime_ns += told
    world.film.version += changed


def change_head(world: World) -> None:
    world.film.ctime_ns += 1
    world.film.mtime_ns += 1
    world.film.head += 1


def expire(world: World) -> None:
    for remote in world.remotes:
        remote.drop()


def set_hashed(world: World, is_hashed: bool) -> None:
    world.is_hashed = is_hashed


def kill(world: World, *, late: bool) -> None:
    """`late`: what was under way has just arrived."""
    if late:
        for airborne in world.air.values():
            world.arrive(airborne)
        if world.call is not None:
            world.act()
    world.kill()


RARE = 12  # one choice of so many is one of the rare moves


def live_through(world: World, choices: Sequence[int]) -> None:
    for choice in choices:
        which, rest = divmod(choice, RARE)
        found = moves(world) if rest < RARE - 1 else rare_moves(world)
        found[which % len(found)]()


CHOICE = st.integers(0, 2**16)
# Short ones are easy to read where one fails; what is rare takes long ones.
ORDERS = st.lists(CHOICE, max_size=40) | st.lists(CHOICE, min_size=80, max_size=160)


@settings(max_examples=examples(250), deadline=None)
@given(st.integers(1, 6), st.booleans(), ORDERS)
def test_every_upload_comes_to_an_end(parts: int, sending: bool, choices: list[int]) -> None:
    """In a world that is quiet at last; and what the world asserts held all the time."""
    world = World(parts)
    if sending:
        world.begin_sending()
    live_through(world, choices)
    world.come_to_rest()
    record = world.state.record
    assert world.is_dropped or record.state in ("done", "paused", "failed", "cancelled")
    if record.state == "cancelled":
        left = world.by_key.get(record.request_key)
        assert left is None or left.is_gone, "what was cancelled is still there"
    elif not world.is_dropped:
        finish(world)
    nothing_left_behind(world)


def nothing_left_behind(world: World) -> None:
    """No upload of an earlier try, which would be shown beside the film."""
    mine = world.by_key.get(world.state.record.request_key)
    others = [remote for remote in world.remotes if remote is not mine]
    assert all(remote.is_gone or remote.is_complete for remote in others)


def finish(world: World) -> None:
    """Whatever held it up, resuming gets the film there; one that has changed fails once more."""
    for _ in range(2):
        world.feed(Resume(world.now))
        world.come_to_rest()
    assert world.state.record.state == "done"
    assert world.by_key[world.state.record.request_key].is_complete
    assert world.state.stored_bytes == world.plan.size_bytes


def test_the_orders_reach_what_is_rare() -> None:
    """Else the property would say little: each kind of call and end is met."""
    met: set[str] = set()
    chance = random.Random(3)
    for _ in range(200):
        world = World(3)
        world.begin_sending()
        for _ in range(80):
            live_through(world, [chance.randrange(2**16)])
            met |= {world.state.record.state, type(world.state.working).__name__}
            met |= {"unsure"} if world.state.parts.unsure else set()
    assert met >= {"done", "auditing", "failed", "paused", "cancelling", "cancelled", "unsure"}
    assert met >= {call.__name__ for call in (Announce, Reconcile, Prepare, Complete, HashWhole)}
