"""The three machines that decide (an upload, a playback, a video), fed in any order by the tests of
their promises, for as many steps as nobody waits for in a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from tests.app.player.session.test_orders import Sessions
from tests.app.upload.engine import test_any_order as uploads
from tests.backend.videos import test_orders as videos

WALKS = 200
"""At a time, each time from another seed."""
STEPS_A_WALK = 50
Count = Callable[[int], None]
Walk = Callable[[Count, int], None]
"""Counts the steps that it takes; the number is its seed."""


def of_upload(counted: Count, seed: int) -> None:
    holds = uploads.test_every_upload_comes_to_an_end.hypothesis.inner_test  # type: ignore[attr-defined]

    @seeded(seed)
    @walking()
    @given(st.integers(1, 6), st.booleans(), uploads.ORDERS)
    def walk(parts: int, sending: bool, choices: list[int]) -> None:
        counted(len(choices))
        holds(parts, sending, choices)

    walk()


def of_video(counted: Count, seed: int) -> None:
    holds = videos.test_promises_are_kept_in_any_order.hypothesis.inner_test

    @seeded(seed)
    @walking()
    @given(st.sampled_from([("one",), ("one", "two")]), st.lists(videos.happenings, min_size=30))
    def walk(names: tuple[str, ...], orders: list[tuple[Any, ...]]) -> None:
        counted(len(orders))
        holds(names, orders)

    walk()


def of_playback(counted: Count, seed: int) -> None:
    class Counted(Sessions):
        def happen(self, event: Any) -> None:
            counted(1)
            super().happen(event)

    run_state_machine_as_test(seeded(seed)(Counted), settings=walking(STEPS_A_WALK))


MACHINES: Mapping[str, Walk] = {"upload": of_upload, "playback": of_playback, "video": of_video}


def walking(steps: int = STEPS_A_WALK) -> settings:
    return settings(
        max_examples=WALKS,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def broken_rule(name: str, seed: int, wanted: int) -> tuple[str, int]:
    """What was broken first, if anything, and after how many steps."""
    taken = 0

    def counted(steps: int) -> None:
        nonlocal taken
        taken += steps

    for number in count(seed):
        if taken >= wanted:
            break
        try:
            MACHINES[name](counted, number)
        except Exception as error:  # noqa: BLE001 - whatever it is, a promise was not kept
            return f"{type(error).__name__} {error}".splitlines()[0], taken
    return "", taken
