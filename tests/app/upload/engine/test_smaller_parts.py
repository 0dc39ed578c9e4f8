"""A part is too large for a proxy: the same upload goes on in smaller ones, if there are any."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from app.server.uploads import StoredPart, Upload
from app.upload.engine.calls import UploadApi, reconcile
from app.upload.engine.changes import CUT_SMALLER
from app.upload.engine.effects import (
    DropFlights,
    Effect,
    Examine,
    ForgetParts,
    Halt,
    LetGo,
    NotePart,
    Reconcile,
    SaveRecord,
)
from app.upload.engine.events import (
    Examined,
    PartLost,
    Reconciled,
    Resume,
)
from app.upload.engine.journal import KnownPart
from app.upload.engine.state import UploadState
from app.upload.errors import PartTooLarge
from app.upload.source.file import SourceFile
from app.upload.source.hashing import checksum_of
from app.upload.source.part_set import NO_PARTS, PartSet
from app.upload.source.parts import PartPlan
from app.upload.transfer.retry import Fault, Setback, setback_of
from tests.app.upload.engine.states import (
    ANNOUNCED,
    IDENTITY,
    NOW,
    PLAN,
    after,
    ended,
    flying,
    working_on,
)

TOO_LARGE = setback_of(PartTooLarge("films.test"))
SMALLER = PartPlan(PLAN.size_bytes, 5)


def refused() -> tuple[UploadState, list[Effect]]:
    return after(flying(3, 4), PartLost(NOW, 3, TOO_LARGE, others_move=True, chance=1.0))


def asking() -> UploadState:
    """The backend is asked for smaller ones."""
    state, _ = refused()
    state = working_on(state)
    assert isinstance(state.working, Examine)
    state, _ = after(state, ended(state, Examined(ANNOUNCED.path, IDENTITY, "f", None)))
    return working_on(state)


def test_what_flies_is_dropped_and_smaller_parts_are_asked_for() -> None:
    """At once: the other parts are too large as well."""
    state, effects = refused()
    assert {*map(type, effects)} == {Halt, DropFlights, LetGo}
    assert (state.record.state, state.parts.flights, state.hold.until) == ("live", (), NOW)
    assert asking().working == Reconcile(1, ANNOUNCED, NO_PARTS, smaller=True)


def test_the_journal_forgets_what_the_larger_parts_were() -> None:
    """In one breath with the size of the new ones, all of which are to be sent."""
    state = asking()
    state, effects = after(state, ended(state, Reconciled(SMALLER, NO_PARTS)))
    assert effects == [ForgetParts(), SaveRecord(replace(ANNOUNCED, part_size_bytes=5))]
    assert (state.parts.todo, state.stored_bytes) == (SMALLER.everything, 0)
    assert (state.note, state.too_large) == (CUT_SMALLER, "")


def test_where_there_are_no_smaller_ones_the_proxys_limit_is_told() -> None:
    """Once it is raised, the upload goes on as it was."""
    state = asking()
    state, _ = after(state, ended(state, Reconciled(PLAN, PartSet.of([1]))))
    record = state.record
    assert (record.state, record.reason, record.retryable) == ("failed", Fault.PART_TOO_LARGE, True)
    assert "client_max_body_size" in record.message

    state = working_on(after(state, Resume(NOW))[0])
    state, _ = after(state, ended(state, Examined(ANNOUNCED.path, IDENTITY, "f", None)))
    assert working_on(state).working == Reconcile(2, ANNOUNCED, NO_PARTS, smaller=False)


def test_a_cut_of_which_the_journal_never_heard_counts() -> None:
    """The application was killed before it could note it: the server has the last word."""
    state = working_on(replace(UploadState(ANNOUNCED), is_open=True))
    known = {1: KnownPart("new", "etag")}
    answer = Reconciled(SMALLER, PartSet.of([1]), NO_PARTS, known)
    state, effects = after(state, ended(state, answer))
    saved = SaveRecord(replace(ANNOUNCED, part_size_bytes=5))
    assert effects == [ForgetParts(), saved, NotePart(1, known[1])]
    assert (state.parts.stored, state.note) == (PartSet.of([1]), "")


def test_an_upload_that_is_gone_meanwhile_starts_again_as_any_other() -> None:
    """Smaller parts are no wish of the new one before it has met the proxy."""
    state = asking()
    state, _ = after(state, ended(state, Setback(Fault.UPLOAD_GONE, "It is gone.")))
    assert (state.is_new, state.too_large) == (True, "")


@pytest.mark.parametrize(("part_bytes", "stored"), [(10, NO_PARTS), (5, PartSet.of([1]))])
def test_checksums_count_for_parts_of_their_own_cut(
    tmp_path: Path, part_bytes: int, stored: PartSet
) -> None:
    """Those of another are made anew."""
    (tmp_path / "film").write_bytes(bytes(range(PLAN.size_bytes)))
    source = SourceFile(tmp_path / "film")
    plan = PartPlan(PLAN.size_bytes, part_bytes)
    there = StoredPart(1, part_bytes, "etag", checksum_of(source, plan.part(1), "crc32c"))

    class Backend:
        def cut_smaller(self, upload_id: str) -> Upload:
            return Upload(upload_id, "v", "open", part_bytes, plan.count, "crc32c", (there,))

    made = Reconcile(0, ANNOUNCED, NO_PARTS, smaller=True)
    noted = {1: KnownPart("of another", None)}
    found = reconcile(cast("UploadApi", Backend()), made, source, noted)
    assert (found.plan, found.stored) == (plan, stored)
