"""The sample tables of a track, unpacked, and packed again (ISO/IEC 14496-12 §8.5 to §8.7)."""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, pairwise, repeat
from operator import add

from app.upload.trim.atoms import child, full_box

MOST_SAMPLES = 1 << 24
"""Days of pictures, and of sound in packets; a tiny file may claim more."""
UNCOMPRESSED = frozenset(
    (b"sowt", b"twos", b"raw ", b"in24", b"in32", b"fl32", b"fl64", b"lpcm", b"ipcm", b"fpcm")
)
UNIT = 1024
"""So many samples of sound that is not encoded are taken for one packet."""


class BadTables(Exception):
    """The tables contradict each other; whoever reads the file by other means may still do."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Arrays of numbers, one for each sample: hours of film are a few MB."""

    sizes: array[int]
    dts: array[int]
    """One more than there are samples: the last one's end."""
    pts: array[int]
    offsets: array[int]
    sync: Sequence[int] | None
    """Those that need no other; None: all."""
    chunks: array[int]
    """The first sample of each."""
    unit_sizes: array[int] | None = None
    """Of how many samples in the file each is made, where that is more than one."""

    def __len__(self) -> int:
        return len(self.sizes)

    def is_sync(self, index: int) -> bool:
        if self.sync is None:
            return True
        place = bisect_right(self.sync, index)
        return bool(place) and self.sync[place - 1] == index


def numbers(data: bytes, at: int, count: int, code: str = "I") -> array[int]:
    """Big-endian ones."""
    found = array(code)
    stop = at + count * found.itemsize
    if count > MOST_SAMPLES or len(data) < stop:
        raise BadTables
    found.frombytes(data[at:stop])
    if sys.byteorder == "little":
        found.byteswap()
    return found


def packed(values: Iterable[int], code: str = "I") -> bytes:
    made = array(code, values)
    if sys.byteorder == "little":
        made.byteswap()
    return made.tobytes()


def unpacked(stbl: bytes) -> Samples:
    """Raises BadTables."""
    if _table(stbl, b"stsd")[12:16] in UNCOMPRESSED:
        return _uncompressed(stbl)
    sizes = _sizes(stbl)
    count = len(sizes)
    dts = _decoding_times(stbl, count)
    chunks, offsets = _places(stbl, sizes)
    pts = _shown_times(stbl, dts, count)
    stss = child(stbl, b"stss")
    sync = None
    if stss is not None:
        sync = array("q", (n - 1 for n in numbers(stss, 8, _count(stss, 4))))
    return Samples(sizes, dts, pts, offsets, sync, chunks)


def _table(stbl: bytes, kind: bytes) -> bytes:
    if (found := child(stbl, kind)) is None:
        raise BadTables
    return found


def _count(data: bytes, at: int) -> int:
    if len(data) < at + 4:
        raise BadTables
    return int.from_bytes(data[at : at + 4], "big")


def _sizes(stbl: bytes) -> array[int]:
    stsz = _table(stbl, b"stsz")
    same, count = _count(stsz, 4), _count(stsz, 8)
    if count > MOST_SAMPLES:
        raise BadTables
    return array("I", repeat(same, count)) if same else numbers(stsz, 12, count)


def _runs(data: bytes, code: str = "I") -> Iterator[tuple[int, int]]:
    count = _count(data, 4)
    values = numbers(data, 8, 2 * count)
    if sum(values[::2]) > MOST_SAMPLES:
        raise BadTables
    signed = values if code == "I" else array("i", values.tobytes())
    return zip(values[::2], signed[1::2], strict=True)


def _decoding_times(stbl: bytes, count: int) -> array[int]:
    runs = _runs(_table(stbl, b"stts"))
    deltas = chain.from_iterable(repeat(delta, times) for times, delta in runs)
    times = array("q", accumulate(deltas, initial=0))
    if len(times) != count + 1:
        raise BadTables
    return times


def _shown_times(stbl: bytes, dts: array[int], count: int) -> array[int]:
    if (ctts := child(stbl, b"ctts")) is None:
        return dts[:count]
    shifts = chain.from_iterable(repeat(shift, times) for times, shift in _runs(ctts, "i"))
    pts = array("q", map(add, dts, shifts))
    if len(pts) < count:
        raise BadTables
    return pts[:count]


def _places(stbl: bytes, sizes: array[int]) -> tuple[array[int], array[int]]:
    """The first sample of each chunk, and where each sample lies."""
    chunks, offsets, sample = array("q"), array("q"), 0
    for start, per_chunk in _chunks(stbl):
        inside = sizes[sample : sample + per_chunk]
        chunks.append(sample)
        offsets.extend(accumulate(inside[:-1], initial=start))
        sample += len(inside)
    if len(offsets) != len(sizes):
        raise BadTables
    return chunks, offsets


def _chunks(stbl: bytes) -> Iterator[tuple[int, int]]:
    """Where each lies, and how many samples are in it."""
    starts = _chunk_offsets(stbl)
    stsc = _table(stbl, b"stsc")
    rows = numbers(stsc, 8, 3 * _count(stsc, 4))
    firsts = [*rows[::3], len(starts) + 1]
    for (first, after), per_chunk in zip(pairwise(firsts), rows[1::3], strict=True):
        yield from zip(starts[first - 1 : after - 1], repeat(per_chunk))


def _uncompressed(stbl: bytes) -> Samples:
    """Sound of which every moment is a sample: units of many of them."""
    size, times = _count(_table(stbl, b"stsz"), 4), _table(stbl, b"stts")
    channels, bits = struct.unpack_from(">HH", _table(stbl, b"stsd"), 32)
    if size < channels * bits // 8 or not size or _count(times, 4) != 1:
        raise BadTables  # QuickTime once counted otherwise
    delta = _count(times, 12)
    chunks, offsets, units = array("q"), array("q"), array("I")
    for start, per_chunk in _chunks(stbl):
        chunks.append(len(units))
        for first in range(0, per_chunk, UNIT):
            offsets.append(start + first * size)
            units.append(min(UNIT, per_chunk - first))
        if len(units) > MOST_SAMPLES:
            raise BadTables
    dts = array("q", accumulate((n * delta for n in units), initial=0))
    sizes = array("I", (n * size for n in units))
    return Samples(sizes, dts, dts[:-1], offsets, None, chunks, units)


def _chunk_offsets(stbl: bytes) -> array[int]:
    if (stco := child(stbl, b"stco")) is not None:
        return array("q", numbers(stco, 8, _count(stco, 4)))
    co64 = _table(stbl, b"co64")
    return numbers(co64, 8, _count(co64, 4), "q")


# Written


def run_lengths(values: Iterable[int]) -> list[tuple[int, int]]:
    return [(sum(1 for _ in same), value) for value, same in groupby(values)]


def stts(deltas: Iterable[int]) -> bytes:
    return _run_box(b"stts", run_lengths(deltas))


def stts_of_units(deltas: Iterable[int], units: Iterable[int], ticks: int) -> bytes:
    """`ticks` for every sample but those after which there is a gap."""
    runs: list[tuple[int, int]] = []
    for delta, count in zip(deltas, units, strict=True):
        for times, each in ((count - 1, ticks), (1, delta - (count - 1) * ticks)):
            if runs and runs[-1][1] == each:
                times += runs.pop()[0]
            runs.append((times, each))
    return _run_box(b"stts", runs)


def ctts(shifts: Sequence[int]) -> bytes:
    """None where pictures are shown in the order in which they are decoded."""
    return _run_box(b"ctts", run_lengths(shifts)) if any(shifts) else b""


def _run_box(kind: bytes, runs: Sequence[tuple[int, int]]) -> bytes:
    return full_box(kind, struct.pack(">I", len(runs)), packed(chain.from_iterable(runs)))


def stsz_of_units(size: int, count: int) -> bytes:
    return full_box(b"stsz", struct.pack(">II", size, count))


def stsz(sizes: Sequence[int]) -> bytes:
    return full_box(b"stsz", struct.pack(">II", 0, len(sizes)), packed(sizes))


def stss(sync: Sequence[int]) -> bytes:
    return full_box(b"stss", struct.pack(">I", len(sync)), packed(n + 1 for n in sync))


def stsc(counts: Sequence[int]) -> bytes:
    """Of how many samples there are in each chunk; all of the first description."""
    rows, before = [], 0
    for number, count in enumerate(counts, 1):
        if count != before:
            rows += [number, count, 1]
            before = count
    return full_box(b"stsc", struct.pack(">I", len(rows) // 3), packed(rows))


def co64(offsets: Sequence[int]) -> bytes:
    return full_box(b"co64", struct.pack(">I", len(offsets)), packed(offsets, "Q"))
