"""Which segments are not MPEG-TS yet, and making them so.

mpv's HLS reader can't seek in fragmented MP4, and garbles a picture whose init segment changes;
from a transport stream with parameter sets in band it plays on without noticing.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable

from app.player.manifest.playlist import PlaylistUnreadable, Segment
from app.player.remux import mp4, ts
from app.player.remux.adts import RATES, timed_by_frame

SHIFT_SECONDS = 10  # room for decode times before zero
TOLERANCE = ts.CLOCK // 2
START_CODE = b"\0\0\0\1"
H264_DELIMITER = START_CODE + b"\x09\xf0"
HEVC_DELIMITER = START_CODE + b"\x46\x01\x50"
PICTURES = {b"avc1": ts.H264, b"avc3": ts.H264, b"hvc1": ts.HEVC, b"hev1": ts.HEVC}
SOUNDS = {b"mp4a": ts.AAC, b"ac-3": ts.AC3, b"ec-3": ts.EAC3}


class TsContainer:
    """Turns fragmented MP4 into MPEG-TS, and the clocks of a film that jump into one; of
    `sound_alone` each frame has its time.

    One for all tracks of a film, so that they stay together. Thread-safe.
    """

    def __init__(self, *, sound_alone: bool = False) -> None:
        self._clock = FilmClock()
        self._sound_alone = sound_alone

    def needs(self, segment: Segment) -> bool:
        return self._sound_alone or segment.init is not None or segment.run is not None

    def convert(self, segment: Segment, init: bytes, body: bytes, start_seconds: float) -> bytes:
        """One segment by itself; H.264, HEVC, AAC, AC-3 and E-AC-3."""
        if segment.init is not None and body:
            body = transmux(init, body)
        elif self._sound_alone:
            body = timed_by_frame(body)
        return self._clock.set_right(segment, body, start_seconds)

    def passed(self, segment: Segment, body: bytes, start_seconds: float) -> None:
        """A segment went to mpv as it is."""
        self._clock.note(segment, body, start_seconds)


class FilmClock:
    """Where the runs of a film lie on one clock, that of the segment seen first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._zero: int | None = None
        self._shifts: dict[int, list[int]] = {}

    def note(self, segment: Segment, body: bytes, start_seconds: float) -> None:
        """Later a film that grows may jump, and must then go on from this."""
        if self._zero is None and (time := ts.first_time(body)) is not None:
            self._shift(segment.run or 0, time, start_seconds)

    def set_right(self, segment: Segment, body: bytes, start_seconds: float) -> bytes:
        if segment.run is None or (time := ts.first_time(body)) is None:
            return body
        return ts.restamped(body, self._shift(segment.run, time, start_seconds))

    def _shift(self, run: int, time: int, start_seconds: float) -> int:
        """One for the whole run, unless its playlist is far off the mark."""
        start = round(start_seconds * ts.CLOCK)
        with self._lock:
            if self._zero is None:
                self._zero = time - start
            wanted = self._zero + start - time
            shifts = self._shifts.setdefault(run, [])
            near = next((s for s in shifts if abs(around_zero(s - wanted)) < TOLERANCE), None)
            if near is None:
                shifts.append(wanted)
            return wanted if near is None else near


def around_zero(ticks: int) -> int:
    """The clock wraps every 26 hours: the short way round."""
    return (ticks + ts.WRAP // 2) % ts.WRAP - ts.WRAP // 2


def transmux(init: bytes, body: bytes) -> bytes:
    try:
        headers = tuple(t for t in mp4.tracks(init) if t.codec in PICTURES or t.codec in SOUNDS)
        if not headers:
            raise PlaylistUnreadable("This video can't be played: its codec is not supported.")
        kinds = [PICTURES.get(t.codec) or SOUNDS[t.codec] for t in headers]
        packers = {t.number: packer(t) for t in headers}
        places = {t.number: (place, t.timescale) for place, t in enumerate(headers)}
        timed = [
            (ticks(sample.decode_time, places[sample.track][1]), sample)
            for sample in mp4.samples(body, headers)
        ]
        timed.sort(key=lambda pair: pair[0])
        # Each is packed when its turn comes, so that there are never two copies of all of them.
        units = (unit(s, dts, *places[s.track], packers[s.track]) for dts, s in timed)
        return ts.Muxer(kinds).write(units)
    except (struct.error, IndexError, ValueError) as broken:
        raise mp4.Damaged from broken


def unit(
    sample: mp4.Sample,
    dts: int,
    place: int,
    timescale: int,
    pack: Callable[[mp4.Sample], bytes],
) -> ts.Unit:
    pts = ticks(sample.decode_time + sample.composition_offset, timescale)
    return ts.Unit(place, pack(sample), pts, dts, sample.is_sync)


def ticks(time: int, timescale: int) -> int:
    return round(time * ts.CLOCK / timescale) + SHIFT_SECONDS * ts.CLOCK


def packer(track: mp4.TrackHeader) -> Callable[[mp4.Sample], bytes]:
    """How the track's samples look in a transport stream."""
    if track.codec in (b"avc1", b"avc3"):
        return annex_b(H264_DELIMITER, h264_sets(track.config), (track.config[4] & 3) + 1)
    if track.codec in (b"hvc1", b"hev1"):
        return annex_b(HEVC_DELIMITER, hevc_sets(track.config), (track.config[21] & 3) + 1)
    if track.codec == b"mp4a":
        return adts(*sound_config(track))
    return lambda sample: bytes(sample.data)


def annex_b(delimiter: bytes, sets: bytes, length_size: int) -> Callable[[mp4.Sample], bytes]:
    """Lengths become start codes; key frames get the parameter sets before them."""

    def pack(sample: mp4.Sample) -> bytes:
        parts: list[bytes | memoryview] = [delimiter, sets if sample.is_sync else b""]
        data, at = sample.data, 0
        while at + length_size <= len(data):
            size = int.from_bytes(data[at : at + length_size], "big")
            at += length_size
            parts += (START_CODE, data[at : at + size])
            at += size
        return b"".join(parts)

    return pack


def h264_sets(config: bytes) -> bytes:
    """SPS and PPS of an avcC (ISO/IEC 14496-15 §5.3.3)."""
    out, at = b"", 5
    for mask in (0x1F, 0xFF):
        count = config[at] & mask
        at += 1
        for _ in range(count):
            (size,) = struct.unpack_from(">H", config, at)
            out += START_CODE + config[at + 2 : at + 2 + size]
            at += 2 + size
    return out


def hevc_sets(config: bytes) -> bytes:
    """VPS, SPS and PPS of an hvcC (ISO/IEC 14496-15 §8.3.3)."""
    out, at = b"", 23
    for _ in range(config[22]):
        (count,) = struct.unpack_from(">H", config, at + 1)
        at += 3
        for _ in range(count):
            (size,) = struct.unpack_from(">H", config, at)
            out += START_CODE + config[at + 2 : at + 2 + size]
            at += 2 + size
    return out


def adts(profile: int, rate_index: int, channels: int) -> Callable[[mp4.Sample], bytes]:
    """A header of 7 bytes before each AAC frame (ISO/IEC 14496-3 §1.A.2)."""

    def pack(sample: mp4.Sample) -> bytes:
        size = len(sample.data) + 7
        head = bytes(
            (
                0xFF,
                0xF1,
                (profile - 1 & 3) << 6 | rate_index << 2 | channels >> 2,
                (channels & 3) << 6 | size >> 11,
                size >> 3 & 0xFF,
                (size & 7) << 5 | 0x1F,
                0xFC,
            )
        )
        return head + bytes(sample.data)

    return pack


def sound_config(track: mp4.TrackHeader) -> tuple[int, int, int]:
    """Profile, index of the rate, channels, from the AudioSpecificConfig inside the esds."""
    specific = audio_specific(track.config)
    if len(specific) >= 2:
        profile = specific[0] >> 3
        index = (specific[0] & 7) << 1 | specific[1] >> 7
        channels = specific[1] >> 3 & 15
        if profile <= 4 and index < len(RATES):
            return profile, index, channels or track.channels
        if profile in (5, 29) and index < len(RATES):
            return 2, index, channels or track.channels
    rate = min(RATES, key=lambda known: abs(known - track.sample_rate))
    return 2, RATES.index(rate), track.channels


def audio_specific(esds: bytes) -> bytes:
    """The content of the descriptor with tag 5 (ISO/IEC 14496-1 §7.2.6)."""
    at = 4
    while at < len(esds):
        tag, at = esds[at], at + 1
        size = 0
        while at < len(esds):
            byte, at = esds[at], at + 1
            size = size << 7 | byte & 0x7F
            if not byte & 0x80:
                break
        if tag == 5:
            return esds[at : at + size]
        at += {3: 3, 4: 13}.get(tag, size)
    return b""
