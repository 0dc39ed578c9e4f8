"""The segments of one track, as others see them: asked for, read while they arrive, counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from app.player.fetch.cache import Piece, SegmentCache
from app.player.fetch.playback_status import FetchedSegments, PlaybackStatus, Tally, Wishes
from app.player.http import HttpBody
from app.player.manifest.timeline import Timeline

RELAY_BELOW_SECONDS = 4.0
SAMPLE_BYTES = 512 * 188


class SegmentBuffer:
    """One track of one play: the picture with its sound, or a sound apart.

    Who fills it (`Fetcher`) holds `_changed` while it does, and wakes who waits by it. All public
    methods may be called from any thread.
    """

    def __init__(self, timeline: Timeline, cache: SegmentCache | None = None) -> None:
        self.timeline = timeline
        self.tally = Tally()
        self._changed = threading.Condition(threading.RLock())
        self._cache = cache or SegmentCache()
        self._record = FetchedSegments()
        self._status = PlaybackStatus()
        self._wishes = Wishes()
        self._wanted = 0
        self._after_seek = True
        self._closed = False
        self._loading: Piece | None = None
        self._body: HttpBody | None = None

    @property
    def closed(self) -> bool:
        return self._closed

    # What the session tells

    def observe(self, status: PlaybackStatus) -> None:
        with self._changed:
            self._status = status
            self._changed.notify_all()

    def wish(self, wishes: Wishes) -> None:
        """Change the choice; whatever is here in another rung than a newly fixed one is dropped."""
        with self._changed:
            newly_fixed = wishes.fixed is not None and wishes.fixed != self._wishes.fixed
            self._wishes = wishes
            if newly_fixed:
                self._drop_all_but(wishes.fixed)
            self._changed.notify_all()

    def _drop_all_but(self, rung: int | None) -> None:
        playing = self.timeline.index_at(self._status.position_seconds)
        for index in self._cache.indexes():
            piece = self._cache.get(index)
            if piece and piece.rung != rung:
                piece.stands_in = rung is not None and self.timeline.lacks(rung, index)
                if piece.stands_in:
                    continue
                if piece is self._loading:
                    self._abort()
                size = self._cache.drop(index)
                self._waste(size if index >= playing else 0)

    def refocus(self, seconds: float) -> int:
        """The viewer seeks: fetch from there on. The index that mpv will ask for."""
        with self._changed:
            target = self.timeline.index_at(seconds)
            self._wanted = target
            self._after_seek = True
            self._status = PlaybackStatus(seconds, 0.0, waiting=True)
            if self._loading is not None and self._loading.index != target:
                self._abort()
            self._changed.notify_all()
            return target

    # What the gateway asks

    def demand(self, index: int) -> None:
        """mpv wants this segment next."""
        with self._changed:
            self._wanted = index
            self._changed.notify_all()

    def claim(self, index: int, timeout: float, cut: Callable[[], bool]) -> Piece | None:
        """A segment from its first bytes on, to be read to its end; None: not yet, or `cut`."""
        with self._changed:
            self._changed.wait_for(lambda: cut() or self._is_ready(index), timeout)
            if cut() or not self._is_ready(index):
                return None
            piece = self._cache.get(index)
            if piece is not None:
                piece.relayed = True
            return piece

    def read(
        self, piece: Piece, number: int, timeout: float, cut: Callable[[], bool]
    ) -> tuple[bytes | None, bool]:
        """The chunk of that number and whether none will follow; (None, False): not yet."""
        with self._changed:
            self._changed.wait_for(
                lambda: number < len(piece.chunks) or piece.over or cut(), timeout
            )
            chunk = piece.chunks[number] if number < len(piece.chunks) else None
            return chunk, piece.over and number + 1 >= len(piece.chunks)

    def starves(self, piece: Piece, number: int) -> bool:
        """Whether the picture waits, and of this piece there is no chunk of that number yet."""
        with self._changed:
            return self._status.waiting and number >= len(piece.chunks)

    def has(self, index: int) -> bool:
        """Whether a segment is wholly at hand."""
        piece = self._cache.get(index)
        return piece is not None and piece.complete

    def sample(self) -> bytes:
        """The beginning of any segment at hand; nothing if there is none."""
        with self._changed:
            pieces = [self._cache.get(index) for index in self._cache.indexes()]
            found = next((p for p in pieces if p and p.complete), None)
            return b"".join(found.chunks)[:SAMPLE_BYTES] if found else b""

    def _is_ready(self, index: int) -> bool:
        piece = self._cache.get(index)
        if self._closed or piece is None:
            return self._closed
        return piece.complete or (bool(piece.chunks) and self._may_serve(piece))

    def _may_serve(self, piece: Piece) -> bool:
        """A relayed segment can't be exchanged for a smaller one, so relay only in need."""
        if piece.relayed or piece.on_trial:
            return piece.relayed
        return self._status.waiting or self._status.cached_seconds < RELAY_BELOW_SECONDS

    def gave_only(self, rung: int, from_seconds: float) -> bool:
        """Whether all from that time up to where mpv reads is of one rung."""
        with self._changed:
            first = self.timeline.index_at(from_seconds)
            given = range(first, max(first, self._wanted) + 1)
            return all(self._rung_of(index) == rung for index in given)

    def _rung_of(self, index: int) -> int | None:
        piece = self._cache.get(index)
        return piece.rung if piece is not None else self._record.rung_of(index)

    # What the statistics ask

    def rung_at(self, seconds: float) -> int | None:
        """The rung of what is (or was) shown at that time."""
        return self._record.rung_of(self.timeline.index_at(seconds))

    def rungs(self) -> tuple[int, ...]:
        """The rung of each segment that was fetched, in the film's order."""
        with self._changed:
            return self._record.rungs()

    def buffered_until(self) -> float:
        """The media time up to which the gateway holds everything that mpv has not."""
        with self._changed:
            return self.timeline.starts[self._end_of_run()]

    def bytes_held(self) -> int:
        with self._changed:
            return self._cache.size_bytes

    def _end_of_run(self) -> int:
        end = self._cache.complete_until(self._wanted)
        return min(end, len(self.timeline.durations))

    # What both sides do

    def _waste(self, size: int) -> None:
        self.tally = replace(self.tally, bytes_wasted=self.tally.bytes_wasted + size)

    def _count(self, trouble: str | None = None, **more: int) -> None:
        with self._changed:
            totals = {name: getattr(self.tally, name) + value for name, value in more.items()}
            said = self.tally.trouble if trouble is None else trouble
            self.tally = replace(self.tally, trouble=said, **totals)

    def _tell_awaits(self) -> None:
        with self._changed:
            self.tally = replace(self.tally, trouble="", awaits=True)

    def _abort(self) -> None:
        self._loading = None
        if self._body is not None:
            self._body.abort()
