"""Times in transport and program streams: found, moved, and followed where they jump."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.transcode.errors import Changing
from backend.transcode.source.clock import Read, jumps, steady, stretches
from backend.transcode.source.probe import AudioStream, Probe, VideoStream
from backend.transcode.source.stamps import (
    CLOCK,
    PACKET_SIZES,
    PARSERS,
    ROUND,
    Stretch,
    difference,
    in_program_stream,
    in_transport_stream,
    move,
    stamped,
    time_at,
)

PICTURE, SOUND = 0x100, 0x101
FRAME = CLOCK // 25
FILM = Probe(
    "mpegts",
    10.0,
    0.0,
    VideoStream(0, "h264", 640, 360, stream_id=PICTURE),
    (AudioStream(1, "aac", 2, 48_000, stream_id=SOUND),),
)
MUTE = replace(FILM, audios=())


def field(ticks: int, prefix: int) -> bytes:
    ticks %= ROUND
    parts = (prefix << 4 | ticks >> 30 << 1 | 1, ticks >> 15 << 1 | 1, ticks << 1 | 1)
    return bytes([parts[0]]) + b"".join((part & 0xFFFF).to_bytes(2) for part in parts[1:])


def head(ticks: int, kind: int, delay: int = 0) -> bytes:
    """The header of a PES packet that is shown so much later than it is decoded."""
    times = field(ticks + delay, 3) + field(ticks, 1) if delay else field(ticks, 2)
    flags = 0xC0 if delay else 0x80
    return b"\0\0\1" + bytes([kind, 0, 0, 0x80, flags, len(times)]) + times


def packets(pid: int, payload: bytes, count: int, size: int = 188) -> bytes:
    """The first of them begins a PES packet, after an adaptation field."""
    first = b"\x47" + (0x4000 | pid).to_bytes(2) + b"\x30\x07\x10" + bytes(6) + payload
    later = b"\x47" + pid.to_bytes(2) + b"\x10"
    packets = [first, *[later] * (count - 1)]
    padded = (packet.ljust(188, b"\xff") for packet in packets)
    before, after = (b"\0\0\0\0", b"") if size == 192 else (b"", bytes(size - 188))
    return b"".join(before + packet + after for packet in padded)


def recording(
    times: Sequence[int], count: int = 3, size: int = 188, pid: int = PICTURE, sound: bool = True
) -> bytes:
    """Pictures of `count` packets that are decoded at these times, and sound beside them."""
    heard = packets(SOUND, head(0, 0xC0), 1, size) if sound else b""
    film = bytearray()
    for ticks in times:
        film += packets(pid, head(ticks, 0xE0, FRAME), count, size)
        if sound:
            at = len(film) + heard.index(b"\0\0\1\xc0") + 9
            film += heard
            film[at : at + 5] = field(ticks, 2)
    return bytes(film)


def steps(count: int, begin: int = 0) -> list[int]:
    return [begin + number * FRAME for number in range(count)]


class Disk:
    """Counts what is read of it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.read_bytes = data, 0

    def read(self, start: int, stop: int | None) -> Iterator[bytes]:
        part = self.data[start:stop]
        self.read_bytes += len(part)
        yield part

    def stretches(self, film: Probe = FILM) -> tuple[Stretch, ...]:
        return stretches(self.read, len(self.data), film)


def clock_of(read: Read, film: Probe = FILM, stream: int = PICTURE) -> list[int]:
    blocks = stamped(read(0, None), PARSERS[film.container])
    return [s.ticks for _, _, stamps in blocks for s in stamps if s.stream == stream]


@pytest.mark.parametrize("size", PACKET_SIZES)
def test_times_are_found_in_packets_of_any_size(size: int) -> None:
    """Decoding times, where a picture has both; and what stands between packets is no matter."""
    data = b"rubbish" + recording(steps(3), size=size) + b"###" + recording([7], size=size)

    found = in_transport_stream(data + recording(steps(9), size=size))[0]

    pictures = [stamp for stamp in found if stamp.is_video]
    assert [stamp.ticks for stamp in pictures[:4]] == [0, FRAME, 2 * FRAME, 7]
    assert {stamp.stream for stamp in found} == {PICTURE, SOUND}
    assert time_at(data, pictures[0].at) == FRAME


def unit(body: bytes) -> bytes:
    """A packet of a program stream with its length."""
    return body[:4] + (len(body) - 6).to_bytes(2) + body[6:]


PACK = b"\0\0\1\xba\x44" + bytes(8) + b"\xf8"
OLD_PACK = b"\0\0\1\xba\x21" + bytes(7)


def test_times_are_found_in_program_streams() -> None:
    """Of MPEG-1 with its stuffing, too; and private sound goes by its number in the payload."""
    old = b"\0\0\1\xe0\0\0\xff\xff\x60\x01" + field(5, 3) + field(4, 1) + b"film"
    data = (
        b"rubbish"
        + PACK
        + unit(head(3, 0xE0, 2) + bytes(50))
        + unit(head(9, 0xBD) + b"\x80" + bytes(9))
        + b"\0\0\1\xb3 out of step "
        + OLD_PACK
        + unit(old)
        + unit(b"\0\0\1\xc0\0\0\x0f" + bytes(30))
        + b"\0\0\1\xb9"
    )

    found, done = in_program_stream(data + bytes(20))

    assert [(s.stream, s.ticks) for s in found] == [(0x1E0, 3), (0x80, 9), (0x1E0, 4)]
    assert done >= len(data)


@given(st.data(), st.binary(max_size=3000))
def test_no_bytes_are_too_odd(data: st.DataObject, noise: bytes) -> None:
    """A stranger's file is read to its end, as it is."""
    parse = data.draw(st.sampled_from([in_transport_stream, in_program_stream]))
    film = recording(steps(4)) if parse is in_transport_stream else PACK + unit(head(3, 0xE0))
    place = data.draw(st.integers(0, len(film)))
    whole = film[:place] + noise + film[place:]

    assert b"".join(part for _, part, _ in stamped([whole], parse)) == whole


@given(st.integers(0, ROUND - 1), st.integers(-ROUND, ROUND))
def test_a_time_is_moved_and_nothing_else(ticks: int, by: int) -> None:
    """Round the clock, and back."""
    data = bytearray(field(ticks, 2))

    move(data, 0, by)
    assert difference(ticks + by, time_at(data, 0)) == 0
    move(data, 0, -by)

    assert data == field(ticks, 2)


@given(st.lists(st.integers(1, 3000), max_size=12))
def test_blocks_may_end_anywhere(sizes: list[int]) -> None:
    """What is found and moved is the same however the bytes come."""
    film = recording([*steps(20), *steps(20, 5)])
    clock = (Stretch(0, 100), Stretch(len(film) // 2, 7))

    def read(start: int, stop: int | None) -> Iterator[bytes]:
        at = start
        for size in sizes:
            yield film[at : at + size]
            at += size
        yield film[at:stop]

    whole = steady(Disk(film).read, replace(FILM, clock=clock))
    assert b"".join(steady(read, replace(FILM, clock=clock))) == b"".join(whole)


JUMPS = {
    "begun anew": [*steps(40), *steps(30)],
    "hours later": [*steps(40), *steps(30, 7200 * CLOCK)],
    "half way round": [*steps(40), *steps(30, ROUND // 2 + 7)],
    "a little back": [*steps(40), *steps(30, 20 * FRAME)],
}
STEADY = {
    "going round": steps(80, ROUND - 40 * FRAME),
    "a damaged time": [*steps(30), 9_000 * CLOCK, *steps(30, 31 * FRAME)],
    "two in a row": [*steps(30), 7, 9_000 * CLOCK, *steps(30, 32 * FRAME)],
    "a first one": [5_000 * CLOCK, *steps(30, FRAME)],
    "a short rest": [*steps(30), *steps(30, 9 * CLOCK)],
}


@pytest.mark.parametrize("times", JUMPS.values(), ids=JUMPS)
def test_a_clock_that_jumps_runs_through_in_the_end(times: list[int]) -> None:
    """In its place, and for picture and sound alike."""
    disk = Disk(recording(times))

    clock = disk.stretches()

    assert [stretch.start for stretch in clock] == [0, len(disk.data) * 40 // 70]
    film = replace(FILM, clock=clock)
    for stream in (PICTURE, SOUND):
        moved = clock_of(lambda *_: steady(disk.read, film), stream=stream)
        waits = [difference(a, b) for a, b in pairwise(moved)]
        assert len(set(waits)) == 2
        assert min(waits) == waits[0] == FRAME
        assert waits.index(max(waits)) == 39


@pytest.mark.parametrize("times", STEADY.values(), ids=STEADY)
def test_a_clock_that_runs_through_is_left_alone(times: list[int]) -> None:
    """Neither damage nor a rest is a new clock."""
    assert Disk(recording(times)).stretches() == ()


def test_a_picture_may_rest_while_the_sound_goes_on() -> None:
    """Or for minutes, where there is no sound."""
    rest = b"".join(packets(SOUND, head(ticks * CLOCK, 0xC0), 1) for ticks in range(2, 60))
    before, after = recording(steps(50)), recording(steps(50, 60 * CLOCK))

    assert Disk(before + rest + after).stretches() == ()
    assert len(Disk(before + after).stretches()) == 2
    silent = recording([*steps(50), *steps(50, 60 * CLOCK)], sound=False)
    assert Disk(silent).stretches(MUTE) == ()


def test_late_sound_goes_by_the_old_clock() -> None:
    """It is stored behind its picture, and hence behind the place where the clock is set."""
    late = b"".join(packets(SOUND, head(ticks, 0xC0), 1) for ticks in steps(5, 40 * FRAME))
    early = b"".join(packets(PICTURE, head(ticks, 0xE0), 3) for ticks in steps(5, 7200 * CLOCK))
    later = recording(steps(30, 7200 * CLOCK + 5 * FRAME))
    disk = Disk(recording(steps(40)) + early + late + later)

    film = replace(FILM, clock=disk.stretches())

    heard = clock_of(lambda *_: steady(disk.read, film), stream=SOUND)
    waits = [difference(a, b) for a, b in pairwise(heard)]
    assert waits[:44] == [FRAME] * 44
    assert waits[45:] == [FRAME] * 29


@pytest.mark.parametrize("seams", [[], [1400], [30, 700, 1900], [1280, 1320]])
def test_a_long_recording_is_read_here_and_there(seams: list[int]) -> None:
    """And yet no jump is missed."""
    edges = [0, *seams, 2000]
    times = [ticks for a, b in pairwise(edges) for ticks in steps(b - a)]
    disk = Disk(recording(times, count=200))

    clock = disk.stretches()

    assert [stretch.start * 2000 // len(disk.data) for stretch in clock[1:]] == seams
    assert disk.read_bytes < len(disk.data) / 7 + (len(seams) + 1) * (10 << 20)


def test_what_looks_leave_room_for_is_read() -> None:
    """Half a MiB of a small recording is many seconds."""
    times = [*steps(9_000), *steps(40), *steps(40_000, 9_040 * FRAME)]
    disk = Disk(recording(times, count=2))

    assert len(disk.stretches()) == 3


def test_pictures_under_another_number_are_not_lost_in_silence() -> None:
    """FFmpeg would not show them; those of other programmes stand beside ours from the start."""
    other = recording(steps(40), pid=0x200)
    ours = recording(steps(40))

    with pytest.raises(Changing):
        Disk(ours + other).stretches()
    assert Disk(other + ours + other).stretches() == ()


def test_other_containers_are_not_read_at_all() -> None:
    """Their clocks are FFmpeg's matter."""
    disk = Disk(recording(steps(40)))

    assert disk.stretches(replace(FILM, container="mov,mp4")) == ()
    assert disk.read_bytes == 0


def test_damage_beside_a_jump_hides_it_no_more_than_a_little() -> None:
    """It is found behind the damage."""
    times = [0.04 * n for n in range(50)] + [500.0] + [0.04 * n for n in range(50)]

    assert jumps(times, 10) == [(49, 51)]
    assert jumps(times[:53], 10) == []
