"""The packets of a source, as FFprobe lists them: millions, so each is folded as it comes."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, overload

from backend.transcode.errors import Refused
from backend.transcode.source.probe import RunProbe

LONGEST_PICTURE_SECONDS = 10.0
"""For how long the last picture is shown at most, whatever its packet claims."""
MOST_PACKETS = 4_500_000
"""A day of a telephone's sound; a file of empty packets has as many as it has bytes."""


class TooManyPackets(Refused):
    sentence = "too_many_packets"


class Packet(NamedTuple):
    """When it is shown and for how long, when it is decoded, where it is stored, and whether it
    needs none before it."""

    time: float
    duration: float
    decoded: float
    position: int
    is_key: bool


def read_lines(
    url: str,
    run: RunProbe,
    columns: str,
    options: Sequence[str] = (),
    most: int = MOST_PACKETS,
) -> Iterator[Mapping[str, str]]:
    """What FFprobe knows of each packet, by the name of its column: `columns` is its
    `-show_entries`. Raises `TooManyPackets`."""
    asked = [*options, "-show_entries", columns, "-of", "compact=p=0:nk=0"]
    for number, line in enumerate(run(url, asked)):
        if number >= most:
            raise TooManyPackets
        text = line.decode(errors="replace").rstrip("\n")
        fields = (field.split("=", 1) for field in text.split("|") if "=" in field)
        yield {name: value for name, value in fields if value != "N/A"}


class Packets(Sequence[Packet]):
    """Of one stream, as they are stored: in a few bytes each."""

    def __init__(self) -> None:
        self._times, self._durations, self._decoded = (array("d") for _ in range(3))
        self._positions, self._keys = array("q"), bytearray()
        self._delay: float | None = None

    def add(self, line: Mapping[str, str]) -> None:
        """Program streams tell when a picture is shown only of some: so much later than it is
        decoded as the one that waits least."""
        decoded = float(line.get("dts_time") or line["pts_time"])
        shown = float(line.get("pts_time", math.nan))
        if "pts_time" in line and "dts_time" in line:
            self._delay = min(shown - decoded, math.inf if self._delay is None else self._delay)
        self._times.append(shown)
        self._decoded.append(decoded)
        duration = float(line.get("duration_time", 0))
        self._durations.append(min(duration, LONGEST_PICTURE_SECONDS))
        # Several may begin in one place, and only the first one says so.
        before = self._positions[-1] if self._positions else 0
        self._positions.append(int(line.get("pos", before)))
        self._keys.append("K" in line.get("flags", ""))

    def __len__(self) -> int:
        return len(self._times)

    @overload
    def __getitem__(self, number: int) -> Packet: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Packet]: ...
    def __getitem__(self, number: int | slice) -> Packet | Sequence[Packet]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        decoded, time = self._decoded[number], self._times[number]
        shown = max(decoded, decoded + (self._delay or 0.0) if math.isnan(time) else time)
        position, is_key = self._positions[number], bool(self._keys[number])
        return Packet(shown, self._durations[number], decoded, position, is_key)


def read_packets(
    url: str, run: RunProbe, options: Sequence[str] = ()
) -> Mapping[int, Sequence[Packet]]:
    """By the number of their stream, as they are stored. Raises `TooManyPackets`."""
    columns = "packet=stream_index,pts_time,dts_time,duration_time,pos,flags"
    streams: dict[int, Packets] = {}
    for line in read_lines(url, run, columns, options):
        if "stream_index" in line and ("pts_time" in line or "dts_time" in line):
            streams.setdefault(int(line["stream_index"]), Packets()).add(line)
    return streams
