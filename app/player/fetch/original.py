"""The original of a film whose ladder still grows: its index, and segments out of it."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from app.errors import MatineeError
from app.player import bounds
from app.player.abr.throughput import Estimate
from app.player.http import HttpBody, HttpClient, HttpFault, MediaCredentials, Resource
from app.player.manifest.presentation import OriginalPlace
from app.player.remux import ts
from app.player.remux.index import CannotStandIn, FilmIndex, read_index
from app.player.remux.original import ByteRange, Cut, OriginalCutter

logger = logging.getLogger(__name__)

HEAD_BYTES = 64 * 1024
AGAIN_SECONDS = 5.0
"""After a fault of the line, until the index is asked for once more."""
SPARE_SHARE = 0.9
"""Of a line: the rest is for its moods."""


@dataclass(frozen=True, slots=True)
class CutPlan:
    """What has to be fetched for a cut, and from where."""

    ranges: tuple[ByteRange, ...]
    resources: tuple[Resource, ...]


class OriginalReader:
    """Safe from any thread. `place` is where the file is at present; None: nowhere.

    Its index is read on a thread of its own, so that the ladder's beginning need not wait for it.
    """

    def __init__(
        self,
        place: Callable[[], OriginalPlace | None],
        allowed_hosts: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = HttpClient(self._credentials, allowed_hosts)
        self._clock = clock
        self._place = place
        self._lock = threading.Lock()
        self._settled = threading.Event()
        self._begun = self._stands_apart = False
        self._again_at = math.inf
        self._total_bytes = 0
        self._index: FilmIndex | None = None
        self._cutter: OriginalCutter | None = None
        self.trouble = ""
        """Why it can't be played, as a sentence."""

    def _credentials(self) -> MediaCredentials:
        place = self._place()
        return MediaCredentials() if place is None else place.credentials

    def _url(self) -> str:
        """Raises `CannotStandIn`."""
        if (place := self._place()) is None:
            raise CannotStandIn
        return place.url

    @property
    def is_there(self) -> bool:
        return self._place() is not None

    def prepare(self) -> None:
        """Begin to read the index."""
        with self._lock:
            if not self.is_there or (self._begun and self._clock() < self._again_at):
                return
            self._begun, self._again_at = True, math.inf
        threading.Thread(target=self._read, name="matinee-original", daemon=True).start()

    def close(self) -> None:
        self._settled.set()
        self._http.close()

    def refuse(self, fault: MatineeError) -> None:
        """It is of no use after all, here at least."""
        with self._lock:
            self.trouble, self._cutter, self._index = fault.sentence, None, None
            self._stands_apart = isinstance(fault, CannotStandIn)

    def cutter(
        self, patience_seconds: float, beginning: Callable[[], bytes]
    ) -> OriginalCutter | None:
        """What cuts it, once the index is read; `beginning` brings the first bytes of the ladder,
        whose clock it goes by. Raises `HttpFault`."""
        self.prepare()
        if not self._settled.wait(patience_seconds):
            return None
        with self._lock:
            index, cutter = self._index, self._cutter
        if cutter is not None or index is None:
            return cutter
        if (zero := ts.first_time(beginning())) is None:
            self.refuse(CannotStandIn())
            return None
        with self._lock:
            self._cutter = OriginalCutter(index, zero)
            return self._cutter

    def plays_apart(self, seconds: float, estimate: Estimate | None) -> bool:
        """Whether nothing can be cut out of it, and the line carries it as it is."""
        if not (self._stands_apart and self.is_there):
            return False
        return estimate is None or self._total_bytes * 8 < estimate.bps * SPARE_SHARE * seconds

    def fits(self, estimate: Estimate | None, *, needed: bool) -> bool:
        """Whether the line carries it; one that nobody knows is tried where it is `needed`."""
        index = self._index
        if index is None or estimate is None:
            return needed
        return index.bps < estimate.bps * SPARE_SHARE

    def plan(self, cutter: OriginalCutter, cut: Cut) -> CutPlan:
        url = self._url()
        ranges = cutter.ranges(cut)
        if sum(span.stop - span.start for span in ranges) > bounds.SEGMENT_BYTES:
            raise CannotStandIn
        return CutPlan(ranges, tuple(Resource(url, r.start, r.stop) for r in ranges))

    def open(self, resource: Resource) -> HttpBody:
        return self._http.open(resource)

    def _read(self) -> None:
        try:
            index = self._read_index()
        except MatineeError as fault:
            logger.info("The original can't stand in: %s", fault)
            self.refuse(fault)
            if isinstance(fault, HttpFault):
                self._again_at = self._clock() + AGAIN_SECONDS
        else:
            with self._lock:
                self._index = index
        self._settled.set()

    def _read_index(self) -> FilmIndex:
        url = self._url()
        head, total = self._span(Resource(url, 0, HEAD_BYTES))
        if total is None:
            raise CannotStandIn
        self._total_bytes = total

        def read(start: int, stop: int) -> bytes:
            if stop <= len(head):
                return head[start:stop]
            return self._span(Resource(url, start, min(stop, total)))[0]

        return read_index(read, total)

    def _span(self, resource: Resource) -> tuple[bytes, int | None]:
        body = self._http.open(resource)
        try:
            return b"".join(body.chunks()), body.total_bytes
        finally:
            body.close()
