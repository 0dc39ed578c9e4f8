"""Where the clock of a recording is set anew, and how it is made to run through.

Transport and program streams may be joined byte by byte, and their clock may be set in the middle.
FFmpeg would drop what then seems to be past, so such a source is read with its times moved. Most
need nothing: they are looked at here and there, and read where that leaves a doubt.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import attrgetter
from statistics import median

from backend.transcode.errors import Changing
from backend.transcode.source.probe import Probe
from backend.transcode.source.stamps import (
    CLOCK,
    FIELD,
    PARSERS,
    Parser,
    Stamp,
    Stretch,
    difference,
    move,
    stamped,
)

BACK_SECONDS = 0.5
"""Decoding times only grow, but muxers are a little inexact."""
AHEAD_SECONDS = 10.0
"""Sound has no rests. FFmpeg draws the line here, too."""
REST_SECONDS = 300.0
"""Where there is no sound, a picture may be shown for so long."""
WITNESSES, FEWEST_WITNESSES = 5, 3
"""A time that so many of those after it agree with is not a damaged one."""
WHOLE_BYTES = 16 << 20
"""So little is read in one go."""
STEP_BYTES, LOOK_BYTES = 512 << 10, 64 << 10
DENSE_SECONDS, DOUBTFUL_SECONDS = 1.0, 2.0
"""Looks that are farther apart leave room for a jump unseen."""
WITNESS_BYTES = 4 << 20
FIRST_TICKS = 10 * CLOCK
BRIDGE_SECONDS = 20
"""The pause at first where a clock is set anew: no time before it is taken for one behind it."""
FUZZY_BYTES = 1 << 20
"""Sound is stored behind its picture: for a while, some may still go by the old clock."""

Read = Callable[[int, int | None], Iterator[bytes]]
"""Bytes [start, stop) of the source."""
Interval = tuple[int, int]


def jumps(times: Sequence[float], ahead_seconds: float) -> list[tuple[int, int]]:
    """The last time of a clock and the first of the next one, by number. What those around it
    contradict is no new clock but damage."""

    def runs(before: float, after: float) -> bool:
        return -BACK_SECONDS <= after - before <= ahead_seconds

    found: list[tuple[int, int]] = []
    last = next((n for n, (a, b) in enumerate(pairwise(times)) if runs(a, b)), 0)
    for number in range(last, len(times)):
        if not runs(times[last], times[number]):
            before = median(times[max(0, last + 1 - WITNESSES) : last + 1])
            after = times[number : number + WITNESSES]
            is_new = max(after) < before or min(after) > before + ahead_seconds
            if len(after) < FEWEST_WITNESSES or not is_new:
                continue
            found.append((last, number))
        last = number
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a transport or program stream, and the streams of it that are played."""

    read: Read
    size_bytes: int
    parse: Parser
    main: int
    played: frozenset[int]
    ahead_seconds: float

    def stamps(self, start: int, stop: int) -> list[Stamp]:
        blocks = stamped(self.read(start, stop), self.parse, start)
        return [stamp for _, _, stamps in blocks for stamp in stamps]


def stretches(
    read: Read, size_bytes: int, found: Probe, is_far: bool = False
) -> tuple[Stretch, ...]:
    """The stretches of a source whose clock is set anew, or none where it runs through. One that
    `is_far` is read whole: that takes no longer than a thousand looks."""
    parse = PARSERS.get(found.container.split(",")[0])
    if parse is None:
        return ()
    played = frozenset(stream.stream_id for stream in found.played)
    ahead = AHEAD_SECONDS if len(found.played) > 1 else REST_SECONDS
    source = Source(read, size_bytes, parse, found.played[0].stream_id, played, ahead)
    is_small = is_far or size_bytes <= WHOLE_BYTES
    seen, places = ([], [(0, size_bytes)]) if is_small else _look_around(source)
    read_whole = [source.stamps(*place) for place in places]
    _check_pictures([*seen, *(stamp for stamps in read_whole for stamp in stamps)], source.main)
    seams = [seam for stamps in read_whole for seam in _seams(stamps, source)]
    if not seams:
        return ()
    first = next(stamp for stamp in [*seen, *read_whole[0]] if stamp.stream == source.main)
    return _stretches(seams, first.ticks)


def _stretches(seams: Sequence[tuple[int, int]], first_ticks: int) -> tuple[Stretch, ...]:
    """Of places and jumps, with shifts after which the clock runs through, if with gaps."""
    shifts = accumulate(
        (BRIDGE_SECONDS * CLOCK - jump for _, jump in seams), initial=FIRST_TICKS - first_ticks
    )
    return tuple(map(Stretch, (0, *(place for place, _ in seams)), shifts))


def _look_around(source: Source) -> tuple[list[Stamp], list[Interval]]:
    """What a look every half a MiB shows, and what must be read for all that it doesn't."""
    size = source.size_bytes
    looks = range(0, size, STEP_BYTES)
    seen = [s for at in looks for s in source.stamps(at, min(size, at + LOOK_BYTES))]
    own = [stamp for stamp in seen if stamp.stream == source.main]
    gaps = [(a.position, b.position, _seconds(a, b)) for a, b in pairwise(own)]
    apart = [seconds for a, b, seconds in gaps if b - a > LOOK_BYTES]
    if not apart or median(apart) > DENSE_SECONDS:
        return seen, [(0, size)]
    doubtful = [(a, b) for a, b, seconds in gaps if not 0 <= seconds <= DOUBTFUL_SECONDS]
    return seen, _merged([*doubtful, (own[-1].position, size)], size)


def _seconds(before: Stamp, after: Stamp) -> float:
    return difference(before.ticks, after.ticks) / CLOCK


def _merged(places: Sequence[Interval], size: int) -> list[Interval]:
    """With what lies around them, and those that touch as one."""
    merged: list[Interval] = []
    for start, stop in sorted(places):
        start, stop = max(0, start - WITNESS_BYTES), min(size, stop + WITNESS_BYTES)
        if merged and start <= merged[-1][1]:
            start, stop = merged[-1][0], max(stop, merged.pop()[1])
        merged.append((start, stop))
    return merged


def _check_pictures(stamps: Sequence[Stamp], main: int) -> None:
    """Where another recorder's pictures follow under another number, FFmpeg shows none of them."""
    last = max((stamp.position for stamp in stamps if stamp.stream == main), default=-1)
    before = {stamp.stream for stamp in stamps if stamp.position <= last}
    if any(s.is_video and s.position > last and s.stream not in before for s in stamps):
        raise Changing


def _seams(stamps: Sequence[Stamp], source: Source) -> Iterator[tuple[int, int]]:
    """Where the clock is set anew, and by how many ticks."""
    own = [stamp for stamp in stamps if stamp.stream == source.main]
    times = accumulate((_seconds(a, b) for a, b in pairwise(own)), initial=0.0)
    for last, number in jumps(list(times) if own else [], source.ahead_seconds):
        before, after = own[last], own[number]
        begin = bisect_left(stamps, before.position - FUZZY_BYTES, key=attrgetter("position"))
        end = bisect_left(stamps, after.position + 1, key=attrgetter("position"))
        around = [stamp for stamp in stamps[begin:end] if stamp.stream in source.played]
        if not _is_bridged(around, before, after, source.ahead_seconds):
            yield _place(around, before, after), difference(before.ticks, after.ticks)


def _is_bridged(around: Sequence[Stamp], before: Stamp, after: Stamp, ahead_seconds: float) -> bool:
    """Whether the picture rested while the sound went on."""
    between = (_seconds(before, stamp) for stamp in around if stamp.position > before.position)
    whole = _seconds(before, after)
    times = sorted([0.0, whole, *(time for time in between if 0 < time < whole)])
    return whole > 0 and all(b - a <= ahead_seconds for a, b in pairwise(times))


def _place(around: Sequence[Stamp], before: Stamp, after: Stamp) -> int:
    """Where the first packet of any stream goes by the new clock."""
    jump, last = difference(before.ticks, after.ticks), dict[int, int]()
    for stamp in around:
        step = difference(last.get(stamp.stream, stamp.ticks), stamp.ticks)
        if stamp.position > before.position and abs(step - jump) < abs(step):
            return stamp.position
        last[stamp.stream] = stamp.ticks
    return after.position


def steady(read: Read, found: Probe) -> Iterator[bytes]:
    """The source's bytes with their times moved, so that its clock runs through."""
    hands = _Hands(found.clock)
    parse = PARSERS[found.container.split(",")[0]]
    for position, data, stamps in stamped(read(0, None), parse):
        moved = bytearray(data)
        for stamp in stamps:
            ticks = hands.shift(stamp)
            for field in range(stamp.fields):
                move(moved, stamp.at - position + field * FIELD, ticks)
        yield bytes(moved)


class _Hands:
    """Which stretch each stream is in."""

    def __init__(self, clock: Sequence[Stretch]) -> None:
        self._clock, self._now = clock, 0
        self._last: dict[int, tuple[int, int]] = {}
        """Of each stream, its latest time and the stretch that it belonged to."""

    def shift(self, stamp: Stamp) -> int:
        while stamp.position >= self._begin(self._now + 1, stamp.position + 1):
            self._now += 1
        last, stretch = self._last.get(stamp.stream, (stamp.ticks, self._now))
        is_late = stamp.position < self._begin(self._now, 0) + FUZZY_BYTES
        goes_on = 0 <= difference(last, stamp.ticks) < CLOCK
        if not (stretch == self._now - 1 and is_late and goes_on):
            stretch = self._now
        self._last[stamp.stream] = stamp.ticks, stretch
        return self._clock[stretch].ticks

    def _begin(self, stretch: int, otherwise: int) -> int:
        return self._clock[stretch].start if stretch < len(self._clock) else otherwise
