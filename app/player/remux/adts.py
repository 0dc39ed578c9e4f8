"""Sound alone in a transport stream, with the time of each frame.

Most streams tell it of every tenth frame or so. After a seek FFmpeg's HLS reader begins between
two of these, and mpv, which has no picture to go by, then takes the segment's start for the time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from app.player.remux import ts

HEADER_BYTES = 7
FRAME_SAMPLES = 1024
RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


@dataclass(frozen=True, slots=True)
class Run:
    """What goes from one time to the next, both as the stream has them."""

    time: int
    data: bytes


def timed_by_frame(body: bytes) -> bytes:
    """The same segment; as it is if there is a picture in it, or anything but whole AAC frames."""
    sound = runs(body)
    units = [ts.Unit(0, data, time, time, is_sync=True) for time, data in frames(sound)]
    left = sum(len(run.data) for run in sound) - sum(len(unit.data) for unit in units)
    return body if left or not units else ts.Muxer([ts.AAC]).write(units)


def runs(body: bytes) -> list[Run]:
    """Of the only sound; none beside a picture."""
    begun, pid = dict(ts.timed(body)), -1
    if any(ts.is_picture(body, header) for header in begun.values()):
        return []
    found: list[tuple[int, bytearray]] = []
    for at in ts.packets(body):
        of = int.from_bytes(body[at + 1 : at + 3]) & 0x1FFF
        header = begun.get(at)
        if header is not None and 0xC0 <= body[header + 3] <= 0xDF and pid in (-1, of):
            pid, start = of, header + 9 + body[header + 8]
            found.append((ts.read_time_stamp(body, header + 9), bytearray()))
        else:
            start = at + 4 + (1 + body[at + 4] if body[at + 3] & 0x20 else 0)
        if of == pid and body[at + 3] & 0x10:
            found[-1][1].extend(body[start : at + ts.PACKET])
    return [Run(time, bytes(data)) for time, data in found]


def frames(sound: list[Run]) -> Iterator[tuple[int, bytes]]:
    """With their times; a run's is that of the first frame that begins in it."""
    data = b"".join(run.data for run in sound)
    ahead = deque(zip(accumulate((len(run.data) for run in sound), initial=0), sound, strict=False))
    at = time = samples = 0
    while (size := frame_size(data, at)) and at + size <= len(data):
        while ahead and at >= ahead[0][0]:
            time, samples = ahead.popleft()[1].time, 0
        rate = RATES[min(data[at + 2] >> 2 & 15, len(RATES) - 1)]
        yield (time + samples * ts.CLOCK // rate) % ts.WRAP, data[at : at + size]
        at, samples = at + size, samples + FRAME_SAMPLES


def frame_size(data: bytes, at: int) -> int:
    """0 where none begins."""
    if len(data) < at + HEADER_BYTES or data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
        return 0
    size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    return size if size > HEADER_BYTES else 0
