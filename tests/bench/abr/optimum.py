"""The best that anybody could have done who knew the trace: a bound to measure against.

A dynamic programme over labels (time, delay, worth) per last rung; delay is start and stalls. A
label falls when another one is nowhere worse, a change of rung counted, or when it shares its
cell of the grid with a better one. Labels keep their exact times, so what comes out is a session
that could really have been; the grid alone can make it miss a better one, by very little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.bench.abr.film import Film, Scale
from tests.bench.abr.simulator import relayed_start
from tests.bench.abr.traces import Trace

BUFFER_SECONDS = 120.0
TIME_GRID = 0.25
DELAY_GRID = 0.25
BEAM = 400

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Labels:
    """Ways to have fetched the segments so far, column by column."""

    time: Floats
    delay: Floats
    worth: Floats
    rung: Integers

    def only(self, index: Integers) -> Labels:
        return Labels(self.time[index], self.delay[index], self.worth[index], self.rung[index])


class Link:
    """A trace, unrolled for numpy."""

    def __init__(self, trace: Trace, seconds: float) -> None:
        lap = sum(step.seconds for step in trace.steps)
        laps = int(seconds / lap) + 2
        steps = trace.steps * laps
        self.times = np.concatenate([[0.0], np.cumsum([s.seconds for s in steps])])
        self.bits = np.concatenate([[0.0], np.cumsum([s.seconds * s.bps for s in steps])])
        self._latency = np.array([s.latency_seconds for s in steps])

    def carried(self, time: Floats) -> Floats:
        """The bits that have passed by `time`."""
        bits: Floats = np.interp(time, self.times, self.bits)
        return bits

    def finish(self, sent: Floats, bits: float) -> Floats:
        index = np.searchsorted(self.times, sent, side="right") - 1
        first = sent + self._latency[index]
        done = np.interp(first, self.times, self.bits) + bits
        after = np.searchsorted(self.bits, done - 1e-6, side="left")
        before = self.bits[after - 1]
        share = (done - before) / (self.bits[after] - before)
        begun = self.times[after - 1]
        end: Floats = begun + share * (self.times[after] - begun)
        return end


class Bound:
    """How much more worth a label can still get, at most: a Lagrangian relaxation.

    With any price a bit, what remains can't be worth more than if each segment took the rung with
    the best worth less price, and the bits the link carries until the last segment is due were
    sold at that price; being late earns bits too, at the penalty. The best of several prices
    holds. Changes of rung and the buffer are ignored, so the bound is never too low.
    """

    def __init__(self, link: Link, film: Film, scale: Scale) -> None:
        self._link, self._scale = link, scale
        self._due = film.seconds - film.durations[-1]
        bits = np.array(film.sizes) * 8.0
        worth = np.array(scale.worth)[:, None]
        top = worth[-1, 0] / bits[-1].mean()
        self._prices = top * np.geomspace(0.1, 30.0, 24)
        best = np.array([(worth - price * bits).max(axis=0) for price in self._prices])
        self._rest = np.concatenate([best[:, ::-1].cumsum(axis=1)[:, ::-1], best[:, :1] * 0], 1)
        late = self._prices[:, None] * link.bits - scale.penalty * link.times
        self._late = np.maximum.accumulate(late[:, ::-1], axis=1)[:, ::-1]

    def __call__(self, labels: Labels, segment: int) -> Floats:
        due = np.maximum(labels.time, self._due + labels.delay)
        carried, sold = self._link.carried(labels.time), self._link.carried(due)
        after = np.searchsorted(self._link.times, due, side="left")
        lowest = np.full(len(due), np.inf)
        for price, rest, late in zip(self._prices, self._rest, self._late, strict=True):
            at_due = price * sold - self._scale.penalty * due
            then = np.maximum(at_due, late[after]) + self._scale.penalty * due
            lowest = np.minimum(lowest, rest[segment] + then - price * carried)
        total: Floats = labels.worth + lowest
        return total


def optimum(
    trace: Trace, film: Film, scale: Scale, *, relays: bool = True, exact: bool = False
) -> float:
    """The highest QoE per segment; `exact` drops the grid (for films of a few segments)."""
    link = Link(trace, longest_session(trace, film))
    bound = Bound(link, film, scale)
    first = first_labels(trace, film, scale, relays)
    found = search(link, film, scale, first, bound, -np.inf, BEAM, exact)
    found = search(link, film, scale, first, bound, found, None, exact)
    return found / len(film.durations)


def search(
    link: Link,
    film: Film,
    scale: Scale,
    labels: Labels,
    bound: Bound,
    least: float,
    beam: int | None,
    exact: bool,
) -> float:
    """The most worth found; at least `least`, which some session is known to reach."""
    played = film.durations[0]
    for segment in range(1, len(film.durations)):
        labels = prune(step(link, film, scale, labels, segment, played), scale, exact)
        promise = bound(labels, segment + 1)
        labels = labels.only(np.flatnonzero(promise > least))
        if beam is not None and len(labels.time) > beam:
            labels = labels.only(np.argsort(-promise)[:beam])
        played += film.durations[segment]
    return max(least, float(labels.worth.max(initial=-np.inf)))


def longest_session(trace: Trace, film: Film) -> float:
    """More than fetching the largest of everything can take."""
    bits: int = 8 * sum(max(sizes) for sizes in zip(*film.sizes, strict=True))
    return 2 * bits / trace.mean_bps + film.seconds + 60


def first_labels(trace: Trace, film: Film, scale: Scale, relays: bool) -> Labels:
    sent = 0.0
    for _ in range(2):
        sent += trace.latency(sent)
    first = sent + trace.latency(sent)
    ends = np.array([trace.finish(first, sizes[0] * 8) for sizes in film.sizes])
    delays = ends
    if relays:
        delays = np.array(
            [
                sum(relayed_start(trace, first, end, sizes[0], film.durations[0]))
                for end, sizes in zip(ends, film.sizes, strict=True)
            ]
        )
    worth = np.array(scale.worth) - scale.penalty * delays
    return Labels(ends, delays, worth, np.arange(len(film.ladder)))


def step(
    link: Link, film: Film, scale: Scale, labels: Labels, segment: int, played: float
) -> Labels:
    """Every label, continued by every rung."""
    duration = film.durations[segment]
    full = np.maximum(0.0, played - labels.time + labels.delay + duration - BUFFER_SECONDS)
    sent = labels.time + full
    buffer = played - sent + labels.delay
    worths = np.array(scale.worth)
    grown = []
    for rung, sizes in enumerate(film.sizes):
        end = link.finish(sent, sizes[segment] * 8)
        stall = np.maximum(0.0, end - sent - buffer)
        change = np.abs(worths[labels.rung] - worths[rung])
        worth = labels.worth + worths[rung] - change - scale.penalty * stall
        grown.append(Labels(end, labels.delay + stall, worth, np.full(len(end), rung)))
    return Labels(
        *(
            np.concatenate([getattr(part, name) for part in grown])
            for name in ("time", "delay", "worth", "rung")
        )
    )


def prune(labels: Labels, scale: Scale, exact: bool) -> Labels:
    """Without the labels that another one dominates; one label a cell, unless `exact`.

    An earlier label with more worth dominates. Where it has less delay, and so less buffer, it
    could stall for the difference: then it must have more worth even after paying for that.
    """
    if not exact:
        labels = best_of_each_cell(labels)
    labels = labels.only(np.lexsort((-labels.worth, labels.time)))
    worths = np.array(scale.worth)
    cell = np.floor(labels.delay / DELAY_GRID).astype(np.int64) + 1
    cells, column = np.unique(cell, return_inverse=True)
    extra = np.maximum(0.0, cells[None, :] * DELAY_GRID - labels.delay[:, None]) * scale.penalty
    kept = []
    for rung in range(len(worths)):
        as_if = labels.worth - np.abs(worths[labels.rung] - worths[rung])
        best = np.maximum.accumulate(as_if[:, None] - extra, axis=0)
        rows = np.arange(1, len(cell))
        undominated = np.ones(len(cell), dtype=bool)
        undominated[1:] = labels.worth[1:] > best[rows - 1, column[1:]]
        kept.append(np.flatnonzero(undominated & (labels.rung == rung)))
    return labels.only(np.concatenate(kept))


def best_of_each_cell(labels: Labels) -> Labels:
    cell = (
        (labels.time / TIME_GRID).astype(np.int64) * 1_000_000
        + (labels.delay / DELAY_GRID).astype(np.int64) * 100
        + labels.rung
    )
    order = np.lexsort((labels.time, -labels.worth, cell))
    _, firsts = np.unique(cell[order], return_index=True)
    return labels.only(order[firsts])
