"""Which rung to fetch next: pure functions of values, without clock, network or player."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.player.throughput import Estimate

SAFETY = 0.8
FIRST_SECONDS = 1.0
PATIENCE_SECONDS = 1.0


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


@dataclass(frozen=True, slots=True)
class Choice:
    """Fetch `next_segment` at `rung`, after `wait_seconds` (0 unless the buffer is full)."""

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
    """The rung for `next_segment`, and how long to hold back before asking for it."""
    duration = view.durations[view.next_segment]
    wait = max(0.0, view.buffer_seconds + duration - view.max_buffer_seconds)
    if view.fixed is not None:
        return Choice(view.fixed, wait)
    return Choice(best_rung(view), wait)


def best_rung(view: View) -> int:
    if view.estimate is None:
        return 0
    highest = len(view.ladder) - 1 if view.cap is None else view.cap
    affordable = [rung for rung in range(highest + 1) if is_affordable(view, rung)]
    return max(affordable, default=0)


def is_affordable(view: View, rung: int) -> bool:
    assert view.estimate is not None
    bits = expected_bits(view, rung, view.next_segment)
    duration = view.durations[view.next_segment]
    if view.waiting:
        first = view.estimate.latency_seconds + bits / view.estimate.bps * (
            min(FIRST_SECONDS, duration) / duration
        )
        return first <= PATIENCE_SECONDS
    budget = duration * SAFETY + max(0.0, view.buffer_seconds - 2 * duration) / 4
    return view.estimate.latency_seconds + bits / view.estimate.bps <= budget


def expected_bits(view: View, rung: int, segment: int) -> float:
    size = view.sizes[rung][segment]
    if size is not None:
        return size * 8.0
    return view.ladder[rung].average_bps * view.durations[segment]


def abandon(view: View, in_flight: InFlight) -> int | None:
    """The rung to ask for instead of the request under way; None: let it go on.

    Ask about twice a second, never for a segment whose bytes the player already has.
    """
    if view.estimate is None or view.fixed is not None or in_flight.rung == 0:
        return None
    total = in_flight.size_bytes
    bits = total * 8.0 if total else expected_bits(view, in_flight.rung, view.next_segment)
    left = bits - in_flight.received_bytes * 8
    if left / view.estimate.bps <= view.buffer_seconds:
        return None
    lower = expected_bits(view, 0, view.next_segment) / view.estimate.bps
    return 0 if lower + view.estimate.latency_seconds < left / view.estimate.bps else None
