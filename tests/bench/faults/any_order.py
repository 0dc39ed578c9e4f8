"""R12: whatever is asked of a real backend, in any order, and kills of it in between; and whatever
happens to the machines that decide."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.bench.faults import pure_orders
from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import Backend, backend

FILM_BYTES = 8 * MIB + 4096
"""Two parts, of which one is small."""
STEPS_A_RUN = 25
PURE_STEPS, QUICK_PURE_STEPS = 400_000, 5_000
"""Of each machine."""
VISIBILITIES = ("private", "unlisted", "public")
WAYS = st.integers(0, 2**16)
T = TypeVar("T")


@dataclass
class Sent:
    """An upload, as whoever sent it knows it."""

    upload: Any
    content: bytes
    stored: set[int] = field(default_factory=set)
    is_over: bool = False

    @property
    def parts(self) -> dict[int, bytes]:
        size = self.upload["part_size_bytes"]
        count = self.upload["part_count"]
        return {n + 1: self.content[n * size : (n + 1) * size] for n in range(count)}


@dataclass
class Told:
    """What was promised, and how often something was asked."""

    served: Backend
    place: Path
    chance: random.Random
    steps: int = 0
    done: Counter[str] = field(default_factory=Counter)
    uploads: list[Sent] = field(default_factory=list)
    films: dict[str, set[bytes]] = field(default_factory=dict)
    visibility: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, *fine: int, body: Any = None) -> Any:
        """Its answer, which has to have one of these statuses."""
        with self.served.owner() as owner:
            answer = owner(method, path, json=body)
        self.done["answers"] += answer.ok
        assert answer.status_code in fine, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.ok and answer.content else None

    def content(self) -> bytes:
        return film(self.place / "any.mp4", FILM_BYTES, self.chance).read_bytes()

    def open(self, method: str, path: str, *fine: int) -> None:
        body = {"filename": "film.mp4", "size_bytes": FILM_BYTES}
        if (made := self.ask(method, path, *fine, body=body)) is not None:
            self.uploads.append(Sent(made, self.content()))

    def open_ones(self) -> list[Sent]:
        return [sent for sent in self.uploads if not sent.is_over]

    def some_upload(self, way: int) -> Sent | None:
        return one(way, self.open_ones())

    def some_film(self, way: int) -> str | None:
        return one(way, sorted(self.films))

    def forget(self) -> None:
        """The next walk begins with nothing."""
        for sent in self.open_ones():
            self.ask("DELETE", f"/api/uploads/{sent.upload['id']}", 204)
        for video_id in self.films:
            self.ask("DELETE", f"/api/videos/{video_id}", 204, 404)
        for known in (self.uploads, self.films, self.visibility):
            known.clear()


def one(way: int, among: Sequence[T]) -> T | None:
    return among[way % len(among)] if among else None


def create(told: Told, _: int) -> None:
    told.open("POST", "/api/uploads", 201)


def part(told: Told, way: int) -> None:
    """All parts, or one of them, perhaps again."""
    if (sent := told.some_upload(way)) is None:
        create(told, way)
        return
    chosen = list(sent.parts.items())[:: 1 if way % 4 else -len(sent.parts)]
    with told.served.owner() as owner:
        for signed in owner.sign(sent.upload, dict(chosen)):
            data = sent.parts[signed["number"]]
            answer = owner.session.put(signed["url"], data, timeout=30)
            assert answer.status_code == 200, answer.text
            sent.stored.add(signed["number"])
            told.done["parts stored"] += 1


def complete(told: Told, way: int) -> None:
    if (sent := told.some_upload(way)) is None:
        return
    is_whole = sent.stored == set(sent.parts)
    told.ask("POST", f"/api/uploads/{sent.upload['id']}/complete", 200 if is_whole else 409)
    if is_whole:
        sent.is_over = True
        told.done["films complete"] += 1
        digests = told.films.setdefault(sent.upload["video_id"], set())
        digests.add(hashlib.sha256(sent.content).digest())


def abort(told: Told, way: int) -> None:
    if (sent := told.some_upload(way)) is not None:
        told.ask("DELETE", f"/api/uploads/{sent.upload['id']}", 204)
        sent.is_over = True


def expire(told: Told, way: int) -> None:
    """As if it had been left alone for long; the next start finds it."""
    if (sent := told.some_upload(way)) is None:
        return
    with closing(sqlite3.connect(told.served.folder / "matinee.db", timeout=10)) as database:
        query = "UPDATE uploads SET created_at = 0, expires_at = 0 WHERE id = ?"
        database.execute(query, (sent.upload["id"],))
        database.commit()
    sent.is_over = True


def replace(told: Told, way: int) -> None:
    if (video_id := told.some_film(way)) is not None:
        told.open("PUT", f"/api/videos/{video_id}/source", 201, 404, 409)


def publish(told: Told, way: int) -> None:
    visibility = VISIBILITIES[way % len(VISIBILITIES)]
    if (video_id := told.some_film(way)) is not None:
        body = {"visibility": visibility}
        if told.ask("PATCH", f"/api/videos/{video_id}", 200, 404, body=body):
            told.visibility[video_id] = visibility


def delete(told: Told, way: int) -> None:
    if (video_id := told.some_film(way)) is not None:
        told.ask("DELETE", f"/api/videos/{video_id}", 204, 404)
        del told.films[video_id]
        told.visibility.pop(video_id, None)


def kill(told: Told, _: int) -> None:
    told.served.kill()
    told.served.start()


Act = Callable[[Told, int], None]
ACTS: tuple[Act, ...] = (
    *(create, part, part, part, part, complete, complete),
    *(abort, expire, replace, publish, delete, kill),
)


def check(told: Told) -> None:
    """What was promised is there."""
    promised = {digest for digests in told.films.values() for digest in digests}
    assert promised <= set(told.served.stored()), "a film that was taken is gone"
    for video_id, visibility in told.visibility.items():
        assert told.ask("GET", f"/api/videos/{video_id}", 200)["visibility"] == visibility
    for sent in told.open_ones():
        found = told.ask("GET", f"/api/uploads/{sent.upload['id']}", 200)
        assert {part["number"] for part in found["parts"]} == sent.stored


def machine(told: Told) -> type[RuleBasedStateMachine]:
    class AnyOrder(RuleBasedStateMachine):
        def teardown(self) -> None:
            told.forget()

        @rule(act=st.sampled_from(ACTS), way=WAYS)
        def does(self, act: Act, way: int) -> None:
            """One rule for all: of many, Hypothesis leaves out some in each walk."""
            told.done[act.__name__] += 1
            act(told, way)

        @invariant()
        def holds(self) -> None:
            told.steps += 1
            check(told)

    return AnyOrder


def run(ground: Ground) -> Mapping[str, Any]:
    tally, wanted = Tally(), 100 if ground.quick else 2000
    with backend(ground.place("backend")) as served:
        told = Told(served, ground.folder, ground.chance)
        why = broken_rule(told, ground.seed, wanted)
    tally.judge(f"after {told.steps} steps: {why}", kept=not why)
    pure_steps = judge_machines(tally, ground)
    return tally.figures(steps=told.steps, pure_steps=pure_steps, done=dict(told.done))


def judge_machines(tally: Tally, ground: Ground) -> int:
    """How many steps they took."""
    wanted, taken = QUICK_PURE_STEPS if ground.quick else PURE_STEPS, 0
    for machine in pure_orders.MACHINES:
        why, steps = pure_orders.broken_rule(machine, ground.seed, wanted)
        tally.judge(f"{machine} after {steps} steps: {why}", kept=not why)
        taken += steps
    return taken


def broken_rule(told: Told, seed: int, steps: int) -> str:
    """The first that was found, or nothing. Hypothesis's first walk is one rule again and again."""
    walks = settings(
        max_examples=1 - -steps // STEPS_A_RUN,
        stateful_step_count=STEPS_A_RUN,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seeded(seed)(machine(told)), settings=walks)
    except (AssertionError, OSError, HypothesisException) as error:
        return str(error).splitlines()[0]
    return ""
