"""The estimator, fed by hand."""

from __future__ import annotations

import pytest

from app.player.abr.throughput import Throughput


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


def test_a_drop_shows_in_the_fast_mean_first() -> None:
    """After a breakdown the expected rate is the lower of the two means."""
    link = Throughput()
    for size in [500_000] * 30 + [50_000] * 6:
        link.add(size, 1.0)
    estimate = link.estimate
    assert estimate is not None
    assert estimate.bps == estimate.fast_bps < estimate.slow_bps


def test_an_outage_counts() -> None:
    """Seconds without a byte bring the rate down; too small an answer says nothing."""
    link = Throughput()
    link.add(250_000, 1.0)
    before = link.estimate
    link.add(900, 0.001)
    assert link.estimate == before
    link.add(0, 1.0)
    assert before is not None
    assert link.estimate is not None
    assert link.estimate.bps < before.bps


def test_an_unsteady_link_has_a_larger_error() -> None:
    """The error is the spread of ln(rate), drawn towards the usual one."""
    calm, wild = Throughput(), Throughput()
    for second in range(60):
        calm.add(250_000, 1.0)
        wild.add(450_000 if second % 2 else 50_000, 1.0)
    assert calm.estimate is not None
    assert wild.estimate is not None
    assert calm.estimate.error < 0.5 < wild.estimate.error


def test_the_last_sessions_estimate_is_where_the_next_begins() -> None:
    """A seed is known at once, and soon outweighed by what is measured."""
    first = Throughput()
    first.add_latency(0.08)
    first.add(1_000_000, 1.0)
    link = Throughput(first.estimate)
    assert link.estimate is not None
    assert link.estimate.bps == pytest.approx(8e6)
    assert link.estimate.latency_seconds == pytest.approx(0.08)
    for _ in range(30):
        link.add(125_000, 1.0)
    assert link.estimate.bps < 1.5e6
