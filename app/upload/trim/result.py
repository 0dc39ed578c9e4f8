"""The file that a trimmed film becomes: an index of its own, and bytes of other files. Pure."""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import accumulate, repeat

from app.upload.trim import samples
from app.upload.trim.atoms import (
    Rewrite,
    box,
    child,
    children,
    full_box,
    gone,
    rewritten,
    with_duration,
    within,
)
from app.upload.trim.chapters import shifted_chapters
from app.upload.trim.movie import Movie
from app.upload.trim.ranges import Range
from app.upload.trim.tracks import Chunk, NewTrack, Placement

MDAT_HEAD = 16


@dataclass(frozen=True, slots=True)
class Extent:
    """Bytes of one of the files."""

    file: int
    start: int
    stop: int


@dataclass(frozen=True)
class Result:
    """`head` and then the extents, one after another."""

    head: bytes
    extents: Sequence[Extent]
    seconds: float
    ranges: tuple[Range, ...]
    """Of the source, which are kept."""
    starts: Sequence[int] = field(init=False)
    """Where each extent begins in the result, and its end."""

    def __post_init__(self) -> None:
        sizes = (extent.stop - extent.start for extent in self.extents)
        object.__setattr__(self, "starts", list(accumulate(sizes, initial=len(self.head))))

    @property
    def size_bytes(self) -> int:
        return self.starts[-1]

    def lying_at(self, offset: int, most: int) -> Extent | None:
        """Bytes from there on that lie in a row; None in the head, or at the end."""
        place = bisect_right(self.starts, offset) - 1
        if not 0 <= place < len(self.extents):
            return None
        extent = self.extents[place]
        start = extent.start + offset - self.starts[place]
        return Extent(extent.file, start, min(extent.stop, start + most))


def result_of(
    movie: Movie, tracks: Sequence[NewTrack], places: Sequence[Placement], stsd: bytes | None
) -> Result:
    """`stsd` is the description of the pictures where some were encoded anew."""
    extents, offsets = _lay_out(tracks)
    data = sum(extent.stop - extent.start for extent in extents)

    def head(start: int) -> bytes:
        moved = [array("q", (offset + start for offset in own)) for own in offsets]
        index = _index(movie, tracks, places, stsd, moved)
        mdat = struct.pack(">I4sQ", 1, b"mdat", MDAT_HEAD + data)
        return movie.ftyp + index + mdat

    ranges = tuple(Range(float(place.start), float(place.stop)) for place in places)
    return Result(head(len(head(0))), extents, float(places[-1].end), ranges)


def _lay_out(tracks: Sequence[NewTrack]) -> tuple[list[Extent], list[array[int]]]:
    """Stretch by stretch in the order of the source, so that what belongs together stays together.
    Returns each track's chunks by their places behind the head, too."""
    extents: list[Extent] = []
    offsets: list[array[int]] = [array("q") for _ in tracks]
    position = 0
    for number in range(max(len(track.chunks) for track in tracks)):
        # A track's own chunks stay in their order: the index names them by it.
        own = [zip(track.chunks[number], repeat(owner)) for owner, track in enumerate(tracks)]
        for chunk, owner in merge(*own):
            offsets[owner].append(position)
            position += chunk.size
            _extend(extents, chunk)
    return extents, offsets


def _extend(extents: list[Extent], chunk: Chunk) -> None:
    start, stop = chunk.offset, chunk.offset + chunk.size
    if extents and extents[-1].file == chunk.file and extents[-1].stop == start:
        start = extents.pop().start
    extents.append(Extent(chunk.file, start, stop))


# The index


def _index(
    movie: Movie,
    tracks: Sequence[NewTrack],
    places: Sequence[Placement],
    stsd: bytes | None,
    offsets: Sequence[Sequence[int]],
) -> bytes:
    ticks = round(places[-1].end * movie.timescale)
    by_id = {track.old.id: (track, own) for track, own in zip(tracks, offsets, strict=True)}
    made = []
    for kind, content in children(movie.moov):
        match kind:
            case b"trak":
                tkhd = child(content, b"tkhd") or b""
                (number,) = struct.unpack_from(">I", tkhd, 20 if tkhd[0] == 1 else 12)
                if number in by_id:
                    track, own = by_id[number]
                    description = stsd if track.old is movie.main else None
                    changes = _changes(track, ticks, own, description, by_id.keys())
                    made.append(box(b"trak", _with_edits(content, changes, movie, track, ticks)))
            case b"mvhd":
                made.append(with_duration(b"mvhd", 16, 24, ticks)(content))
            case b"udta":
                made.append(
                    within(b"udta", {b"chpl": lambda c: shifted_chapters(c, places)})(content)
                )
            case _:
                made.append(box(kind, content))
    return box(b"moov", *made)


def _with_edits(
    content: bytes, changes: dict[bytes, Rewrite], movie: Movie, track: NewTrack, ticks: int
) -> bytes:
    """The edit list stands behind the header, whether or not there was one."""
    head = changes[b"tkhd"]
    edits = _edits(movie, track, ticks)
    return rewritten(content, {**changes, b"tkhd": lambda c: head(c) + edits})


def _edits(movie: Movie, track: NewTrack, ticks: int) -> bytes:
    """What passes before it, and from where on it is shown."""
    empty = round(movie.timescale * track.old.seconds(track.empty))
    whole = round(movie.timescale * track.old.seconds(track.shown_ticks))
    entries = [(empty, -1)] if empty else []
    entries.append((max(1, min(ticks - empty, whole)), track.media_time))
    rows = b"".join(struct.pack(">Qqhh", duration, start, 1, 0) for duration, start in entries)
    return box(b"edts", full_box(b"elst", struct.pack(">I", len(entries)), rows, version=1))


def _changes(
    track: NewTrack,
    ticks: int,
    offsets: Sequence[int],
    stsd: bytes | None,
    known: object,
) -> dict[bytes, Rewrite]:
    tables = _tables(track, offsets, stsd)
    return {
        b"tkhd": with_duration(b"tkhd", 20, 28, ticks),
        b"edts": gone,
        b"tref": lambda content: _references(content, known),
        b"mdia": within(
            b"mdia",
            {
                b"mdhd": with_duration(b"mdhd", 16, 24, track.ticks),
                b"minf": within(b"minf", {b"stbl": lambda _content: tables}),
            },
        ),
    }


def _tables(track: NewTrack, offsets: Sequence[int], stsd: bytes | None) -> bytes:
    counts = array("I", (count for stretch in track.chunks for count in stretch.counts))
    return box(
        b"stbl",
        box(b"stsd", stsd or track.old.stsd),
        *(_of_units(track) if track.unit_sizes else _of_samples(track)),
        samples.stsc(counts),
        samples.co64(offsets),
    )


def _of_samples(track: NewTrack) -> Iterator[bytes]:
    yield samples.stts(track.deltas)
    yield samples.ctts(track.shifts)
    if track.sync is not None:
        yield samples.stss(track.sync)
    yield samples.stsz(track.sizes)


def _of_units(track: NewTrack) -> Iterator[bytes]:
    old = track.old.samples
    per_unit = track.unit_sizes[0]
    yield samples.stts_of_units(track.deltas, track.unit_sizes, old.dts[1] // old_first(track))
    yield samples.stsz_of_units(track.sizes[0] // per_unit, sum(track.unit_sizes))


def old_first(track: NewTrack) -> int:
    units = track.old.samples.unit_sizes
    return units[0] if units else 1


def _references(content: bytes, known: object) -> bytes:
    """Those to tracks that are still there."""
    made = []
    for kind, numbers in children(content):
        left = [n for n in samples.numbers(numbers, 0, len(numbers) // 4) if n in known]  # type: ignore[operator]
        if left:
            made.append(box(kind, samples.packed(left)))
    return box(b"tref", *made) if made else b""
