"""Whatever the order in which things happen, the pipeline keeps its promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.database.tables import JobState, VideoState
from backend.transcode.api import Away, Failed, Finished, Status
from backend.videos import events as e
from tests.backend.videos.simulated import PARTS, Simulation
from tests.examples import examples

STATUSES: Sequence[Status | None] = (
    None,
    Finished(),
    Failed("The disk is full.", retryable=True),
    Failed("It can't be.", retryable=False),
    Away("The store is away.", 5.0),
)
LOOKS = (
    None,
    Failed("This is no video.", retryable=False),
    Failed("Something broke.", retryable=True),
    Away("The store is away.", 5.0),
)

video = st.sampled_from(["a", "b"])
which = st.integers(0, 3)
happenings = st.one_of(
    st.tuples(st.just("round"), which),
    st.tuples(st.just("round"), which),
    st.tuples(st.just("call"), which, which, st.just("")),
    st.tuples(st.just("hear"), which),
    st.tuples(st.just("call"), which, which, st.sampled_from(["", "", "", "before", "after"])),
    st.tuples(st.just("tick"), which, st.sampled_from([0.3, 6.0, 40.0])),
    st.tuples(st.just("part"), which, video, st.integers(1, PARTS), st.sampled_from("xxxy")),
    st.tuples(st.just("upload"), which, video),
    st.tuples(st.just("delete"), which, video, st.booleans()),
    st.tuples(st.just("retry"), which, video),
    st.tuples(st.just("says"), video, st.sampled_from(STATUSES)),
    st.tuples(st.just("looks"), video, st.sampled_from(LOOKS)),
    st.tuples(st.just("restart"), which),
    st.tuples(st.just("clean up")),
)


def happen(world: Simulation, what: tuple[Any, ...]) -> None:
    def process(number: int) -> Any:
        return world.processes[number % len(world.processes)]

    match what:
        case ("hear", n):
            if inbox := process(n).inbox:
                world.hear(process(n), inbox.pop(0))
        case ("call", n, index, fault):
            world.carry_out(process(n), index, fault)
        case ("round", n):
            world.now += 1.0
            world.round(process(n))
        case ("tick", n, seconds):
            world.now += seconds
            world.hear(process(n), e.Tick(world.now))
        case ("part", n, name, number, etag):
            world.store_part(name, number, etag, process(n))
        case ("upload", n, name):
            for number in range(1, PARTS + 1):
                world.store_part(name, number, "x", process(n))
            world.complete(name, process(n))
        case ("delete", n, name, asked):
            world.delete(name, process(n) if asked else None)
        case ("retry", n, name):
            world.retry(name, process(n))
        case ("says", name, status):
            world.says.pop(name, None)
            if status is not None:
                world.says[name] = status
        case ("looks", name, how):
            world.inspections.pop(name, None)
            if how is not None:
                world.inspections[name] = e.NotInspected(name, how)
        case ("restart", n):
            world.restart(process(n))
        case ("clean up",):
            world.clean_up()


@pytest.mark.parametrize("names", [("one",), ("one", "two")])
@settings(max_examples=examples(200), deadline=None)
@given(orders=st.lists(happenings, min_size=30, max_size=80))
def test_promises_are_kept_in_any_order(
    names: tuple[str, ...], orders: list[tuple[Any, ...]]
) -> None:
    """Ready only after the end, one job at a time, failures alone are counted; and once it is
    quiet nobody works on what is deleted, and somebody on all the rest."""
    world = Simulation(names)
    for what in orders:
        happen(world, what)
        assert world.broken == []
        for revision, job in world.jobs.items():
            assert job.attempts <= world.failures[revision]

    world.says.clear()
    world.inspections.clear()
    world.quiet()

    assert world.broken == []
    at_work = sorted(v for process in world.processes for v in process.working.values())
    living = {name: film.state for name, film in world.films.items()}
    wanted = [name for name, state in living.items() if state == VideoState.PROCESSING]
    ahead = [name for name, state in living.items() if state == VideoState.UPLOADING]
    failed = [name for name, state in living.items() if state == VideoState.FAILED]
    assert [name for name in at_work if name not in (*ahead, *failed)] == sorted(wanted)
    assert VideoState.VERIFYING not in living.values()

    world.says = dict.fromkeys(wanted, Finished())
    world.quiet()

    states = {name: film.state for name, film in world.films.items()}
    assert [states[name] for name in wanted] == [VideoState.READY] * len(wanted)
    assert all(job.state != JobState.RUNNING for job in world.jobs.values())
