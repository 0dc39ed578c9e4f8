"""The segments of one track, as others see them: asked for, read while they arrive, counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from app.errors import MatineeError
from app.player.abr import controller
from app.player.abr.throughput import Estimate
from app.player.fetch.cache import ORIGINAL, Piece, SegmentCache
from app.player.fetch.playback_status import FetchedSegments, PlaybackStatus, Tally, Wishes
from app.player.fetch.stand_in import Before
from app.player.http import HttpBody
from app.player.manifest.playlist import SHORTENED_SECONDS
from app.player.manifest.timeline import Timeline

RELAY_BELOW_SECONDS = 4.0
SAMPLE_BYTES = 512 * 188


class Cancelled(Exception):
    """What was being fetched is not wanted any more."""


class SegmentBuffer:
    """One track of one play: the picture with its sound, or a sound apart.

    All methods may be called from any thread. `changed` guards it, and wakes who waits for it; who
    decides by more than one call holds it meanwhile. `advanced` is of the same lock, and wakes only
    when a segment is whole.
    """

    def __init__(self, timeline: Timeline, cache: SegmentCache | None = None) -> None:
        self.timeline = timeline
        self.tally = Tally()
        lock = threading.RLock()
        self.changed, self.advanced = threading.Condition(lock), threading.Condition(lock)
        self._cache = cache or SegmentCache()
        self._record = FetchedSegments()
        self._status = PlaybackStatus()
        self._wishes = Wishes()
        self._wanted = 0
        self._after_seek = True
        self._sample = b""
        self._closed = False
        self._loading: Piece | None = None
        self._stuck: Piece | None = None
        self._body: HttpBody | None = None

    @property
    def closed(self) -> bool:
        return self._closed

    # What the session tells

    def observe(self, status: PlaybackStatus) -> None:
        with self.changed:
            self._status = status
            self.changed.notify_all()

    def wish(self, wishes: Wishes) -> None:
        """Change the choice; whatever is here in another rung than a newly fixed one is dropped."""
        with self.changed:
            newly_fixed = wishes.fixed is not None and wishes.fixed != self._wishes.fixed
            self._wishes = wishes
            if newly_fixed:
                self._drop_all_but(wishes.fixed)
            self.changed.notify_all()

    def _drop_all_but(self, rung: int | None) -> None:
        playing = self.timeline.index_at(self._status.position_seconds)
        for piece in self._cache.pieces():
            if piece.rung != rung:
                lacks = rung is not None and self.timeline.lacks(rung, piece.index)
                piece.stands_in = lacks and not piece.original
                if piece.stands_in:
                    continue
                if piece is self._loading:
                    self._abort()
                size = self._cache.drop(piece.index)
                self._waste(size if piece.index >= playing else 0)

    def refocus(self, seconds: float) -> int:
        """The viewer seeks: fetch from there on. The index that mpv will ask for."""
        with self.changed:
            target = self.timeline.index_at(seconds)
            self._wanted = target
            self._after_seek = True
            self._status = PlaybackStatus(seconds, 0.0, waiting=True)
            self._drop_what_ends_here()
            loading = self._loading
            if loading is not None and (loading.index != target or not loading.settled):
                self._abort()
            self.changed.notify_all()
            return target

    def _drop_what_ends_here(self) -> None:
        """What was cut to go on from something else, or comes far too slowly, is of no use where
        playing begins anew."""
        for piece in self._cache.pieces():
            if piece.original or (piece is self._stuck and not piece.complete):
                if piece is self._loading:
                    self._abort()
                self._waste(self._cache.drop(piece.index))
        self._stuck = None

    # What the gateway asks

    def demand(self, index: int) -> None:
        """mpv wants this segment next."""
        with self.changed:
            self._wanted = index
            self.changed.notify_all()

    def claim(self, index: int, timeout: float, cut: Callable[[], bool]) -> Piece | None:
        """A segment from its first bytes on, to be read to its end; None: not yet, or `cut`."""
        with self.changed:
            self.changed.wait_for(lambda: cut() or self._is_ready(index), timeout)
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
        with self.changed:
            self.changed.wait_for(
                lambda: number < len(piece.chunks) or piece.over or cut(), timeout
            )
            chunk = piece.chunks[number] if number < len(piece.chunks) else None
            return chunk, piece.over and number + 1 >= len(piece.chunks)

    def starves(self, piece: Piece, number: int) -> bool:
        """Whether the picture waits, and of this piece there is no chunk of that number yet."""
        with self.changed:
            return self._status.waiting and number >= len(piece.chunks)

    def has(self, index: int) -> bool:
        """Whether a segment is wholly at hand."""
        piece = self._cache.get(index)
        return piece is not None and piece.complete

    def sample(self) -> bytes:
        """The beginning of a segment that was here; nothing if there was none yet."""
        return self._sample

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
        with self.changed:
            first = self.timeline.index_at(from_seconds)
            given = range(first, max(first, self._wanted) + 1)
            return all(self._rung_of(index) == rung for index in given)

    def _rung_of(self, index: int) -> int | None:
        piece = self._cache.get(index)
        return piece.shown_rung if piece is not None else self._record.rung_of(index)

    # What the statistics ask

    def rung_at(self, seconds: float) -> int | None:
        """The rung of what is (or was) shown at that time."""
        return self._record.rung_of(self.timeline.index_at(seconds))

    def rungs(self) -> tuple[int, ...]:
        """The rung of each segment that was fetched, in the film's order."""
        with self.changed:
            return self._record.rungs()

    def buffered_until(self) -> float:
        """The media time up to which the gateway holds everything that mpv has not."""
        with self.changed:
            end = self._cache.complete_until(self._wanted)
            return self.timeline.starts[min(end, len(self.timeline.durations))]

    def held(self) -> tuple[tuple[float, float], ...]:
        """The time of each segment that is here whole."""
        with self.changed:
            starts, last = self.timeline.starts, len(self.timeline.durations)
            whole = (piece.index for piece in self._cache.pieces() if piece.complete)
            return tuple((starts[i], starts[i + 1]) for i in whole if i < last)

    def bytes_held(self) -> int:
        with self.changed:
            return self._cache.size_bytes

    # What the fetcher does

    def begin_at(self, seconds: float) -> None:
        with self.changed:
            # In the playlist that mpv reads, all but the first begin so much earlier.
            self._wanted = self.timeline.index_at(seconds + SHORTENED_SECONDS) if seconds else 0
            self._status = replace(self._status, position_seconds=seconds)

    def close(self) -> None:
        with self.changed:
            self._closed = True
            self._abort()
            self.changed.notify_all()

    def next_view(self, estimate: Estimate | None) -> controller.View | None:
        """What to decide by for the segment to fetch next; None if none is to be fetched."""
        with self.changed:
            if self.tally.error is not None:
                return None
            playing = self.timeline.index_at(self._status.position_seconds)
            self._cache.trim(playing - 1, 0)
            index = self._next_index()
            if self._wishes.unheard and index != self._wanted:
                return None
            return self.view_of(index, estimate)

    def _next_index(self) -> int:
        """The first place that has nothing, or only a stand-in for what is made by now."""
        missing, fixed = self._cache.first_missing(self._wanted), self._wishes.fixed
        for index in range(self._wanted + 1, missing):
            piece = self._cache.get(index)
            if piece is None or not piece.stands_in or piece.rung == fixed or piece.relayed:
                continue
            if fixed is not None and self.timeline.segments(fixed, index):
                self._waste(self._cache.drop(index))
                return index
        return missing

    def view_of(self, index: int, estimate: Estimate | None) -> controller.View | None:
        """What the controller decides by for that segment; None past the end."""
        with self.changed:
            durations = self.timeline.durations
            if index >= len(durations):
                return None
            status, wishes = self._status, self._wishes
            waiting = status.waiting and index == self._wanted
            level = max(0.0, self.timeline.starts[index] - status.position_seconds)
            return controller.View(
                ladder=self.timeline.ladder,
                durations=durations,
                sizes=self._record.sizes(self.timeline),
                next_segment=index,
                buffer_seconds=0.0 if waiting else level,
                last_rung=None if self._after_seek else self._rung_before(index),
                estimate=estimate,
                waiting=waiting,
                growing=not self.timeline.complete,
                cap=wishes.cap,
                fixed=wishes.fixed,
                max_buffer_seconds=wishes.buffer_seconds,
                memory_full=self._cache.is_full,
            )

    def _rung_before(self, index: int) -> int | None:
        rung = self._record.rung_of(index - 1)
        return None if rung == ORIGINAL else rung

    def place_of(self, piece: Piece) -> tuple[Before, float, int]:
        """What a piece goes on from, the seconds at hand before it (less than none where playing
        begins inside of it), and the first place that can still be done over."""
        with self.changed:
            level = self.timeline.starts[piece.index] - self._status.position_seconds
            undone = piece.index
            while (p := self._cache.get(undone - 1)) and not (p.relayed or p.original):
                undone -= 1
            before = self._cache.get(piece.index - 1)
            if piece.anew or before is None or not before.complete:
                return Before.NOTHING, level, piece.index
            kind = Before.ORIGINAL if before.original else Before.LADDER
            return kind, level, undone

    def tell_stuck(self, piece: Piece) -> None:
        """The player has begun with it, and would wait for long: only a new beginning helps."""
        with self.changed:
            self._stuck = piece

    @property
    def stuck(self) -> bool:
        """Whether what loads is such a piece."""
        return self._stuck is not None and self._stuck is self._loading

    def step_back(self, piece: Piece, index: int) -> None:
        """Do the places from `index` up to this one over. Ends in `Cancelled`."""
        with self.changed:
            for place in range(index, piece.index):
                self._waste(self._cache.drop(place))
        raise Cancelled

    def begin(self, piece: Piece) -> Piece:
        with self.changed:
            self._cache.put(piece)
            self._loading = piece
            piece.anew, self._after_seek = self._after_seek, False
            return piece

    def receive(self, body: HttpBody | None) -> None:
        """The answer under way, which a change of mind may abort."""
        with self.changed:
            self._body = body

    def check_wanted(self, piece: Piece) -> None:
        """Raises `Cancelled` if nobody waits for it any more."""
        if self._closed or self._cache.get(piece.index) is not piece or self._loading is not piece:
            raise Cancelled

    def add(self, piece: Piece, chunk: bytes) -> None:
        with self.changed:
            self.check_wanted(piece)
            if not chunk:
                return
            piece.append(chunk)
            self._record.begun(piece)
            self.changed.notify_all()

    def add_original(self, piece: Piece, segment: bytes) -> None:
        """The whole of it, at once."""
        with self.changed:
            piece.original = True
            self.add(piece, segment)

    def rewrite(self, index: int, change: Callable[[bytes], bytes]) -> None:
        """Change a segment, unless mpv has it already."""
        with self.changed:
            piece = self._cache.get(index)
            if piece is not None and piece.complete and not piece.relayed:
                whole = change(b"".join(piece.chunks))
                piece.chunks, piece.size_bytes, piece.weight = [], 0, 0
                piece.append(whole)

    def restart(self, piece: Piece, rung: int) -> None:
        with self.changed:
            self._waste(piece.size_bytes + piece.raw_bytes)
            piece.restart(rung)

    def finish(self, piece: Piece) -> None:
        with self.changed:
            self.check_wanted(piece)
            piece.complete = True
            self._loading = None
            self._record.finished(piece)
            self._sample = self._sample or b"".join(piece.chunks)[:SAMPLE_BYTES]
            self.tally = replace(self.tally, trouble="", awaits=False, instead="")
            self.changed.notify_all()
            self.advanced.notify_all()

    def learn_size(self, rung: int, index: int, size_bytes: int) -> None:
        """What a segment has, before it is fetched."""
        with self.changed:
            self._record.told(rung, index, size_bytes)

    def forget(self, piece: Piece) -> None:
        with self.changed:
            piece.dead = True
            self._waste(piece.size_bytes)
            piece.restart(piece.rung)  # whoever still knows it would keep its bytes
            if self._cache.get(piece.index) is piece:
                self._cache.drop(piece.index)
            if self._loading is piece:
                self._loading = None
            self.changed.notify_all()

    def give_up(self, fault: MatineeError) -> None:
        """Nothing more will come."""
        with self.changed:
            self.tally = replace(self.tally, error=fault.sentence, way_on=fault.way_on)
            self.changed.notify_all()

    def count(self, trouble: str | None = None, **more: int) -> None:
        with self.changed:
            totals = {name: getattr(self.tally, name) + value for name, value in more.items()}
            said = self.tally.trouble if trouble is None else trouble
            self.tally = replace(self.tally, trouble=said, **totals)

    def tell_awaits(self, instead: str = "") -> None:
        with self.changed:
            self.tally = replace(self.tally, trouble="", awaits=True, instead=instead)

    # What both sides do

    def _waste(self, size: int) -> None:
        self.tally = replace(self.tally, bytes_wasted=self.tally.bytes_wasted + size)

    def _abort(self) -> None:
        self._loading = None
        if self._body is not None:
            self._body.abort()
