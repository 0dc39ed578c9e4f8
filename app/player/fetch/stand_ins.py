"""Segments of the original where the ladder is not made yet: which, and how they join."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.errors import Sentence
from app.player.abr.throughput import Estimate
from app.player.fetch.cache import Piece
from app.player.fetch.original import OriginalReader
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.fetch.stand_in import Before, GrowingPlace, Supply, supply_of
from app.player.http import HttpBody, HttpClient, Resource
from app.player.remux import ts
from app.player.remux.index import CannotStandIn
from app.player.remux.original import Cut, OriginalCutter

PATIENCE_SECONDS = 2.0
LITTLE_PATIENCE_SECONDS = 0.5
"""For the index, where there is something else to play."""
CLOCK_BYTES = 64 * ts.PACKET
TOO_LARGE = Sentence("The original is too large for this connection.")
Bring = Callable[[Piece, HttpBody], bytes]


class StandIns:
    """Looks at one piece, and makes it where the original is to stand in."""

    def __init__(self, buffer: SegmentBuffer, original: OriginalReader, ladder: HttpClient) -> None:
        self._buffer = buffer
        self._timeline = buffer.timeline
        self._original = original
        self._ladder = ladder
        self._cutter: OriginalCutter | None = None
        self._key: float | None = None
        self._start = self._goal = 0.0
        self._before = Before.NOTHING
        self.trouble = ""
        """Why the original is of no use, as a sentence."""

    def supply(self, piece: Piece, estimate: Estimate | None) -> Supply:
        """Raises `HttpFault`."""
        reach = self._timeline.reach(piece.index)
        if reach is None:
            return Supply.LADDER
        starts = self._timeline.starts
        self._start = start = starts[piece.index]
        self._before, ahead, undone = self._buffer.place_of(piece)
        self._goal = start - ahead
        self._cutter = self._original.cutter(
            LITTLE_PATIENCE_SECONDS if reach else PATIENCE_SECONDS, self._beginning
        )
        usable = self._is_usable(estimate, needed=not reach)
        if usable and self._cutter is not None:
            ends = starts[min(piece.index + reach, len(starts) - 1)]
            self._key = self._cutter.last_key(starts[undone], ends)
        key = None if self._key is None else self._key - start
        duration = self._timeline.durations[piece.index]
        return supply_of(GrowingPlace(reach, self._before, duration, ahead, key, usable))

    @property
    def back(self) -> int:
        """The place that has the key frame to join at."""
        assert self._key is not None
        return self._timeline.index_at(self._key)

    @property
    def ends_before(self) -> Callable[[bytes], bytes] | None:
        """How a segment of the original ends when the ladder goes on from it."""
        if self._before is not Before.ORIGINAL or self._cutter is None:
            return None
        ticks = self._cutter.ticks_at(self._start)
        return lambda segment: ts.cut_before(segment, ticks)[0]

    def made(self, piece: Piece, ladder: bytes, bring: Bring) -> bytes:
        """The segment; `ladder` is what it begins with, if they are to be joined."""
        cutter = self._cutter
        if cutter is None:
            raise CannotStandIn
        kept = b""
        if ladder:
            assert self._key is not None
            kept, sound_ends = ts.cut_before(ladder, cutter.ticks_at(self._key))
            cut = cutter.rest(self._key, sound_ends, self._stop(piece.index))
        else:
            cut = self._cut(cutter, piece.index)
        plan = self._original.plan(cutter, cut)
        bodies = [bring(piece, self._original.open(resource)) for resource in plan.resources]
        return kept + cutter.segment(cut, plan.ranges, bodies)

    def _cut(self, cutter: OriginalCutter, index: int) -> Cut:
        start, stop = self._timeline.starts[index], self._stop(index)
        match self._before:
            case Before.NOTHING:
                goal = self._goal if start <= self._goal < stop else start
                return cutter.led(start, stop, goal)
            case Before.LADDER:
                return cutter.gapped(start, stop)
            case Before.ORIGINAL:
                return cutter.whole(start, stop)

    def _stop(self, index: int) -> float:
        """The last place takes all that is left."""
        starts = self._timeline.starts
        return starts[index + 1] if index + 2 < len(starts) else math.inf

    def _is_usable(self, estimate: Estimate | None, *, needed: bool) -> bool:
        self.trouble = self._original.trouble
        if self._cutter is None:
            return False
        fits = self._original.fits(estimate, needed=needed)
        self.trouble = "" if fits else TOO_LARGE
        return fits

    def _beginning(self) -> bytes:
        """The first bytes of the ladder; of any rung, for all go by one clock."""
        for rung in range(len(self._timeline.ladder)):
            if found := self._timeline.segments(rung, 0):
                resource = found[0].resource
                stop = resource.start + CLOCK_BYTES
                return self._ladder.read(Resource(resource.url, resource.start, stop))
        return b""
