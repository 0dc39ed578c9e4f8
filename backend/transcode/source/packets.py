"""The packets of a source, as FFprobe lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backend.transcode.source.probe import RunProbe

LONGEST_PICTURE_SECONDS = 10.0
"""For how long the last picture is shown at most, whatever its packet claims."""


class Packet(NamedTuple):
    """When it is shown and for how long, when it is decoded, where it is stored, and whether it
    needs none before it."""

    time: float
    duration: float
    decoded: float
    position: int
    is_key: bool


def read_lines(
    url: str, run: RunProbe, columns: str, options: Sequence[str] = ()
) -> Iterator[Mapping[str, str]]:
    """What FFprobe knows of each packet, by the name of its column: `columns` is its
    `-show_entries`."""
    out = run(url, [*options, "-show_entries", columns, "-of", "compact=p=0:nk=0"])
    for line in out.decode(errors="replace").splitlines():
        fields = (field.split("=", 1) for field in line.split("|") if "=" in field)
        yield {name: value for name, value in fields if value != "N/A"}


def read_packets(
    url: str, run: RunProbe, options: Sequence[str] = ()
) -> Mapping[int, Sequence[Packet]]:
    """By the number of their stream, as they are stored."""
    columns = "packet=stream_index,pts_time,dts_time,duration_time,pos,flags"
    streams: defaultdict[int, list[Mapping[str, str]]] = defaultdict(list)
    for line in read_lines(url, run, columns, options):
        if "stream_index" in line and ("pts_time" in line or "dts_time" in line):
            streams[int(line["stream_index"])].append(line)
    return {index: list(_packets(lines)) for index, lines in streams.items()}


def _packets(lines: Sequence[Mapping[str, str]]) -> Iterator[Packet]:
    """Of one stream. Program streams tell when a picture is shown only of some."""
    both = [line for line in lines if "pts_time" in line and "dts_time" in line]
    delays = (float(line["pts_time"]) - float(line["dts_time"]) for line in both)
    delay, position = min(delays, default=0.0), 0
    for line in lines:
        decoded = float(line.get("dts_time") or line["pts_time"])
        shown = max(decoded, float(line.get("pts_time", decoded + delay)))
        # Several may begin in one place, and only the first one says so.
        position = int(line.get("pos", position))
        duration = min(float(line.get("duration_time", 0)), LONGEST_PICTURE_SECONDS)
        yield Packet(shown, duration, decoded, position, "K" in line.get("flags", ""))
