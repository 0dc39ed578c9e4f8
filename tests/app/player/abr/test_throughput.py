"""The estimator, fed by hand."""

from __future__ import annotations

import math

import pytest

from app.player.abr.throughput import Estimate, Throughput


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


def test_a_line_that_fell_is_another_one() -> None:
    """From a local network's speed to 60 kB/s: known after seconds, where the mean alone would
    take minutes; a gap of some seconds is no such thing."""
    fell, broke = Throughput(), Throughput()
    for _ in range(30):
        fell.add(100_000_000, 1.0)
        broke.add(100_000_000, 1.0)
    for _ in range(4):
        fell.add(60_000, 1.0)
        broke.add(0, 1.0)
    assert fell.estimate is not None
    assert broke.estimate is not None
    assert fell.estimate.bps == pytest.approx(480_000)
    assert broke.estimate.bps > 5e8


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


def known(link: Throughput) -> Estimate:
    estimate = link.estimate
    assert estimate is not None
    return estimate


@pytest.mark.parametrize(
    ("size", "seconds", "counts"),
    [
        (16 * 1024, 0.05, True),
        (16 * 1024 - 1, 0.05, False),
        (0, 0.1, True),
        (16 * 1024, 0.0, False),
        (16 * 1024, -1.0, False),
    ],
)
def test_a_slice_counts_if_it_is_large_or_long(size: int, seconds: float, counts: bool) -> None:
    """Else it says nothing."""
    link = Throughput()
    link.add(size, seconds)
    assert (link.estimate is not None) is counts


def test_a_rate_is_in_bits_of_a_second() -> None:
    """However long the slice; an outage is a thousand of them."""
    link = Throughput()
    link.add(500_000, 0.5)
    link.add(2_000_000, 2.0)
    assert known(link).bps == pytest.approx(8e6)
    assert known(link).seconds == 2.5
    dry = Throughput()
    dry.add(0, 3.0)
    assert known(dry).bps == pytest.approx(1000.0)


def test_two_rates_are_weighed_by_their_half_lives() -> None:
    """Eight seconds and fifty."""
    link = Throughput()
    link.add(1_000_000, 8.0)
    link.add(3_000_000, 8.0)
    assert known(link).fast_bps == pytest.approx(7e6 / 3)
    keep = 0.5 ** (8 / 50)
    assert known(link).slow_bps == pytest.approx((keep * 1e6 + 3e6) / (keep + 1))


def test_the_error_is_what_was_seen_and_what_is_usual() -> None:
    """By their seconds: ten of the usual, and forty seen at most."""
    link = Throughput()
    link.add(1_000_000, 5.0)
    assert known(link).error == pytest.approx(0.7)
    link.add(2_000_000, 5.0)
    seen = math.log(2) ** 2
    assert known(link).error == pytest.approx(math.sqrt((10 * seen + 10 * 0.49) / 20))
    for _ in range(100):
        link.add(2_000_000, 5.0)
    assert known(link).error == pytest.approx(math.sqrt(10 * 0.49 / 50), abs=0.01)


def test_latency_is_weighed_by_requests() -> None:
    """The last four are half of it; none is nothing."""
    link = Throughput()
    link.add(1_000_000, 1.0)
    assert known(link).latency_seconds == 0.0
    link.add_latency(0.1)
    link.add_latency(0.3)
    keep = 0.5 ** (1 / 4)
    assert known(link).latency_seconds == pytest.approx((keep * 0.1 + 0.3) / (keep + 1))


def test_what_another_session_knew_is_stale_until_something_is_measured() -> None:
    """And is forgotten at once when it is disproved; both means are."""
    seed = Estimate(2e6, 0.05, 0.3, 2e6, 3e6, 60.0)
    link = Throughput(seed)
    assert link.is_stale
    assert not Throughput().is_stale
    assert not Throughput(seed, stale=False).is_stale
    assert (known(link).fast_bps, known(link).slow_bps) == pytest.approx((2e6, 3e6))
    assert known(link).error == pytest.approx(0.7)

    link.disprove(5e5)
    assert (known(link).fast_bps, known(link).slow_bps) == pytest.approx((5e5, 5e5))
    link.disprove(1.0)
    assert known(link).bps == pytest.approx(1000.0)
    link.add(250_000, 1.0)
    assert not link.is_stale
    assert known(Throughput(seed)).seconds == 0.0
