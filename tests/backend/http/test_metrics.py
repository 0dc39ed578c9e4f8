"""What several backends of one database tell of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

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
