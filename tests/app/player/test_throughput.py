"""The estimator, fed by hand."""

from __future__ import annotations

import pytest

from app.player.throughput import Throughput


def test_knows_nothing_before_the_first_bytes() -> None:
    """A latency alone is no estimate."""
    link = Throughput()
    link.add_latency(0.1)
    assert link.estimate is None


def test_a_steady_link_is_estimated_exactly() -> None:
    """A constant rate gives itself, from the first slice on."""
    link = Throughput()
    for _ in range(5):
        link.add(250_000, 1.0)
        estimate = link.estimate
        assert estimate is not None
        assert estimate.bps == pytest.approx(2_000_000)
