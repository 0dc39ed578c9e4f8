"""What each rung is worth from here on: a stochastic dynamic programme over the coming segments."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.player.throughput import Estimate

GRID_SECONDS = 2.0
LEVELS = (-2.0, -1.0, 0.0, 1.0, 2.0)
MEMORY_SECONDS = 20.0
RESERVE = 24.0
RESERVE_SECONDS = 18.0

Curve = list[float]  # values over the buffer, one a grid point


@dataclass(frozen=True, slots=True)
class Link:
    """The rate as a Markov chain: `rates` in bit/s, `moves[i][j]` the odds of going from i to j.

    `odds` are those of each rate for the coming segment.
    """

    rates: tuple[float, ...]
    moves: tuple[tuple[float, ...], ...]
    odds: tuple[float, ...]
    latency_seconds: float


@dataclass(frozen=True, slots=True)
class Scale:
    """The worth of a segment at each rung; a second of waiting costs `penalty`."""

    worth: tuple[float, ...]
    penalty: float = 1.0


def normal_cdf(x: float) -> float:
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def odds_around(mean: float, deviation: float) -> tuple[float, ...]:
    """A normal distribution, its mass given to the nearest of the levels."""
    edges = [(a + b) / 2 for a, b in zip(LEVELS, LEVELS[1:], strict=False)]
    below = [0.0, *(normal_cdf((edge - mean) / deviation) for edge in edges), 1.0]
    return tuple(b - a for a, b in zip(below, below[1:], strict=False))


def link_of(estimate: Estimate, duration: float) -> Link:
    """ln(rate) falls back to its slow mean from where it is now (an AR(1) process)."""
    spread = max(0.1, estimate.error)
    keep = math.exp(-duration / MEMORY_SECONDS)
    noise = math.sqrt(1 - keep * keep)
    now = math.log(estimate.fast_bps / estimate.slow_bps) / spread
    now = min(LEVELS[-1], max(LEVELS[0], now))
    return Link(
        rates=tuple(estimate.slow_bps * math.exp(level * spread) for level in LEVELS),
        moves=tuple(odds_around(level * keep, noise) for level in LEVELS),
        odds=odds_around(now * keep, noise),
        latency_seconds=estimate.latency_seconds,
    )


def after(curve: Curve, seconds: float, duration: float, penalty: float) -> Curve:
    """`curve`, seen before a download of `seconds` that brings `duration` more to play."""
    size = len(curve)
    dry = min(size, math.ceil(seconds / GRID_SECONDS))
    landed = at(curve, duration)
    head = [landed - penalty * (seconds - GRID_SECONDS * i) for i in range(dry)]
    if dry == size:
        return head
    shift = (duration - seconds) / GRID_SECONDS
    whole = math.floor(shift)
    part = shift - whole
    start = dry + whole
    lower = (
        curve[start : size + whole]
        if whole <= 0
        else curve[start:] + [curve[-1]] * min(whole, size - dry)
    )
    upper = [*lower[1:], curve[min(size - 1, start + len(lower))]]
    rest = 1 - part
    return head + [a * rest + b * part for a, b in zip(lower, upper, strict=True)]


def at(curve: Curve, buffer: float) -> float:
    """The value at any buffer, between the grid points."""
    position = min(buffer / GRID_SECONDS, len(curve) - 1)
    index = min(int(position), len(curve) - 2)
    part = position - index
    return curve[index] * (1 - part) + curve[index + 1] * part


def mixed(curves: Sequence[Curve], odds: Sequence[float]) -> Curve:
    """The expectation over the next rate; odds below a percent don't count."""
    parts = [(curve, p) for curve, p in zip(curves, odds, strict=True) if p > 0.002]
    total = sum(p for _, p in parts)
    result = [v * (parts[0][1] / total) for v in parts[0][0]]
    for curve, p in parts[1:]:
        p /= total
        result = [a + v * p for a, v in zip(result, curve, strict=True)]
    return result


def best_from(values: list[Curve], worth: Sequence[float]) -> list[Curve]:
    """The best choice by the rung before: each change costs the difference in worth."""
    best = values[:]
    for rung in range(1, len(best)):
        cost = worth[rung] - worth[rung - 1]
        best[rung] = [
            a if a > b - cost else b - cost for a, b in zip(best[rung], best[rung - 1], strict=True)
        ]
    for rung in range(len(best) - 2, -1, -1):
        cost = worth[rung + 1] - worth[rung]
        best[rung] = [
            a if a > b - cost else b - cost for a, b in zip(best[rung], best[rung + 1], strict=True)
        ]
    return best


def future(
    scale: Scale,
    link: Link,
    bits: Sequence[Sequence[float]],
    durations: Sequence[float],
    end: Curve,
) -> list[list[Curve]]:
    """The value of every state before the first of the segments, [rate][rung before].

    `bits[segment][rung]`; `end` is what a buffer is worth after the last of them.
    """
    rungs = range(len(scale.worth))
    values = [[end for _ in rungs] for _ in link.rates]
    for sizes, duration in zip(reversed(bits), reversed(durations), strict=True):
        values = [
            best_from(
                [
                    [
                        v + scale.worth[rung]
                        for v in after(
                            mixed([row[rung] for row in values], moves),
                            link.latency_seconds + sizes[rung] / rate,
                            duration,
                            scale.penalty,
                        )
                    ]
                    for rung in rungs
                ],
                scale.worth,
            )
            for rate, moves in zip(link.rates, link.moves, strict=True)
        ]
    return values


def reserve(points: int, weight: float) -> Curve:
    return [weight * (1 - math.exp(-i * GRID_SECONDS / RESERVE_SECONDS)) for i in range(points)]
