"""Twenty minutes of film through the gateway, and many ends: nothing grows."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.player.fetch.cache import SegmentCache
from tests.app.player.session.endurance import SEGMENT_BYTES, leave, load_now, watch

MIB = 1 << 20
CACHE_BYTES = 24 * MIB
SEGMENTS = 300
ENDS = 20


@pytest.mark.slow
def test_a_long_film_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory, threads, files and the cache are at the end what they were after a third."""
    monkeypatch.setattr(SegmentCache.__init__, "__defaults__", (CACHE_BYTES,))

    loads = watch(tmp_path, SEGMENTS)

    third = len(loads) // 3
    after_a_third, end = loads[third], loads[-1]
    assert max(load.held_bytes for load in loads) <= CACHE_BYTES + SEGMENT_BYTES
    # At their most: a moment may have some connections fewer than another.
    middle, late = loads[third : 2 * third], loads[2 * third :]
    assert max(load.threads for load in late) <= max(load.threads for load in middle) + 2
    assert max(load.files for load in late) <= max(load.files for load in middle) + 2
    full = CACHE_BYTES - after_a_third.held_bytes  # the cache may still have been filling
    assert end.resident_bytes <= after_a_third.resident_bytes + max(0, full) + 16 * MIB


@pytest.mark.slow
def test_ends_in_any_state_leave_nothing(films: Path) -> None:
    """Closed before, while and after it loads, seeks or plays: no thread, no socket stays."""
    for turn in range(4):
        leave(films, turn)
    early = load_now()
    for turn in range(4, ENDS):
        leave(films, turn)
    late = load_now()
    assert late.threads <= early.threads + 2
    assert late.files <= early.files + 8
