"""Links that behave as recorded: piecewise constant rates, wrapping at their end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """For `seconds` the link carries `bps`, and answers after `latency_seconds`."""

    seconds: float
    bps: float
    latency_seconds: float


class Trace:
    """A link over time. Time is in seconds since the viewer's click."""

    def __init__(self, name: str, steps: Sequence[Step], kind: str = "") -> None:
        if not any(step.bps > 0 for step in steps):
            raise ValueError(f"{name} carries nothing at all")
        self.name = name
        self.kind = kind
        self.steps = tuple(step for step in steps if step.seconds > 0)
        self._ends = list(accumulate(step.seconds for step in self.steps))
        self._bits = list(accumulate(step.seconds * step.bps for step in self.steps))

    @property
    def mean_bps(self) -> float:
        return self._bits[-1] / self._ends[-1]

    def latency(self, time: float) -> float:
        """What a request sent at `time` waits for its first byte."""
        return self.steps[self._index(time % self._ends[-1])].latency_seconds

    def carried(self, start: float, stop: float) -> float:
        """The bits that pass from `start` to `stop`."""
        return self._total(stop) - self._total(start)

    def finish(self, start: float, bits: float) -> float:
        """When `bits` have passed that began to flow at `start`."""
        laps, rest = divmod(self._total(start) + bits, self._bits[-1])
        index = min(bisect_right(self._bits, rest - 1e-6), len(self.steps) - 1)
        missing = self._bits[index] - rest
        within = self._ends[index] - (missing / self.steps[index].bps if missing else 0.0)
        return max(start, laps * self._ends[-1] + within)

    def changes(self, start: float, stop: float) -> Iterable[float]:
        """The times between `start` and `stop` at which the rate changes."""
        laps, rest = divmod(start, self._ends[-1])
        index = self._index(rest)
        while True:
            time = laps * self._ends[-1] + self._ends[index]
            if time >= stop:
                return
            yield time
            index += 1
            if index == len(self._ends):
                index, laps = 0, laps + 1

    def _index(self, rest: float) -> int:
        return min(bisect_right(self._ends, rest), len(self._ends) - 1)

    def _total(self, time: float) -> float:
        laps, rest = divmod(time, self._ends[-1])
        index = self._index(rest)
        left = self._ends[index] - rest
        return laps * self._bits[-1] + self._bits[index] - left * self.steps[index].bps


def read(path: Path) -> Trace:
    """A CSV of `duration_s,kbps,latency_ms` below `#` comments, one of which may say its kind."""
    lines = path.read_text().splitlines()
    kinds = [line.split(":", 1)[1].strip() for line in lines if line.startswith("# kind:")]
    rows = [line.split(",") for line in lines if line[:1].isdigit()]
    steps = [Step(float(row[0]), float(row[1]) * 1e3, float(row[2]) / 1e3) for row in rows]
    return Trace(path.stem, steps, kinds[0] if kinds else "")


def read_all(folder: Path) -> list[Trace]:
    return [read(path) for path in sorted(folder.glob("*.csv"))]
