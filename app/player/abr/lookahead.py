"""What each rung is worth from here on: a stochastic dynamic programme over the coming segments.

A state before segment k is (rate now, rung before, buffer b), and its value is the best that can
still be had from there:

    V_k(i, p, b) = max over rungs r of  u_r - CHANGE · |u_r - u_p| - penalty · max(0, x - b)
                                        + Σ_j moves[i][j] · V_k+1(j, r, max(0, b - x) + d_k)
    x = latency + bits_k(r) / rate_i

the QoE of MPC (Yin et al., SIGCOMM 2015), with u half linear and half logarithmic. CHANGE is more
than 1 since plans get revised: a change of rung often costs another one soon. MPC plans for one
future; here the rate is a Markov chain and each later choice knows the rate of its day, so
that a buffer is worth what it will save. The chain is an AR(1) process of ln(rate), as Puffer's
and CS2P's models of links suggest, cut into five levels one standard deviation apart. The coarse
levels are meant: a rate that stays, then jumps, is nearer to what links do than one that drifts.

V is kept as curves over the buffer, a list a state. A download of x seconds shifts a curve by the
same fraction of the grid at each of its points, so a step is a few `zip`s and no search.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.player.abr.throughput import Estimate

GRID_SECONDS = 2.0
LEVELS = (-2.0, -1.0, 0.0, 1.0, 2.0)
MEMORY_SECONDS = 80.0
STEP_SECONDS = 4.0
LEAST_SPREAD = 0.1
MOST_SPREAD = 0.65
SPREAD_OF_ERROR = 1.15
LEAST_ODDS = 0.002
CHANGE = 1.6

Odds = tuple[float, ...]  # of each level
Curve = list[float]  # values over the buffer, GRID_SECONDS apart from 0 on


@dataclass(frozen=True, slots=True)
class Scale:
    """The worth of a segment at each rung; a second of waiting costs `penalty`."""

    worth: tuple[float, ...]
    penalty: float


@dataclass(frozen=True, slots=True)
class RateModel:
    """The rate as a Markov chain: `rates` in bit/s, `moves[i][j]` the odds of i becoming j.

    `odds` are those of each rate for the coming segment.
    """

    rates: tuple[float, ...]
    moves: tuple[Odds, ...]
    odds: Odds
    latency_seconds: float


def rate_model_of(estimate: Estimate, duration: float) -> RateModel:
    """ln(rate) is where its fast mean is, and tends back to the slow one, with a memory.

    `duration` is the time between two moves, a segment.
    """
    spread = min(MOST_SPREAD, max(LEAST_SPREAD, SPREAD_OF_ERROR * estimate.error))
    now = math.log(estimate.fast_bps / estimate.slow_bps) / spread
    now = min(LEVELS[-1], max(LEVELS[0], now))
    moves = moves_within(duration)
    return RateModel(
        rates=tuple(estimate.slow_bps * math.exp(level * spread) for level in LEVELS),
        moves=moves,
        odds=after(tuple(max(0.0, 1 - abs(level - now)) for level in LEVELS), moves),
        latency_seconds=estimate.latency_seconds,
    )


def moves_within(seconds: float) -> tuple[Odds, ...]:
    """The odds of each level becoming each other one in this time.

    They are those of a step, taken as often as it fits in: on levels this coarse a normal
    distribution per segment would make a model the steadier, the finer its film is cut.
    """
    keep = math.exp(-STEP_SECONDS / MEMORY_SECONDS)
    noise = math.sqrt(1 - keep * keep)
    step = tuple(odds_around(level * keep, noise) for level in LEVELS)
    whole, part = divmod(seconds / STEP_SECONDS, 1.0)
    stay = tuple(tuple(float(level == other) for other in LEVELS) for level in LEVELS)
    moves = tuple(
        tuple((1 - part) * s + part * m for s, m in zip(staying, moving, strict=True))
        for staying, moving in zip(stay, step, strict=True)
    )
    for _ in range(int(whole)):
        moves = tuple(after(row, step) for row in moves)
    return moves


def after(odds: Odds, moves: Sequence[Odds]) -> Odds:
    """The odds of each level once it has moved."""
    return tuple(
        sum(p * row[level] for p, row in zip(odds, moves, strict=True))
        for level in range(len(odds))
    )


def odds_around(mean: float, deviation: float) -> Odds:
    """A normal distribution, its mass given to the nearest of the levels."""
    edges = ((a + b) / 2 for a, b in pairwise(LEVELS))
    below = [0.0, *(normal_cdf((edge - mean) / deviation) for edge in edges), 1.0]
    odds = [b - a if b - a > LEAST_ODDS else 0.0 for a, b in pairwise(below)]
    return tuple(p / sum(odds) for p in odds)


def normal_cdf(x: float) -> float:
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


class Outlook:
    """The values of all states once the next segment is there: `curves[rate][rung before]`."""

    def __init__(self, scale: Scale, model: RateModel, curves: list[list[Curve]]) -> None:
        self._scale = scale
        self._link = model
        self._curves = curves
        self._most_buffer = (len(curves[0][0]) - 1) * GRID_SECONDS

    def value(
        self, rung: int, bits: float, latency: float, duration: float, buffer: float
    ) -> float:
        """What fetching `bits` for a segment of `rung` is worth, changes of rung not counted."""
        total = 0.0
        for odds, rate, moves in zip(
            self._link.odds, self._link.rates, self._link.moves, strict=True
        ):
            if odds:
                seconds = latency + bits / rate
                then = min(self._most_buffer, max(0.0, buffer - seconds) + duration)
                ahead = sum(
                    p * at(row[rung], then) for p, row in zip(moves, self._curves, strict=True) if p
                )
                total += odds * (ahead - self._scale.penalty * max(0.0, seconds - buffer))
        return total + self._scale.worth[rung]


def look_ahead(
    scale: Scale,
    model: RateModel,
    bits: Sequence[Sequence[float]],
    durations: Sequence[float],
    end: Curve,
) -> Outlook:
    """The outlook on `bits[segment][rung]`; `end` is what a buffer is worth after them."""
    rungs = range(len(scale.worth))
    curves = [[end for _ in rungs] for _ in model.rates]
    for sizes, duration in zip(reversed(bits), reversed(durations), strict=True):
        curves = [
            best_from(
                [
                    one_step_before(
                        mixed([row[rung] for row in curves], moves),
                        model.latency_seconds + sizes[rung] / rate,
                        duration,
                        scale.penalty,
                        scale.worth[rung],
                    )
                    for rung in rungs
                ],
                scale.worth,
            )
            for rate, moves in zip(model.rates, model.moves, strict=True)
        ]
    return Outlook(scale, model, curves)


def mixed(curves: Sequence[Curve], odds: Sequence[float]) -> Curve:
    """The expectation over the next rate."""
    weighted = [(p, curve) for p, curve in zip(odds, curves, strict=True) if p]
    (p, curve), *others = weighted
    result = [p * value for value in curve]
    for p, curve in others:
        result = [total + p * value for total, value in zip(result, curve, strict=True)]
    return result


def one_step_before(
    curve: Curve, seconds: float, duration: float, penalty: float, worth: float
) -> Curve:
    """`curve` as seen before a download of `seconds` that is worth `worth` and plays `duration`."""
    size = len(curve)
    dry = min(size, math.ceil(seconds / GRID_SECONDS))
    stalled = at(curve, duration) + worth - penalty * seconds
    head = [stalled + penalty * GRID_SECONDS * point for point in range(dry)]
    shift = (duration - seconds) / GRID_SECONDS
    whole = math.floor(shift)
    part = shift - whole
    rest = 1 - part
    longer = curve + [curve[-1]] * (max(0, whole) + 1)
    lower = longer[dry + whole : size + whole]
    upper = longer[dry + whole + 1 : size + whole + 1]
    return head + [a * rest + b * part + worth for a, b in zip(lower, upper, strict=True)]


def best_from(curves: list[Curve], worth: Sequence[float]) -> list[Curve]:
    """The best choice by the rung before; a change costs the worth that lies between."""
    best = curves[:]
    for rung in range(1, len(best)):
        best[rung] = better(best[rung], best[rung - 1], CHANGE * (worth[rung] - worth[rung - 1]))
    for rung in range(len(best) - 2, -1, -1):
        best[rung] = better(best[rung], best[rung + 1], CHANGE * (worth[rung + 1] - worth[rung]))
    return best


def better(own: Curve, other: Curve, cost: float) -> Curve:
    return [a if a > b - cost else b - cost for a, b in zip(own, other, strict=True)]


def at(curve: Curve, buffer: float) -> float:
    """The value at any buffer, between the points of the grid."""
    position = min(buffer / GRID_SECONDS, len(curve) - 1)
    index = min(int(position), len(curve) - 2)
    part = position - index
    return curve[index] * (1 - part) + curve[index + 1] * part
