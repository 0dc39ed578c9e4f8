"""Uploads as values, to put events into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.server.uploads import SignedPart
from app.upload.engine.effects import (
    Effect,
)
from app.upload.engine.events import (
    CallEnded,
    CallerFree,
    Event,
)
from app.upload.engine.journal import Record
from app.upload.engine.parts import Flight, Parts, Ready
from app.upload.engine.state import (
    UploadState,
)
from app.upload.engine.step import step
from app.upload.source.file import Identity
from app.upload.source.part_set import PartSet
from app.upload.source.parts import PartPlan
from app.upload.transfer.retry import Fault, Setback

NOW = 100.0
PLAN = PartPlan(35, 10)
IDENTITY = Identity(35, 2, 3, 4)
NEW = Record("a", 1, Path("/films/a.mp4"), "key", account_id="ann")
KNOWN = replace(NEW, identity=IDENTITY, fingerprint="f")
ANNOUNCED = replace(
    KNOWN, remote_id="r", video_id="v", part_size_bytes=PLAN.part_size_bytes, checksum="crc32c"
)
CUT = Setback(Fault.UNREACHABLE, "Can't reach it.", retryable=True, cut=True)


def ready(number: int, good_until: float = NOW + 720) -> Ready:
    request = SignedPart(number, "PUT", f"/{number}", {}, 900)
    return Ready(PLAN.part(number), f"sum {number}", request, good_until)


def at_work(**parts: object) -> UploadState:
    """In the middle of its parts; those that `parts` does not name are stored."""
    named = {name: numbers for name, numbers in parts.items() if isinstance(numbers, PartSet)}
    left = PLAN.everything
    for numbers in named.values():
        left -= numbers
    for name in ("ready", "flights"):
        for each in parts.get(name, ()):  # type: ignore[attr-defined]
            left = left.remove(each.part.number if isinstance(each, Ready) else each.number)
    made = Parts(PLAN, stored=left)
    made = replace(made, **parts)  # type: ignore[arg-type]
    return UploadState(ANNOUNCED, made, is_open=True, is_reconciled=True, launched=10)


def flying(*numbers: int) -> UploadState:
    return at_work(flights=tuple(Flight(number, ready(number)) for number in numbers))


def after(state: UploadState, *events: Event) -> tuple[UploadState, list[Effect]]:
    effects: list[Effect] = []
    for event in events:
        state, more = step(state, event)
        effects += more
    return state, effects


def ended(state: UploadState, answer: object, at: float = NOW) -> Event:
    return CallEnded(at, state.epoch, answer, 1.0)  # type: ignore[arg-type]


def working_on(state: UploadState, ahead: int = 2) -> UploadState:
    """After it had its turn."""
    state, effects = step(state, CallerFree(NOW, ahead))
    assert effects == (state.working,)
    return state
