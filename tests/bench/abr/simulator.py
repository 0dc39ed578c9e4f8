"""One viewer, one link, one film: what a policy makes of them.

The sizes of segments are known from the start, never before they are fetched, or asked for on
a connection of its own beside the downloads, as `app/player/fetch/size_probe.py` does.

A request sees its first byte after the latency in force, then bytes at the link's rate; there is
one request at a time, and two playlists are fetched before the first segment. Playback starts
when the first segment is there (with a relay: when its first second is); when the buffer runs dry
it stalls until the segment in flight is complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Protocol

from app.player.abr.controller import Choice, InFlight, View
from app.player.fetch.size_probe import to_ask
from tests.bench.abr.film import Film, Scale
from tests.bench.abr.traces import Trace

TICK_SECONDS = 0.5
SLICE_SECONDS = 1.0
RELAYED_SECONDS = 1.0
ASKING_LATENCIES = 2.0
"""A question waits behind the bytes of the download beside it."""


@dataclass(frozen=True)
class Download:
    """A finished segment: `seconds` from the request to the last byte."""

    rung: int
    size_bytes: int
    seconds: float
    latency_seconds: float


class Policy(Protocol):
    """Decides, and is told what it would see of the link."""

    relays: bool

    def choose(self, view: View) -> Choice: ...
    def abandon(self, view: View, in_flight: InFlight) -> int | None: ...
    def first_byte(self, seconds: float) -> None: ...
    def received(self, size_bytes: int, seconds: float) -> None: ...
    def finished(self, download: Download) -> None: ...


@dataclass(frozen=True)
class Session:
    """What the viewer got, and what it cost."""

    rungs: tuple[int, ...]
    start_seconds: float
    stall_seconds: float
    stalls: int
    wasted_bytes: int

    @property
    def switches(self) -> int:
        return sum(a != b for a, b in pairwise(self.rungs))

    def qoe(self, scale: Scale) -> float:
        """Per segment: worth, less changes of worth, less the time spent waiting."""
        worth = [scale.worth[rung] for rung in self.rungs]
        changes = sum(abs(b - a) for a, b in pairwise(worth))
        waited = self.stall_seconds + self.start_seconds
        return (sum(worth) - changes - scale.penalty * waited) / len(worth)


class Sizes(Enum):
    """How the policy comes to know the sizes of segments."""

    TOLD = "told by the playlists"
    ASKED = "asked for"
    UNKNOWN = "unknown until fetched"


class Playing:
    """The state of one session as it goes."""

    def __init__(self, trace: Trace, film: Film, policy: Policy, sizes: Sizes) -> None:
        self.trace, self.film, self.policy = trace, film, policy
        self.time = 0.0
        self.buffer = 0.0
        self.started: float | None = None
        self.stalled = 0.0
        self.stalls = 0
        self.stalling = False
        self.wasted = 0
        self.rungs: list[int] = []
        self.sizes: Sequence[Sequence[int | None]] = film.sizes
        if sizes is not Sizes.TOLD:
            self.sizes = [[None] * len(film.durations) for _ in film.ladder]
        self.asks = sizes is Sizes.ASKED
        self.asked = 0.0

    def run(self) -> Session:
        for _ in range(2):
            self.time += self.trace.latency(self.time)
        for _ in self.film.durations:
            self.next_segment()
        assert self.started is not None
        return Session(tuple(self.rungs), self.started, self.stalled, self.stalls, self.wasted)

    def view(self) -> View:
        """What can be seen now, with the answers that have come by now."""
        while self.asks and (wanted := to_ask(self._view(), lambda _rung, _segment: True)):
            answered = self.asked + ASKING_LATENCIES * self.trace.latency(self.asked)
            if answered > self.time:
                return self._view()
            self.asked = answered
            self.learn(*wanted)
        self.asked = self.time
        return self._view()

    def learn(self, rung: int, segment: int) -> None:
        if not isinstance(self.sizes, tuple):
            self.sizes[rung][segment] = self.film.sizes[rung][segment]  # type: ignore[index]

    def _view(self) -> View:
        return View(
            ladder=self.film.ladder,
            durations=self.film.durations,
            sizes=self.sizes,
            next_segment=len(self.rungs),
            buffer_seconds=self.buffer,
            last_rung=self.rungs[-1] if self.rungs else None,
            estimate=None,
            waiting=self.buffer <= 0,
        )

    def next_segment(self) -> None:
        choice = self.policy.choose(self.view())
        while choice.wait_seconds > 1e-9:
            self.play(choice.wait_seconds)
            choice = self.policy.choose(self.view())
        rung: int | None = choice.rung
        while rung is not None:
            taken, rung = rung, self.request(rung)
        self.rungs.append(taken)
        self.buffer += self.film.durations[len(self.rungs) - 1]
        self.stalling = False

    def request(self, rung: int) -> int | None:
        """Fetch the next segment; the other rung if this one was abandoned on the way.

        The first segment's start is taken into account when it is complete.
        """
        segment = len(self.rungs)
        size = self.film.sizes[rung][segment]
        sent = self.time
        first = sent + self.trace.latency(sent)
        end = self.trace.finish(first, size * 8)
        self.told, self.told_bytes = first, 0
        if self.started is not None or not self.policy.relays:
            tick = sent + TICK_SECONDS
            while tick < end:
                if (other := self.abandoned(rung, size, sent, first, tick)) is not None:
                    return other
                tick += TICK_SECONDS
        self.policy.first_byte(first - sent)
        self.tell(first, end)
        self.policy.finished(Download(rung, size, end - sent, first - sent))
        self.play(end - self.time)
        if self.started is None:
            self.start(first, end, size, self.film.durations[segment])
        self.learn(rung, segment)
        return None

    def abandoned(self, rung: int, size: int, sent: float, first: float, tick: float) -> int | None:
        """What the policy says at `tick`, when it has seen all that came so far."""
        got = 0
        if tick > first:
            got = int(self.trace.carried(first, tick) / 8)
            while tick - self.told >= SLICE_SECONDS:
                self.tell(first, self.told + SLICE_SECONDS)
        self.play(tick - self.time)
        other = self.policy.abandon(self.view(), InFlight(rung, got, tick - sent, size))
        if other is not None:
            if tick > first:
                self.policy.first_byte(first - sent)
                self.tell(first, tick)
            self.wasted += got
        return other

    def tell(self, first: float, until: float) -> None:
        """Tell what arrived since the last time, in slices of a second."""
        while self.told < until - 1e-9:
            stop = min(until, self.told + SLICE_SECONDS)
            total = int(self.trace.carried(first, stop) / 8)
            self.policy.received(total - self.told_bytes, stop - self.told)
            self.told, self.told_bytes = stop, total

    def play(self, seconds: float) -> None:
        self.time += seconds
        if self.started is None:
            return
        missing = seconds - self.buffer
        if missing > 1e-9:
            self.stalls += not self.stalling
            self.stalling = True
            self.stalled += missing
        self.buffer = max(0.0, self.buffer - seconds)

    def start(self, first: float, end: float, size: int, duration: float) -> None:
        """Begin to play: in the middle of the first segment, if there is a relay."""
        if not self.policy.relays:
            self.started = end
            return
        self.started, stalled = relayed_start(self.trace, first, end, size, duration)
        self.stalled += stalled
        self.stalls += stalled > 0
        self.buffer = self.started + stalled - end


def relayed_start(
    trace: Trace, first: float, end: float, size: int, duration: float
) -> tuple[float, float]:
    """When playback begins while the first segment still comes, and how long it then stalls.

    Should playback catch up with the bytes it stalls until the segment is complete at `end`.
    """
    bits_a_second = size * 8 / duration
    started = trace.finish(first, bits_a_second * min(RELAYED_SECONDS, duration))
    before, ahead = started, min(RELAYED_SECONDS, duration)
    for time in [*trace.changes(started, end), end]:
        lead = trace.carried(first, time) / bits_a_second - (time - started)
        if lead < 0:
            return started, end - (before + (time - before) * ahead / (ahead - lead))
        before, ahead = time, lead
    return started, 0.0


def play(trace: Trace, film: Film, policy: Policy, sizes: Sizes = Sizes.TOLD) -> Session:
    return Playing(trace, film, policy, sizes).run()
