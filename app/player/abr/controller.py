"""Which rung to fetch next: pure functions of values, without clock, network or player.

Each segment is chosen when it is asked for, by a look ahead of some ten segments over what the
link may become (see `lookahead`), with exact sizes where they are known. Its scale puts QoE_lin
and QoE_log on a common footing: u_r = ½ R_r/R_top + ½ ln(R_r/R_min)/ln(R_top/R_min), and a second
of waiting costs as much as a segment at the top rung is worth. What a buffer of b seconds is worth
at the horizon stands in for the rest of the film: RESERVE · (1 - e^(-b / 18 s)), less near the
end, where nothing needs to be kept. A request that comes in too slowly is weighed twice a second
by the same values against a new one for a lower rung.

Where nothing plays and nothing came before (start, seek) it is simply the best rung whose first
second, relayed as it comes, arrives within a second.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.player.abr.lookahead import (
    CHANGE,
    GRID_SECONDS,
    Curve,
    Outlook,
    Scale,
    look_ahead,
    rate_model_of,
)
from app.player.abr.throughput import Estimate

LINEAR_SHARE = 0.5
PENALTY = 0.9
HORIZON_SECONDS = 40.0
LEAST_HORIZON, MOST_HORIZON = 4, 20
RESERVE = 20.0
RESERVE_SECONDS = 18.0
SHORT_HORIZON_SECONDS = 32.0

SAFETY = 0.8
RELAYED_SECONDS = 1.0
PATIENCE_SECONDS = 1.0

FULL_MEMORY_SECONDS = 0.5
WORTH_A_NEW_BEGINNING_SECONDS = 6.0
ROUNDING_SECONDS = 1e-9

SIMILARITY = 0.5


@dataclass(frozen=True, slots=True)
class Rung:
    """One quality of a ladder; rates in bit/s. `nominal_bps` is what a second of it is worth."""

    name: str
    width: int
    height: int
    nominal_bps: float
    average_bps: float
    peak_bps: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps rungs out: the user's cap, the window (in device pixels), a metered network."""

    max_height: int | None = None
    window: tuple[int, int] | None = None
    max_bps: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All that a decision may depend on; rungs are indexes into `ladder`, the lowest first.

    `durations` has the seconds of every segment known so far, `sizes[rung][segment]` their bytes
    where known (the playlist tells, or the segment was fetched), else None. `buffer_seconds` is
    what can be played from here on without another byte. `last_rung` is the rung of the segment
    before `next_segment`, None at the start and after a seek. `waiting`: the picture stands still
    until this segment comes (start, seek, stall). `growing`: more segments may be announced.
    `memory_full`: what is kept for seeking takes all the room there is.
    """

    ladder: Sequence[Rung]
    durations: Sequence[float]
    sizes: Sequence[Sequence[int | None]]
    next_segment: int
    buffer_seconds: float
    last_rung: int | None
    estimate: Estimate | None
    waiting: bool = False
    growing: bool = False
    cap: int | None = None
    fixed: int | None = None
    max_buffer_seconds: float = 90.0
    memory_full: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Fetch `next_segment` at `rung`; or, if there are `wait_seconds`, ask again after those."""

    rung: int
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class InFlight:
    """A request for `next_segment` under way, as the view's buffer stands now.

    `elapsed_seconds` counts from sending it; `size_bytes` is its Content-Length, if known.
    """

    rung: int
    received_bytes: int
    elapsed_seconds: float
    size_bytes: int | None = None


def cap(ladder: Sequence[Rung], limits: Limits) -> int:
    """The highest rung within the limits; always at least the lowest.

    The window asks for the smallest rung that covers the picture in it.
    """
    highest = 0
    for index, rung in enumerate(ladder):
        if limits.max_height is not None and min(rung.width, rung.height) > limits.max_height:
            break
        if limits.max_bps is not None and rung.average_bps > limits.max_bps:
            break
        highest = index
        if limits.window is not None and covers(rung, limits.window):
            break
    return highest


def covers(rung: Rung, window: tuple[int, int]) -> bool:
    """Whether the picture, fitted into the window, is no larger than the rung (5 % apart)."""
    shown = min(window[0] / rung.width, window[1] / rung.height)
    return shown <= 1.05


def choose(view: View) -> Choice:
    """The rung for `next_segment`, chosen no sooner than there is room for it in the buffer."""
    if wait := pause(view):
        return Choice(view.last_rung or 0, wait)
    return Choice(view.fixed if view.fixed is not None else best_rung(view))


def pause(view: View) -> float:
    """The seconds until there may be room for `next_segment` in the buffer."""
    if view.waiting:
        return 0.0
    if view.memory_full:
        return FULL_MEMORY_SECONDS
    excess = view.buffer_seconds + view.durations[view.next_segment] - view.max_buffer_seconds
    return excess if excess > ROUNDING_SECONDS else 0.0


def best_rung(view: View) -> int:
    if view.estimate is None:
        return 0
    if view.last_rung is None and view.waiting:
        return first_rung(view, view.estimate)
    outlook = outlook_of(view, view.estimate, HORIZON_SECONDS)
    return max(allowed(view), key=lambda rung: value_of(view, outlook, rung))


def allowed(view: View) -> range:
    highest = len(view.ladder) - 1
    return range((highest if view.cap is None else min(view.cap, highest)) + 1)


def first_rung(view: View, estimate: Estimate) -> int:
    """The best rung whose first second comes within a second, and which then keeps up."""

    def is_quick(rung: int) -> bool:
        duration = view.durations[view.next_segment]
        seconds = expected_bits(view, rung, view.next_segment) / (SAFETY * estimate.bps)
        first = seconds * min(1.0, RELAYED_SECONDS / duration)
        latency = estimate.latency_seconds
        return latency + first <= PATIENCE_SECONDS and latency + seconds <= duration

    return max(filter(is_quick, allowed(view)), default=0)


def abandon(view: View, in_flight: InFlight) -> int | None:
    """The rung to ask for instead of the request under way; None: let it go on.

    Ask about twice a second, never for a segment whose bytes the player already has.
    """
    estimate = view.estimate
    if estimate is None or view.fixed is not None or in_flight.rung == 0:
        return None
    total = in_flight.size_bytes
    bits = total * 8.0 if total else expected_bits(view, in_flight.rung, view.next_segment)
    left = max(0.0, bits - in_flight.received_bytes * 8)
    if 2 * left / estimate.bps < view.buffer_seconds:
        return None
    outlook = outlook_of(view, estimate, SHORT_HORIZON_SECONDS)
    latency = 0.0 if in_flight.received_bytes else estimate.latency_seconds
    going_on = value_of(view, outlook, in_flight.rung, left, latency)
    values = {rung: value_of(view, outlook, rung) for rung in range(in_flight.rung)}
    best = max(values, key=values.__getitem__)
    return best if values[best] > going_on else None


def begins_anew(view: View, in_flight: InFlight) -> bool:
    """Whether to throw away a segment that the player reads already, for which the picture stands
    still: at the lowest rung all of it would be there in half the time that is left, or less."""
    estimate = view.estimate
    if not view.waiting or estimate is None or view.fixed is not None or in_flight.rung == 0:
        return False
    total = in_flight.size_bytes
    bits = total * 8.0 if total else expected_bits(view, in_flight.rung, view.next_segment)
    left = max(0.0, bits - in_flight.received_bytes * 8) / estimate.bps
    lowest = expected_bits(view, 0, view.next_segment) / estimate.bps
    return left >= WORTH_A_NEW_BEGINNING_SECONDS and 2 * (estimate.latency_seconds + lowest) <= left


def value_of(
    view: View,
    outlook: Outlook,
    rung: int,
    bits: float | None = None,
    latency: float | None = None,
) -> float:
    """What `next_segment` at `rung` is worth, with all that follows; by default, all of it."""
    assert view.estimate is not None
    if bits is None:
        bits = expected_bits(view, rung, view.next_segment)
    if latency is None:
        latency = view.estimate.latency_seconds
    duration = view.durations[view.next_segment]
    value = outlook.value(rung, bits, latency, duration, view.buffer_seconds)
    if view.last_rung is None:
        return value
    worth = scale_of(view.ladder).worth
    return value - CHANGE * abs(worth[rung] - worth[view.last_rung])


def outlook_of(view: View, estimate: Estimate, horizon_seconds: float) -> Outlook:
    """The values after `next_segment`, from the segments that follow it."""
    duration = view.durations[view.next_segment]
    wanted = min(MOST_HORIZON, max(LEAST_HORIZON, round(horizon_seconds / duration)))
    start = view.next_segment + 1
    stop = min(len(view.durations), start + wanted)
    bits = [
        [expected_bits(view, rung, segment) for rung in range(len(view.ladder))]
        for segment in range(start, stop)
    ]
    seconds_left = math.inf if view.growing else sum(view.durations[stop : stop + wanted])
    link = rate_model_of(estimate, duration)
    end = reserve(view.max_buffer_seconds, min(1.0, seconds_left / HORIZON_SECONDS))
    return look_ahead(scale_of(view.ladder), link, bits, view.durations[start:stop], end)


def scale_of(ladder: Sequence[Rung]) -> Scale:
    """Half linear, half logarithmic, from 0 (log) to 1 at the top rung."""
    low, top = ladder[0].nominal_bps, ladder[-1].nominal_bps
    decades = math.log(top / low) or 1.0
    return Scale(
        tuple(
            LINEAR_SHARE * rung.nominal_bps / top
            + (1 - LINEAR_SHARE) * math.log(rung.nominal_bps / low) / decades
            for rung in ladder
        ),
        PENALTY,
    )


def reserve(max_buffer_seconds: float, share: float) -> Curve:
    """The value of a buffer at the horizon; `share` of it when the film ends soon after."""
    points = max(2, int(max_buffer_seconds / GRID_SECONDS) + 1)
    return [
        share * RESERVE * (1 - math.exp(-point * GRID_SECONDS / RESERVE_SECONDS))
        for point in range(points)
    ]


def expected_bits(view: View, rung: int, segment: int) -> float:
    """The size of a segment: as known, or the rung's average times how heavy the film is there."""
    size = view.sizes[rung][segment]
    if size is not None:
        return size * 8.0
    return view.ladder[rung].average_bps * view.durations[segment] * heaviness(view, segment)


def heaviness(view: View, segment: int) -> float:
    """What a segment has, over what its rung has on average: much the same at every rung.

    Where no rung's size is known it is the latest known one's, which says less and less of what
    is further away (in films the correlation from one segment to the next is about a half).
    """
    if (known := known_heaviness(view, segment)) is not None:
        return known
    latest = known_heaviness(view, view.next_segment - 1) if view.next_segment else None
    distance = segment - view.next_segment
    return 1.0 if latest is None else 1 + (latest - 1) * SIMILARITY**distance


def known_heaviness(view: View, segment: int) -> float | None:
    found = [
        size * 8.0 / (rung.average_bps * view.durations[segment])
        for rung, sizes in zip(view.ladder, view.sizes, strict=True)
        if (size := sizes[segment]) is not None
    ]
    return sum(found) / len(found) if found else None
