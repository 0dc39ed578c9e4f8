"""What becomes of each track when stretches of its film are kept. Pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from app.upload.trim.movie import SOUND, VIDEO, FilmTrack, Movie
from app.upload.trim.samples import Samples
from app.upload.trim.stretches import Stretch

SOURCE = 0
"""The file that most chunks lie in; the others are what was encoded, numbered from 1."""
WARM_UP_SECONDS = Fraction(1, 12)
"""Of sound, before what is heard first: decoders need a few packets to be right."""


class Chunk(NamedTuple):
    """Samples that lie in a row in one of the files. They go by their `order` in a stretch: what
    was encoded for its beginning, what is copied, and what was encoded for its end."""

    order: int
    offset: int
    file: int
    size: int
    samples: int
    """As the file counts them."""


@dataclass(slots=True)
class Chunks:
    """Of one track in one stretch, as arrays: hours of film have millions of them."""

    orders: array[int] = field(default_factory=lambda: array("b"))
    offsets: array[int] = field(default_factory=lambda: array("q"))
    files: array[int] = field(default_factory=lambda: array("H"))
    sizes: array[int] = field(default_factory=lambda: array("q"))
    counts: array[int] = field(default_factory=lambda: array("I"))

    def extend(self, chunks: Iterable[Chunk]) -> None:
        for chunk in chunks:
            self.orders.append(chunk.order)
            self.offsets.append(chunk.offset)
            self.files.append(chunk.file)
            self.sizes.append(chunk.size)
            self.counts.append(chunk.samples)

    def __iter__(self) -> Iterator[Chunk]:
        rows = zip(self.orders, self.offsets, self.files, self.sizes, self.counts, strict=True)
        return map(Chunk._make, rows)


@dataclass(slots=True)
class NewTrack:
    """A track of the result: arrays by sample, chunks by stretch. `empty` ticks pass before it,
    and of what is stored first the ticks up to `media_time` are not shown. For `wait` of them there
    is nothing to show: by so much pictures are decoded sooner."""

    old: FilmTrack
    sizes: array[int] = field(default_factory=lambda: array("I"))
    deltas: array[int] = field(default_factory=lambda: array("q"))
    shifts: array[int] = field(default_factory=lambda: array("q"))
    sync: list[int] | None = None
    unit_sizes: array[int] = field(default_factory=lambda: array("I"))
    chunks: list[Chunks] = field(default_factory=list)
    media_time: int = 0
    wait: int = 0
    empty: int = 0

    @property
    def ticks(self) -> int:
        return sum(self.deltas)

    @property
    def shown_ticks(self) -> int:
        return self.ticks - self.media_time + self.wait


@dataclass(frozen=True, slots=True)
class Placement:
    """A stretch on the film's clock, and where it begins in the result; in seconds."""

    start: Fraction
    stop: Fraction
    at: Fraction

    @property
    def end(self) -> Fraction:
        return self.at + self.stop - self.start


def places_of(track: FilmTrack, stretches: Sequence[Stretch]) -> tuple[Placement, ...]:
    places, at = [], Fraction(0)
    for stretch in stretches:
        place = Placement(track.seconds(stretch.begin), track.seconds(stretch.stop), at)
        places.append(place)
        at = place.end
    return tuple(places)


def tracks_of(
    movie: Movie, stretches: Sequence[Stretch], encoded: Sequence[Samples]
) -> list[NewTrack]:
    """The tracks of the result. `encoded` are the heads and tails of the stretches, in order. A
    second picture is left out: it can't be cut where the first one can."""
    places = places_of(movie.main, stretches)
    made = []
    for track in movie.tracks:
        if track is movie.main and track.handler == VIDEO:
            made.append(_pictures(track, stretches, encoded))
        elif track.handler == SOUND:
            made.append(_sound(track, places))
        elif track.handler != VIDEO:
            made.append(_sparse(track, places))
    return [track for track in made if track.sizes]


def chunks_of(samples: Samples, kept: range) -> Iterator[Chunk]:
    """As the source has them, cut off where the range begins and ends."""
    starts = samples.chunks
    inside = starts[bisect_right(starts, kept.start) : bisect_left(starts, kept.stop)]
    for first, after in pairwise([kept.start, *inside, kept.stop]):
        offset = samples.offsets[first]
        size = samples.offsets[after - 1] + samples.sizes[after - 1] - offset
        units = samples.unit_sizes
        count = sum(units[first:after]) if units else after - first
        yield Chunk(0, offset, SOURCE, size, count)


# Pictures


def _pictures(
    track: FilmTrack, stretches: Sequence[Stretch], encoded: Sequence[Samples]
) -> NewTrack:
    made = NewTrack(track, sync=None if track.samples.sync is None else [])
    shown, at, files = array("q"), 0, iter(enumerate(encoded, SOURCE + 1))
    for stretch in stretches:
        made.chunks.append(Chunks())
        shift = at - stretch.begin
        for times, order in ((stretch.head, -1), (stretch.tail, 1)):
            if order == 1:
                _copy(made, shown, stretch, shift)
            if times:
                number, samples = next(files)
                shown.extend(time + shift for time in times)
                _append_encoded(made, samples, number, order)
        at += stretch.stop - stretch.begin
    _set_times(made, shown, at)
    return made


def _copy(made: NewTrack, shown: array[int], stretch: Stretch, shift: int) -> None:
    track, samples = made.old, made.old.samples
    for kept in stretch.copied:
        if made.sync is not None and samples.sync is not None:
            inside = slice(
                bisect_left(samples.sync, kept.start), bisect_left(samples.sync, kept.stop)
            )
            made.sync += [len(made.sizes) + key - kept.start for key in samples.sync[inside]]
        made.sizes.extend(samples.sizes[kept.start : kept.stop])
        whole = track.shift + shift
        shown.extend(pts + whole for pts in samples.pts[kept.start : kept.stop])
        made.chunks[-1].extend(chunks_of(samples, kept))


def _append_encoded(made: NewTrack, samples: Samples, number: int, order: int) -> None:
    if made.sync is not None:
        made.sync.append(len(made.sizes))
    made.sizes.extend(samples.sizes)
    for first, after in pairwise([*samples.chunks, len(samples)]):
        offset, size = samples.offsets[first], sum(samples.sizes[first:after])
        made.chunks[-1].extend([Chunk(order, offset, number, size, after - first)])


def _set_times(made: NewTrack, shown: array[int], stop: int) -> None:
    """When each picture is decoded: in the order in which they are shown, and by as much sooner as
    the one that needs it most."""
    in_order = array("q", sorted(shown))
    wait = max(decoded - pts for decoded, pts in zip(in_order, shown, strict=True))
    made.shifts = array("q", (wait + p - d for d, p in zip(in_order, shown, strict=True)))
    made.deltas = array("q", (b - a for a, b in pairwise([*in_order, stop])))
    made.wait, made.media_time = wait, wait - in_order[0]


# Sound


def _sound(track: FilmTrack, places: Sequence[Placement]) -> NewTrack:
    """Packets without a gap, each at most half a packet from its time however many cuts there are:
    what one cut leaves over the next one makes good. The first one begins to the sample."""
    made = NewTrack(track)
    dts, shift, heard = track.samples.dts, track.shift, 0
    for place in places:
        made.chunks.append(Chunks())
        start, at, end = map(track.ticks, (place.start, place.at, place.end))
        is_first = not made.sizes
        wanted = start if is_first else start + heard - at
        first = _packet_of(track, wanted - shift, is_first)
        if first is None:
            continue
        begun = dts[first] + shift
        if is_first:
            skipped = max(0, wanted - begun)
            made.media_time, made.empty = skipped, max(0, begun - wanted) + at
            heard = at + begun - wanted
        elif begun - wanted > _half(track, first):
            made.deltas[-1] += begun - wanted
            heard += begun - wanted
        last = _nearest(track, dts[first] + end - heard)
        if (track.stop - start) <= end - at:
            last = len(track.samples)
        if last > first:
            _append_packets(made, range(first, last))
            heard += dts[last] - dts[first]
    return made


def _packet_of(track: FilmTrack, ticks: int, is_first: bool) -> int | None:
    """The packet that is nearest, or some before the one that holds the first that is heard."""
    if not is_first:
        nearest = _nearest(track, ticks)
        return nearest if nearest < len(track.samples) else None
    dts = track.samples.dts
    if ticks >= dts[-1]:
        return None
    warm_up = ticks - track.ticks(WARM_UP_SECONDS)
    return max(0, bisect_right(dts, max(dts[0], warm_up)) - 1)


def _half(track: FilmTrack, index: int) -> int:
    return (track.samples.dts[index + 1] - track.samples.dts[index]) // 2


def _nearest(track: FilmTrack, ticks: int) -> int:
    """The packet that begins nearest to that time; one more than there are for the end."""
    dts = track.samples.dts
    place = bisect_left(dts, ticks)
    if 0 < place < len(dts) and ticks - dts[place - 1] < dts[place] - ticks:
        return place - 1
    return min(place, len(track.samples))


def _append_packets(made: NewTrack, kept: range) -> None:
    samples = made.old.samples
    made.sizes.extend(samples.sizes[kept.start : kept.stop])
    if samples.unit_sizes is not None:
        made.unit_sizes.extend(samples.unit_sizes[kept.start : kept.stop])
    dts = samples.dts
    made.deltas.extend(dts[i + 1] - dts[i] for i in kept)
    made.chunks[-1].extend(chunks_of(samples, kept))


# Subtitles, chapters, data


def _sparse(track: FilmTrack, places: Sequence[Placement]) -> NewTrack:
    """What holds for a while: as much of it as is kept."""
    made, heard, before = NewTrack(track), 0, -1
    dts = track.samples.dts
    for place in places:
        made.chunks.append(Chunks())
        start, stop, at = map(track.ticks, (place.start, place.stop, place.at))
        first = max(0, bisect_right(dts, start - track.shift) - 1)
        for index in range(first, bisect_left(dts, stop - track.shift, hi=len(track.samples))):
            begin = max(start, dts[index] + track.shift) + at - start
            end = min(stop, dts[index + 1] + track.shift) + at - start
            if end <= begin:
                continue
            _close_gap(made, begin - heard)
            heard = end
            if index == before and begin == at:
                made.deltas[-1] += end - begin
                continue
            before = index
            made.sizes.append(track.samples.sizes[index])
            made.deltas.append(end - begin)
            made.chunks[-1].extend(chunks_of(track.samples, range(index, index + 1)))
    return made


def _close_gap(made: NewTrack, ticks: int) -> None:
    if made.deltas:
        made.deltas[-1] += ticks
    else:
        made.empty += ticks
