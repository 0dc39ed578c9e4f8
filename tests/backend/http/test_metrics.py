"""What several backends of one database tell of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from backend.errors import DatabaseAway, Unavailable
from backend.http.metrics import SHARED_SECONDS, Metrics
from tests.backend.uploads.test_service import World

SEEN = b'matinee_uploads{state="open"}'


def test_one_of_several_tells_what_all_see(tmp_path: Path) -> None:
    """Until nobody asks it any more."""
    first, second = Metrics(), Metrics()
    with closing(World(tmp_path)) as world:
        world.arrived()
        pages = [metrics.page(world.database) for metrics in (first, second, first)]
        world.now += SHARED_SECONDS
        pages += [metrics.page(world.database) for metrics in (second, first)]

    assert [SEEN in page for page in pages] == [True, False, True, True, False]


def test_the_workers_queue_is_one_backends_to_tell(tmp_path: Path) -> None:
    """It is shared, as the database is."""
    backends, figures = (Metrics(), Metrics()), {"workers": 2, "chunks_waiting": 7}
    with closing(World(tmp_path)) as world:
        pages = [metrics.page(world.database, lambda: figures) for metrics in backends]

    assert [b'matinee_queue{what="chunks_waiting"} 7.0' in page for page in pages] == [True, False]


def test_a_queue_that_is_away_is_told(tmp_path: Path) -> None:
    """Its last figures are not told on."""

    def away() -> dict[str, int]:
        raise Unavailable("queue_away")

    metrics = Metrics()
    with closing(World(tmp_path)) as world:
        metrics.page(world.database, lambda: {"workers": 1})
        page = metrics.page(world.database, away)

    assert b'matinee_service_up{service="queue"} 0.0' in page
    assert b'what="workers"' not in page


def test_figures_are_there_without_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nobody would see that it is the database."""

    def away(*_: object) -> bool:
        raise DatabaseAway

    metrics = Metrics()
    metrics.show_services({"database": "It is away.", "disk": None})
    with closing(World(tmp_path)) as world:
        monkeypatch.setattr(world.database, "holds", away)
        page = metrics.page(world.database)

    assert b'matinee_service_up{service="database"} 0.0' in page
    assert b'matinee_service_up{service="disk"} 1.0' in page


def test_a_process_tells_what_it_is() -> None:
    """Its version, memory and files; and what failed behind it."""
    metrics = Metrics()
    metrics.count_fault(DatabaseAway())
    told = {sample.name for family in metrics.registry.collect() for sample in family.samples}
    assert {"matinee_build_info", "process_resident_memory_bytes", "process_open_fds"} <= told
    assert metrics.registry.get_sample_value("matinee_faults_total", {"fault": "DatabaseAway"}) == 1
