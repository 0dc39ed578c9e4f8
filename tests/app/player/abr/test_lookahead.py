"""The dynamic programme by hand where that can be done, and as it was found good elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from app.player.abr import controller, lookahead
from app.player.abr.controller import View, choose, outlook_of, value_of
from app.player.abr.lookahead import CHANGE, GRID_SECONDS, Scale, rate_model_of
from app.player.abr.throughput import Estimate
from tests.app.player.abr.test_controller import LADDER, RATES, view

SLOWING = Estimate(1.3e6, 0.05, 0.4, 1.3e6, 1.9e6, 60.0)
BUFFERS = (0.0, 2.0, 6.0, 12.0, 30.0, 80.0)
SLOPE = [1.5 * GRID_SECONDS * point for point in range(46)]


def slowing(last: int | None, buffer: float = 9.0, segments: int = 60) -> View:
    return replace(view(1.3e6, buffer, last, segments), estimate=SLOWING)


@pytest.mark.parametrize(
    ("last", "chosen"),
    [
        (None, "0000001123 0000011233 0000012233 0000112233 0000122333 0011233333"),
        (0, "0000000013 0000001123 0000011233 0000011233 0000112333 0001223333"),
        (2, "0000011223 0000011223 0000112233 0000122233 0001222333 0012223333"),
        (3, "0000011233 0000011233 0000112333 0000122333 0001223333 0012333333"),
    ],
)
def test_the_rungs_chosen_on_ten_links(last: int | None, chosen: str) -> None:
    """From the slowest to the fastest, a row for each buffer from none to nearly full: what `bench
    abr` found good is not changed unawares."""
    rows = [
        "".join(str(choose(view(bps, buffer, last)).rung) for bps in RATES) for buffer in BUFFERS
    ]
    assert rows == chosen.split()


def test_what_each_rung_is_worth_on_a_link_that_slows_down() -> None:
    """With all that may follow; the same, so that no term gets lost."""
    seen = slowing(last=2)
    outlook = outlook_of(seen, SLOWING, controller.HORIZON_SECONDS)
    assert [value_of(seen, outlook, rung) for rung in range(4)] == pytest.approx(
        [17.250147, 17.382272, 16.738561, 9.752241]
    )
    assert value_of(seen, outlook, 3, 1e6, 0.0) == pytest.approx(17.245692)


def test_what_each_rung_is_worth_at_the_end_of_a_film() -> None:
    """Where nothing needs to be kept, and nothing came before."""
    seen = slowing(last=None, buffer=5.0, segments=14)
    outlook = outlook_of(seen, SLOWING, controller.SHORT_HORIZON_SECONDS)
    assert [value_of(seen, outlook, rung) for rung in range(4)] == pytest.approx(
        [0.527903, 1.088002, -1.688515, -8.908809]
    )


def test_a_scale_is_half_linear_and_half_logarithmic() -> None:
    """From the lowest rung to one."""
    scale = controller.scale_of(LADDER)
    assert scale.worth == pytest.approx((0.04, 0.281391, 0.612783, 1.0), abs=1e-6)
    assert scale.penalty == 0.9
    assert controller.scale_of(LADDER[:1]).worth == (0.5,)


def test_a_buffer_is_worth_less_and_less() -> None:
    """And a share of it near the end."""
    reserve = controller.reserve(10.0, 0.5)
    assert reserve == [pytest.approx(10 * (1 - math.exp(-point * 2 / 18))) for point in range(6)]
    assert len(controller.reserve(1.0, 1.0)) == 2


def test_a_link_is_five_rates_a_deviation_apart() -> None:
    """About the slow mean; it is likely to be where the fast one is."""
    model = rate_model_of(SLOWING, 4.0)
    steps = [later / earlier for earlier, later in pairwise(model.rates)]
    assert steps == pytest.approx([math.exp(0.46)] * 4)
    assert model.rates[2] == pytest.approx(1.9e6)
    assert model.odds == pytest.approx((0.031041, 0.743922, 0.215844, 0.009193, 0.0), abs=1e-6)
    assert model.latency_seconds == 0.05


@pytest.mark.parametrize(("error", "spread"), [(0.0, 0.1), (0.4, 0.46), (3.0, 0.65)])
def test_the_spread_of_a_link_has_bounds(error: float, spread: float) -> None:
    """However steady or wild it was."""
    rates = rate_model_of(replace(SLOWING, error=error), 4.0).rates
    assert rates[3] / rates[2] == pytest.approx(math.exp(spread))


def test_a_rate_far_from_its_mean_is_the_outermost_level() -> None:
    """On either side."""
    fast, slow = (rate_model_of(replace(SLOWING, fast_bps=bps), 4.0).odds for bps in (1e9, 1e3))
    assert fast == pytest.approx(slow[::-1])
    assert fast[4] == pytest.approx(0.903994)


def test_the_odds_of_a_move_in_a_segment_and_a_half() -> None:
    """Those of a step, and half way to those of two."""
    once = lookahead.moves_within(4.0)
    assert once[0] == pytest.approx((0.903994, 0.096006, 0.0, 0.0, 0.0), abs=1e-6)
    assert once[1] == pytest.approx((0.037626, 0.890605, 0.071769, 0.0, 0.0), abs=1e-6)
    assert lookahead.moves_within(0.0)[1] == (0.0, 1.0, 0.0, 0.0, 0.0)
    assert lookahead.moves_within(6.0)[2] == pytest.approx(
        (0.000988, 0.073158, 0.851708, 0.073158, 0.000988), abs=1e-6
    )


@pytest.mark.parametrize("seconds", [0.5, 2.0, 3.0, 4.5, 7.0])
@pytest.mark.parametrize("duration", [2.0, 3.0, 6.0])
def test_a_download_takes_its_seconds_off_the_buffer(seconds: float, duration: float) -> None:
    """A straight line shows it exactly: what is missing is waited for at a price, what is left
    grows by the segment."""
    before = lookahead.one_step_before(SLOPE, seconds, duration, 0.9, 0.25)
    assert len(before) == len(SLOPE)
    for point, value in enumerate(before[:40]):
        left = point * GRID_SECONDS - seconds
        expected = 1.5 * (max(0.0, left) + duration) + 0.25 - 0.9 * max(0.0, -left)
        assert value == pytest.approx(expected)


def test_a_curve_is_read_between_its_points() -> None:
    """And ends where it ends."""
    curve = [0.0, 1.0, 4.0]
    assert [lookahead.at(curve, seconds) for seconds in (0.0, 1.0, 3.0, 4.0, 99.0)] == [
        *(0.0, 0.5, 2.5, 4.0, 4.0)
    ]


def test_the_best_choice_pays_for_its_change() -> None:
    """Up or down, from any rung to any other."""
    worth = (0.0, 0.5, 1.0)
    best = lookahead.best_from([[0.0], [0.0], [9.0]], worth)
    assert best == [[pytest.approx(9.0 - CHANGE * by)] for by in (1.0, 0.5, 0.0)]
    assert lookahead.best_from([[9.0], [0.0], [0.0]], worth)[2] == pytest.approx([9.0 - CHANGE])
    assert lookahead.best_from([[1.0], [1.0], [1.0]], worth) == [[1.0]] * 3


def test_a_curve_is_expected_over_the_next_rate() -> None:
    """What can't come does not count."""
    assert lookahead.mixed([[1.0, 2.0], [3.0, 6.0], [5.0, 7.0]], (0.5, 0.5, 0.0)) == [2.0, 4.0]


def test_a_single_segment_is_weighed_by_hand() -> None:
    """One rate, one rung: what it is worth, what comes after it, and what is waited for."""
    model = lookahead.RateModel((1e6,), ((1.0,),), (1.0,), 0.5)
    outlook = lookahead.look_ahead(Scale((0.25,), 0.9), model, [], [], SLOPE)
    assert outlook.value(0, 2e6, 0.5, 4.0, 10.0) == pytest.approx(0.25 + 1.5 * 11.5)
    assert outlook.value(0, 2e6, 0.5, 4.0, 1.0) == pytest.approx(0.25 + 1.5 * 4.0 - 0.9 * 1.5)
    assert outlook.value(0, 0.0, 0.0, 4.0, 90.0) == pytest.approx(0.25 + 1.5 * 90.0)
    twice = lookahead.look_ahead(Scale((0.25,), 0.9), model, [[1e6]], [4.0], SLOPE)
    assert twice.value(0, 2e6, 0.5, 4.0, 10.0) == pytest.approx(0.5 + 1.5 * 14.0)


TRACES = {
    "falling": (6e6, 6e6, 4e6, 2e6, 1e6, 6e5, 4e5, 4e5, 4e5, 4e5),
    "rising": (4e5, 4e5, 8e5, 1.5e6, 3e6, 5e6, 8e6, 8e6, 8e6, 8e6),
    "wavering": (2e6, 9e6, 9e6, 9e6, 5e5, 5e5, 9e6, 9e6, 5e5, 5e5),
}


def rungs_along(trace: tuple[float, ...]) -> str:
    """Each segment at the rate of its turn, which the estimate learns after it."""
    buffer, last, estimate = 8.0, 1, Estimate(trace[0], 0.05, 0.4, trace[0], trace[0], 20.0)
    chosen = ""
    for bps in trace:
        last = choose(replace(view(1e6, buffer, last), estimate=estimate)).rung
        chosen += str(last)
        seconds = 0.05 + 4 * LADDER[last].average_bps / bps
        buffer = max(0.0, buffer - seconds) + 4
        fast = (estimate.fast_bps + bps) / 2
        slow = (3 * estimate.slow_bps + bps) / 4
        estimate = replace(estimate, bps=min(fast, slow), fast_bps=fast, slow_bps=slow)
    return chosen


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("falling", "2222211000"), ("rising", "0000001233"), ("wavering", "1122321222")],
)
def test_the_rungs_chosen_along_a_trace(name: str, chosen: str) -> None:
    """One that breaks down, one that recovers, one that wavers."""
    assert rungs_along(TRACES[name]) == chosen
