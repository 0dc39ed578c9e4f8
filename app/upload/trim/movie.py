"""A film as the index of its MP4 has it: tracks, and when each sample of them is shown."""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from app.boxes import Read, boxes
from app.upload.trim.atoms import child, children
from app.upload.trim.samples import BadTables, Samples, unpacked

LARGEST_INDEX = 512 << 20
VIDEO, SOUND = b"vide", b"soun"
ENCRYPTED = (b"encv", b"enca", b"encs", b"enct")
EMPTY = -1


@dataclass(frozen=True)
class FilmTrack:
    """Its box, and what is asked of it again and again. Times are ticks of its own clock."""

    id: int
    handler: bytes
    timescale: int
    content: bytes
    """Of its `trak` box."""
    samples: Samples
    media_time: int
    """Of what is shown first."""
    delay: int
    """Before that there is nothing to show."""
    shown_ticks: int | None
    """How much of it, where the film says so."""

    @property
    def stsd(self) -> bytes:
        return child(self.content, b"mdia", b"minf", b"stbl", b"stsd") or b""

    @property
    def codec(self) -> bytes:
        return self.stsd[12:16]

    @property
    def shift(self) -> int:
        """From the track's times to the film's."""
        return self.delay - self.media_time

    @cached_property
    def shown(self) -> array[int]:
        """When its samples are shown, on the film's clock, in this order."""
        shift = self.shift
        return array("q", sorted(pts + shift for pts in self.samples.pts))

    @property
    def stop(self) -> int:
        """When the last of it has been shown."""
        end = self.shown[-1] + self.last_ticks
        if self.shown_ticks is None:
            return end
        return min(end, self.delay + self.shown_ticks)

    @property
    def last_ticks(self) -> int:
        """How long the last sample is shown."""
        return max(1, self.samples.dts[-1] - self.samples.dts[-2])

    def pts(self, index: int) -> int:
        return self.samples.pts[index] + self.shift

    def ticks(self, seconds: Fraction | float) -> int:
        return round(Fraction(seconds) * self.timescale)

    def seconds(self, ticks: int) -> Fraction:
        return Fraction(ticks, self.timescale)

    def next_shown(self, ticks: int) -> int:
        """The first picture at that time or after it, or the end."""
        place = bisect_left(self.shown, ticks)
        return self.shown[place] if place < len(self.shown) else self.stop


@dataclass(frozen=True)
class Movie:
    """`main` is what is cut by: the picture, or the sound where there is none."""

    ftyp: bytes
    moov: bytes
    timescale: int
    tracks: Sequence[FilmTrack]
    main: FilmTrack

    @property
    def duration_seconds(self) -> float:
        return float(self.main.seconds(self.main.stop))


def movie_of(read: Read, size_bytes: int) -> Movie | None:
    """None where this is no MP4 whose index says it all: one in fragments, in several files, with
    an index that is broken, or with times that run otherwise than once through it."""
    found = {box.kind: box for box in boxes(read, 0, size_bytes)}
    index = found.get(b"moov")
    if index is None or index.stop - index.content > LARGEST_INDEX:
        return None
    head = found.get(b"ftyp")
    ftyp = read(head.start, head.stop) if head else b""
    try:
        return _movie(ftyp, read(index.content, index.stop), size_bytes)
    except (BadTables, struct.error, IndexError):
        return None


def _movie(ftyp: bytes, moov: bytes, size_bytes: int) -> Movie:
    mvhd = child(moov, b"mvhd")
    if mvhd is None or child(moov, b"mvex") is not None:
        raise BadTables
    (timescale,) = struct.unpack_from(">I", mvhd, 20 if mvhd[0] == 1 else 12)
    all_tracks = [_track(content, timescale) for kind, content in children(moov) if kind == b"trak"]
    tracks = [track for track in all_tracks if len(track.samples)]
    mains = [track for kind in (VIDEO, SOUND) for track in tracks if track.handler == kind]
    if not mains or not timescale:
        raise BadTables
    for track in tracks:
        last = max(range(len(track.samples)), key=track.samples.offsets.__getitem__)
        if track.samples.offsets[last] + track.samples.sizes[last] > size_bytes:
            raise BadTables
    return Movie(ftyp, moov, timescale, tracks, mains[0])


def _track(content: bytes, movie_timescale: int) -> FilmTrack:
    mdia = child(content, b"mdia") or b""
    tkhd, mdhd, hdlr = (
        child(content, b"tkhd") or b"",
        child(mdia, b"mdhd") or b"",
        child(mdia, b"hdlr") or b"",
    )
    stbl = child(mdia, b"minf", b"stbl") or b""
    (number,) = struct.unpack_from(">I", tkhd, 20 if tkhd[0] == 1 else 12)
    (timescale,) = struct.unpack_from(">I", mdhd, 20 if mdhd[0] == 1 else 12)
    _see_that_it_is_plain(mdia)
    if not timescale:
        raise BadTables

    def ticks(duration: int) -> int:
        return round(Fraction(duration * timescale, movie_timescale))

    media_time, delay, shown = _edits(content, ticks)
    samples = unpacked(stbl)
    return FilmTrack(number, hdlr[8:12], timescale, content, samples, media_time, delay, shown)


def _see_that_it_is_plain(mdia: bytes) -> None:
    """One description for all samples, which lie in this file and are not encrypted."""
    stsd = child(mdia, b"minf", b"stbl", b"stsd") or b""
    dref = child(mdia, b"minf", b"dinf", b"dref")
    is_here = dref is None or len(dref) < 20 or bool(dref[19] & 1)
    if struct.unpack_from(">I", stsd, 4) != (1,) or stsd[12:16] in ENCRYPTED or not is_here:
        raise BadTables


def _edits(content: bytes, ticks: Callable[[int], int]) -> tuple[int, int, int | None]:
    """From when on it is shown, what passes before, and for how long; an edit list that does more
    than that is beyond us."""
    elst = child(content, b"edts", b"elst")
    if elst is None:
        return 0, 0, None
    entry, media_time, delay, shown = ">qqhh" if elst[0] == 1 else ">iihh", 0, 0, None
    (count,) = struct.unpack_from(">I", elst, 4)
    for number in range(count):
        at = 8 + number * struct.calcsize(entry)
        duration, start, rate, part = struct.unpack_from(entry, elst, at)
        if (rate, part) != (1, 0) or shown is not None:
            raise BadTables
        if start == EMPTY:
            delay += ticks(duration)
        else:
            media_time, shown = start, ticks(duration)
    return media_time, delay, shown or None
