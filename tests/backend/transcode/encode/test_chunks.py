"""Which tasks go together, and when one FFmpeg leaves off."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.transcode.api import Job
from backend.transcode.encode.chunks import Run, tasks
from backend.transcode.encode.revision import Revision
from backend.transcode.plan.copying import Copyable
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import Plan, make_plan
from backend.transcode.process import Stop
from backend.transcode.source.extent import Extent
from backend.transcode.source.inspection import inspect
from tests.backend.transcode.encode.test_commands import FILM
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures

SECONDS = 37
JOB = Job("v", "r", "sources/v/1.mp4", 1)


def plan_of(seconds: float, copied: Copyable | None = None) -> Plan:
    return make_plan(FILM, Extent(seconds, seconds), Encoding(), copied)


def runs(plan: Plan, most: int) -> list[list[str]]:
    left, found = list(tasks(plan)), []
    while left:
        run = Run.at_head(left, most)
        left = left[len(run.tasks) :]
        found.append([f"{t.chunk.first}-{t.chunk.stop} {len(t.rungs)}" for t in run.tasks])
    return found


def test_the_lowest_rung_comes_first_and_the_rest_in_one_go() -> None:
    """Nobody waits for a whole run to see the beginning."""
    assert runs(plan_of(60), 8) == [["0-1 1"], ["0-1 2", "1-4 3", "4-8 3", "8-12 3", "12-15 3"]]


def test_beside_a_copied_rung_all_begin_together() -> None:
    """The beginning of the source is decoded once."""
    assert runs(plan_of(28, Copyable(50, 512)), 8) == [["0-1 3", "1-4 3", "4-7 3"]]


def test_a_run_has_an_end() -> None:
    """So that what is left of it after a failure is little."""
    assert runs(plan_of(60), 2) == [
        ["0-1 1"],
        ["0-1 2", "1-4 3"],
        ["4-8 3", "8-12 3"],
        ["12-15 3"],
    ]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten mute segments of one rung."""
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    return make_clip(path, *pictures("160x90", "10", SECONDS), *QUICK)


def revision_in(folder: Path, film: Path) -> tuple[Revision, str]:
    store = FolderStore(folder / "store")
    store.path(JOB.source_key).parent.mkdir(parents=True)
    store.path(JOB.source_key).symlink_to(film)
    seen = inspect(store, JOB.source_key, Stop())
    plan = make_plan(seen.probe, seen.extent, Encoding(preset="ultrafast", copy=False))
    return Revision.resume(store, JOB, lambda: plan), store.signed_get(JOB.source_key, 9)


@pytest.mark.slow
def test_each_chunk_of_a_run_is_seen_at_once(film: Path, tmp_path: Path) -> None:
    """And all are there in the end."""
    revision, url = revision_in(tmp_path, film)
    seen: list[int] = []

    def look() -> bool:
        seen.extend(len(rendition.sizes) for rendition in revision.renditions())
        return True

    run = revision.take(most=8)
    assert run is not None
    revision.do(run, url, tmp_path / "scratch", Stop(), look)

    assert seen == [1, 4, 8, 10]
    assert revision.is_complete


@pytest.mark.slow
def test_a_run_ends_where_somebody_waits_for_another_moment(film: Path, tmp_path: Path) -> None:
    """What was not reached is done later, after what is waited for."""
    revision, url = revision_in(tmp_path, film)

    def seek() -> bool:
        revision.wanted(SECONDS - 1)
        return True

    run = revision.take(most=8)
    assert run is not None
    revision.do(run, url, tmp_path / "scratch", Stop(), seek)
    revision.give_back(run)

    firsts = []
    while (run := revision.take()) is not None:
        firsts.append(run.tasks[0].chunk.first)
        revision.do(run, url, tmp_path / "scratch", Stop())
    assert firsts == [8, 1, 4]
    assert revision.is_complete
