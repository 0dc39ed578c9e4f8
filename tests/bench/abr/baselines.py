"""The published rules, each from its description or its defaults, to be measured against.

None of them relays: they start when their first segment is complete, as MSE players do.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from app.player.abr.controller import Choice, InFlight, Rung, View
from app.player.abr.throughput import Mean
from tests.bench.abr.film import linear
from tests.bench.abr.simulator import Download


class Rule:
    """What the rules share: a buffer to fill, and nothing learnt."""

    relays = False
    buffer_seconds = 30.0

    def choose(self, view: View) -> Choice:
        wait = max(0.0, view.buffer_seconds - self.buffer_seconds)
        return Choice(0, wait) if wait else Choice(self.rung(view))

    def rung(self, view: View) -> int:
        raise NotImplementedError

    def abandon(self, _view: View, _in_flight: InFlight) -> int | None:
        """None of the request: most rules let it go on."""
        return None

    def first_byte(self, seconds: float) -> None:
        """Unused by most: their rates contain the latency."""

    def received(self, size_bytes: int, seconds: float) -> None:
        """Unused by most: they learn from whole segments."""

    def finished(self, download: Download) -> None:
        """Unused by fixed rungs."""


class Fixed(Rule):
    """Always the same rung."""

    def __init__(self, rung: int) -> None:
        self._rung = rung

    def rung(self, _view: View) -> int:
        return self._rung


class TwoMeans(Rule):
    """The lower of a fast and a slow mean of the segments' rates."""

    half_lives = (3.0, 9.0)
    default_bps = 500_000.0

    def __init__(self) -> None:
        self._means = [Mean(half_life) for half_life in self.half_lives]

    def finished(self, download: Download) -> None:
        seconds = max(0.05, download.seconds)
        for mean in self._means:
            mean.add(download.size_bytes * 8 / seconds, seconds)

    @property
    def bps(self) -> float:
        if not self._means[0].weight:
            return self.default_bps
        return min(mean.value for mean in self._means)


class HlsJs(TwoMeans):
    """hls.js 1.x, abr-controller: 0.95 of the rate to stay, 0.7 to rise, abandoning when late."""

    def finished(self, download: Download) -> None:
        """Its time to first byte is kept out of the rate."""
        seconds = max(0.05, download.seconds - download.latency_seconds)
        super().finished(Download(download.rung, download.size_bytes, seconds, 0.0))

    def rung(self, view: View) -> int:
        if view.last_rung is None:
            return self.best(view, math.inf)
        first = self.best(view, view.buffer_seconds)
        duration = view.durations[view.next_segment]
        if first is None and view.buffer_seconds:
            first = self.best(view, view.buffer_seconds + min(4.0, duration))
        return first or 0

    def best(self, view: View, patience_seconds: float) -> int:
        duration = view.durations[view.next_segment]
        for index in reversed(range(len(view.ladder))):
            rung = view.ladder[index]
            rising = view.last_rung is None or index > view.last_rung
            bps = self.bps * (0.7 if rising else 0.95)
            rate = rung.average_bps
            if bps >= rate and rate * duration / bps < patience_seconds:
                return index
        return 0

    def abandon(self, view: View, in_flight: InFlight) -> int | None:
        duration = view.durations[view.next_segment]
        if in_flight.elapsed_seconds < duration / 2 or not in_flight.rung:
            return None
        bps = max(1.0, in_flight.received_bytes * 8 / in_flight.elapsed_seconds)
        left = ((in_flight.size_bytes or 0) - in_flight.received_bytes) * 8 / bps
        if left <= view.buffer_seconds:
            return None
        for index in reversed(range(in_flight.rung)):
            takes = view.ladder[index].peak_bps * duration / (0.8 * bps)
            if takes < view.buffer_seconds or index == 0:
                return index if takes < left else None
        return None


class Shaka(TwoMeans):
    """Shaka's SimpleAbrManager: between 0.95 and 0.85 of the rate, a change every 8 s at most."""

    half_lives = (2.0, 5.0)
    default_bps = 1_000_000.0
    buffer_seconds = 10.0

    def __init__(self) -> None:
        super().__init__()
        self._since_change = 0.0

    def finished(self, download: Download) -> None:
        super().finished(download)
        self._since_change += download.seconds

    def choose(self, view: View) -> Choice:
        choice = super().choose(view)
        self._since_change += choice.wait_seconds
        return choice

    def rung(self, view: View) -> int:
        if view.last_rung is not None and self._since_change < 8.0:
            return view.last_rung
        wanted = highest(view.ladder, self.bps * 0.95)
        if view.last_rung is not None and wanted > view.last_rung:
            wanted = max(view.last_rung, highest(view.ladder, self.bps * 0.85))
        if wanted != view.last_rung:
            self._since_change = 0.0
        return wanted


class ExoPlayer(Rule):
    """AdaptiveTrackSelection: 0.7 of the sliding median, up above 10 s, down below 25 s."""

    buffer_seconds = 50.0

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque()

    def finished(self, download: Download) -> None:
        self._samples.append(
            (math.sqrt(download.size_bytes), download.size_bytes * 8 / download.seconds)
        )
        while sum(weight for weight, _ in self._samples) > 2000:
            self._samples.popleft()

    @property
    def bps(self) -> float:
        half = sum(weight for weight, _ in self._samples) / 2
        for weight, bps in sorted(self._samples, key=lambda sample: sample[1]):
            half -= weight
            if half <= 0:
                return bps
        return 1_000_000.0

    def rung(self, view: View) -> int:
        wanted = highest(view.ladder, self.bps * 0.7)
        if view.last_rung is None:
            return wanted
        if wanted > view.last_rung and view.buffer_seconds < 10:
            return view.last_rung
        if wanted < view.last_rung and view.buffer_seconds >= 25:
            return view.last_rung
        return wanted


class DashThroughput(TwoMeans):
    """dash.js's ThroughputRule: 0.9 of the lower of two means."""

    half_lives = (3.0, 8.0)

    def sustained(self, view: View) -> int:
        return highest(view.ladder, self.bps * 0.9)


class BolaE(DashThroughput):
    """BOLA with its E and O additions (Spiteri, Sitaraman, Sparacio, MMSys 2018).

    A placeholder buffer lets it start, and start again, at the rung of the rate; it rises above
    what the rate sustains only as far as it already was.
    """

    def __init__(self, buffer_seconds: float = 30.0) -> None:
        super().__init__()
        self.buffer_seconds = buffer_seconds
        self._placeholder: float | None = None

    def choose(self, view: View) -> Choice:
        choice = super().choose(view)
        if self._placeholder is not None:
            self._placeholder += choice.wait_seconds
        return choice

    def rung(self, view: View) -> int:
        if self._placeholder is None or view.waiting:
            self._placeholder = self.least_buffer(view, self.sustained(view))
        level = view.buffer_seconds + self._placeholder
        wanted = self.by_buffer(view, level)
        sustained = self.sustained(view)
        if view.last_rung is not None and wanted > max(sustained, view.last_rung):
            wanted = max(sustained, view.last_rung)
        most = self.most_buffer(view, wanted)
        self._placeholder = max(0.0, min(self._placeholder, most - view.buffer_seconds))
        return wanted

    def by_buffer(self, view: View, level: float) -> int:
        scores = self.scores(view, level)
        return max(range(len(scores)), key=scores.__getitem__)

    def scores(self, view: View, level: float) -> list[float]:
        utility, gain, control = self.parameters(view)
        return [
            (control * (worth + gain) - level) / rung.average_bps
            for worth, rung in zip(utility, view.ladder, strict=True)
        ]

    def parameters(self, view: View) -> tuple[list[float], float, float]:
        """dash.js's: utilities from 1 up, gp and Vp for the buffer that it aims at."""
        lowest = math.log(view.ladder[0].average_bps)
        utility = [math.log(rung.average_bps) - lowest + 1 for rung in view.ladder]
        target = max(self.buffer_seconds, 10.0 + 2.0 * len(view.ladder))
        gain = max(utility[-1] - 1, 0.1) / (target / 10.0 - 1)
        return utility, gain, 10.0 / gain

    def least_buffer(self, view: View, rung: int) -> float:
        """The level from which `rung` beats every lower one."""
        utility, gain, control = self.parameters(view)
        top = view.ladder[rung].average_bps
        levels = [0.0]
        for index in range(rung):
            low = view.ladder[index].average_bps
            worth = (top * utility[index] - low * utility[rung]) / (top - low)
            levels.append(control * (gain + worth))
        return max(levels)

    def most_buffer(self, view: View, rung: int) -> float:
        utility, gain, control = self.parameters(view)
        return control * (utility[rung] + gain)


class DashDynamic(BolaE):
    """dash.js's DYNAMIC: the rate below 12 s, BOLA above; requests far too late are abandoned."""

    stable_seconds = 12.0

    def __init__(self) -> None:
        super().__init__(self.stable_seconds)
        self.buffer_seconds = 20.0
        self._by_buffer = False

    def rung(self, view: View) -> int:
        bola = super().rung(view)
        sustained = self.sustained(view)
        if view.buffer_seconds >= self.stable_seconds and bola >= sustained:
            self._by_buffer = True
        elif view.buffer_seconds < self.stable_seconds / 2 and bola < sustained:
            self._by_buffer = False
        return bola if self._by_buffer else sustained

    def abandon(self, view: View, in_flight: InFlight) -> int | None:
        if in_flight.elapsed_seconds <= 0.5 or not in_flight.received_bytes:
            return None
        bps = in_flight.received_bytes * 8 / in_flight.elapsed_seconds
        takes = (in_flight.size_bytes or 0) * 8 / bps
        if takes < 1.8 * view.durations[view.next_segment]:
            return None
        lower = highest(view.ladder, bps * 0.9)
        return lower if lower < in_flight.rung else None


class RobustMpc(Rule):
    """RobustMPC (Yin et al., SIGCOMM 2015): five segments ahead, the rate less its worst error."""

    horizon = 5

    def __init__(self) -> None:
        self._rates: deque[float] = deque(maxlen=5)
        self._errors: deque[float] = deque(maxlen=5)
        self._predicted: float | None = None

    def finished(self, download: Download) -> None:
        bps = download.size_bytes * 8 / download.seconds
        if self._predicted is not None:
            self._errors.append(abs(self._predicted - bps) / bps)
        self._rates.append(bps)
        self._predicted = len(self._rates) / sum(1 / rate for rate in self._rates)

    def rung(self, view: View) -> int:
        if self._predicted is None or view.last_rung is None:
            return 0
        scale = linear(view.ladder)
        bps = self._predicted / (1 + max(self._errors, default=0.0))
        last = min(len(view.durations), view.next_segment + self.horizon)

        def best(segment: int, buffer: float, before: int) -> tuple[float, int]:
            if segment == last:
                return 0.0, before
            plans = []
            for rung, worth in enumerate(scale.worth):
                takes = bits(view, rung, segment) / bps
                left = max(0.0, buffer - takes) + view.durations[segment]
                value = worth - abs(worth - scale.worth[before])
                value -= scale.penalty * max(0.0, takes - buffer)
                plans.append((value + best(segment + 1, left, rung)[0], rung))
            return max(plans)

        return best(view.next_segment, view.buffer_seconds, view.last_rung)[1]


def bits(view: View, rung: int, segment: int) -> float:
    size = view.sizes[rung][segment]
    if size is None:
        return view.ladder[rung].average_bps * view.durations[segment]
    return size * 8.0


def highest(ladder: Sequence[Rung], bps: float) -> int:
    """The highest rung whose average rate is within `bps`; with peak rates all of them do worse."""
    return max((i for i, rung in enumerate(ladder) if rung.average_bps <= bps), default=0)
