"""A source whose bytes still arrive: how far it can be worked on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from backend.file_urls import file_url
from backend.transcode.encode.chunks import Task
from backend.transcode.errors import Refused
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import Plan, make_plan
from backend.transcode.source.boxes import boxes, in_file
from backend.transcode.source.extent import Extent
from backend.transcode.source.packets import read_lines
from backend.transcode.source.probe import Probe, RunProbe, probe

MIB = 1 << 20
AHEAD_SECONDS = 2.0
"""Decoders and filters look this far beyond a chunk's end before they let its last frame go."""
BEGINNING_BYTES = MIB
MOST_BYTES = 16 << 30
MOST_AHEAD = 12_000_000
"""Packets of a day's film with its sound."""


class NotYet(Refused):
    """The index has not arrived, or stands at the end."""

    sentence = "not_before_whole"


@dataclass(frozen=True, slots=True)
class Growing:
    """A plan, and for each segment the bytes from the beginning that it takes."""

    plan: Plan
    bytes_for: tuple[int, ...]

    def allows(self, task: Task, available_bytes: int) -> bool:
        return self.bytes_for[task.chunk.stop - 1] <= available_bytes


def begins_with_index(path: Path, available_bytes: int) -> bool:
    """Whether a whole `moov` box and some of what follows it have arrived (ISO/IEC 14496-12)."""
    with path.open("rb") as file:
        for box in boxes(in_file(file), path.stat().st_size):
            if box.kind == b"moov":
                return box.stop + BEGINNING_BYTES <= available_bytes
            if box.kind in (b"mdat", b"moof") or box.stop > available_bytes:
                return False
    return False


def look_ahead(path: Path, available_bytes: int, encoding: Encoding, run: RunProbe) -> Growing:
    """Plan from what the index promises. Raises `NotYet`, or what refuses the source."""
    if path.stat().st_size > MOST_BYTES or not begins_with_index(path, available_bytes):
        raise NotYet
    url = file_url(path)
    found = probe(url, run)
    plan = make_plan(found, _promised(found), encoding)
    return Growing(plan, tuple(_bytes_for(plan, _packets(url, run))))


def _promised(found: Probe) -> Extent:
    ends = [
        s.start_seconds + s.duration_seconds if s and s.duration_seconds else None
        for s in (found.video, found.audio)
    ]
    if found.video is None or ends[0] is None:
        raise NotYet
    return Extent(ends[0], ends[1])


def _bytes_for(plan: Plan, packets: Iterable[tuple[float, int]]) -> Iterator[int]:
    grid = plan.timeline
    seconds = float(grid.segment_frames / grid.rate)
    needed = [0] * grid.segments
    for time, last_byte in packets:
        segment = max(0, math.ceil((time - AHEAD_SECONDS - grid.origin_seconds) / seconds) - 1)
        if segment < len(needed):
            needed[segment] = max(needed[segment], last_byte)
    return accumulate(needed, max)


def _packets(url: str, run: RunProbe) -> Iterator[tuple[float, int]]:
    """Time and last byte of each packet, as the index has them."""
    for line in read_lines(url, run, "packet=pts_time,pos,size", most=MOST_AHEAD):
        if {"pts_time", "pos", "size"} <= line.keys():
            yield float(line["pts_time"]), int(line["pos"]) + int(line["size"])
