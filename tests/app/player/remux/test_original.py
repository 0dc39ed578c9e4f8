"""Segments out of the original: nothing is lost, whatever they are cut beside."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from app.player.remux import ts
from app.player.remux.index import CannotStandIn, parse_index, read_index
from app.player.remux.original import Cut, OriginalCutter, has_idr, joined
from tests.app.player.ladder import FRAME_RATE
from tests.app.player.remux.test_container import pictures

ZERO = 10 * ts.CLOCK
SEGMENT_SECONDS = 4.0


@pytest.fixture(scope="module")
def original(films: Path) -> bytes:
    """A key frame every two seconds, pictures that wait for later ones."""
    return (films / "film.mp4").read_bytes()


@pytest.fixture(scope="module")
def cutter(original: bytes) -> OriginalCutter:
    return OriginalCutter(read_index(lambda a, b: original[a:b], len(original)), ZERO)


@pytest.fixture(scope="module")
def segment(original: bytes, cutter: OriginalCutter) -> Callable[[Cut], bytes]:
    def made(cut: Cut) -> bytes:
        ranges = cutter.ranges(cut)
        return cutter.segment(cut, ranges, [original[r.start : r.stop] for r in ranges])

    return made


def times(body: bytes, *, shown: bool = True) -> list[float]:
    """When each picture (or packet of sound) is to be seen, in the order of the stream."""
    return [
        (ts.read_time_stamp(body, header + 9) - ZERO) / ts.CLOCK
        for _, header in ts.timed(body)
        if ts.is_picture(body, header) is shown
    ]


def test_every_frame_survives(
    films: Path, tmp_path: Path, cutter: OriginalCutter, segment: Callable[[Cut], bytes]
) -> None:
    """One segment after the other is the film."""
    bounds = [*(SEGMENT_SECONDS * n for n in range(6)), math.inf]
    cuts = [cutter.whole(start, stop) for start, stop in pairwise(bounds)]
    whole = tmp_path / "film.ts"
    whole.write_bytes(b"".join(segment(cut) for cut in cuts))

    assert pictures(whole) == pictures(films / "film.mp4")


def test_a_seek_begins_with_the_key_frame_before(
    cutter: OriginalCutter, segment: Callable[[Cut], bytes]
) -> None:
    """What leads there is decoded at the beginning, and has its own time."""
    body = segment(cutter.led(5.0, 7.0, 5.5))
    decoded = [
        (ts.read_time_stamp(body, header + 14) - ZERO) / ts.CLOCK
        for _, header in ts.timed(body)
        if ts.is_picture(body, header) and body[header + 7] >> 6 == 3
    ]

    assert min(times(body)) == pytest.approx(4.0)
    assert min(decoded) > 5.0 - 0.1
    assert min(times(body, shown=False)) == pytest.approx(5.0, abs=0.011)


def test_a_seek_needs_nothing_before_its_own_key_frame(
    cutter: OriginalCutter, segment: Callable[[Cut], bytes]
) -> None:
    """Even if the segment begins earlier."""
    body = segment(cutter.led(5.0, 7.0, 6.0))

    assert min(times(body)) == pytest.approx(6.0)
    assert min(times(body, shown=False)) == pytest.approx(6.0, abs=0.011)


def test_the_ladder_and_the_original_join_without_a_gap(
    films: Path, cutter: OriginalCutter, segment: Callable[[Cut], bytes]
) -> None:
    """The ladder up to a key frame, then the original: each picture once."""
    ladder = ts.restamped(
        body := (films / "hls/360p/00001.ts").read_bytes(),
        cutter.ticks_at(SEGMENT_SECONDS) - (ts.first_time(body) or 0),
    )
    key = cutter.last_key(4.0, 7.9)
    assert key == pytest.approx(6.0)
    kept, sound_ends = ts.cut_before(ladder, cutter.ticks_at(key or 0.0))
    rest = segment(cutter.rest(key or 0.0, sound_ends, 8.0))

    ladders = [time for time in times(kept) if time < 6.0 - 0.002]
    assert [round(time * FRAME_RATE) for time in sorted(ladders)] == list(range(96, 144))
    assert [round(t * FRAME_RATE) for t in sorted(times(rest)) if t < 7.99] == list(range(144, 192))
    hidden = [time for time in times(kept) if time >= 6.0 - 0.002]
    assert all(time == pytest.approx(6.0 - ts.HIDDEN / ts.CLOCK) for time in hidden)
    gap = times(rest, shown=False)[0] - (sound_ends - ZERO) / ts.CLOCK
    assert abs(gap) < 0.011


def test_a_segment_that_ends_in_time_stays_as_it_is(segment: Callable[[Cut], bytes]) -> None:
    body = segment(Cut(0, 0, 48, range(0)))
    assert ts.cut_before(body, ZERO + 9 * ts.CLOCK)[0] == body


def test_where_nothing_joins_it_begins_at_the_next_key_frame(
    cutter: OriginalCutter, segment: Callable[[Cut], bytes]
) -> None:
    """The picture stands until then; the sound does not wait."""
    body = segment(cutter.gapped(5.0, 7.0))

    assert min(times(body)) == pytest.approx(6.0)
    assert min(times(body, shown=False)) == pytest.approx(5.0, abs=0.011)


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (b"avc1", b"vp09"),
        (b"mp4a", b"sowt"),
        (b"stco", b"free"),
        (b"stts", b"free"),
        # A picture that is turned by a quarter.
        (b"\0\1\0\0" + bytes(12) + b"\0\1\0\0", bytes(4) + b"\0\1\0\0" + bytes(12)),
    ],
)
def test_a_file_of_another_kind_is_refused(original: bytes, there: bytes, instead: bytes) -> None:
    assert there in original
    with pytest.raises(CannotStandIn):
        parse_moov(original.replace(there, instead))


@pytest.mark.parametrize("length", [0, 8, 100, 700, 2000])
def test_an_index_that_breaks_off_is_refused(original: bytes, length: int) -> None:
    begins = original.index(b"moov") - 4
    with pytest.raises(CannotStandIn):
        read_index(lambda a, b: original[a:b], begins + length)


def parse_moov(film: bytes) -> None:
    begins = film.index(b"moov") - 4
    size = int.from_bytes(film[begins : begins + 4], "big")
    parse_index(film[begins : begins + size])


def test_a_table_that_claims_more_than_it_has_is_refused(original: bytes) -> None:
    """Its box bounds what is read, not the count in it."""
    at = original.index(b"stts") + 12
    with pytest.raises(CannotStandIn):
        parse_moov(original[:at] + b"\0\0\0\1" + original[at + 4 :])


def test_a_key_frame_must_be_one() -> None:
    """What is marked as one may still need the pictures before it."""
    assert has_idr(b"\0\0\0\1\x09\xf0\0\0\0\1\x67\x42\0\0\0\1\x65\x88")
    assert not has_idr(b"\0\0\0\1\x09\xf0\0\0\0\1\x41\x9a")


def test_what_lies_close_is_read_at_once(cutter: OriginalCutter) -> None:
    """Tracks lie beside each other in a file."""
    (span,) = cutter.ranges(cutter.led(8.0, 12.0, 9.0))
    assert tuple(joined([span, span])) == (span,)
