"""Asks how large the coming segments are, where no playlist tells.

To know the sizes is worth several percent of what a link can show (`./dev bench abr`, with and
without); a HEAD of each is a few hundred bytes, and one connection asks for them one by one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.player.abr.controller import HORIZON_SECONDS, View
from app.player.connections import StreamRefused
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.http import HttpClient, HttpFault

MOST_REFUSALS = 3
"""So often in a row, and this server doesn't answer such questions."""


def to_ask(view: View, exists: Callable[[int, int], bool]) -> tuple[int, int] | None:
    """The rung and the segment whose size to ask for next, if there is one.

    As far as the controller looks ahead, of the latest rung and of those beside it: one rung's
    sizes tell little of another one's. Nothing before something was fetched: at the start each
    request would be in the way of the picture.
    """
    if view.last_rung is None or not any(_knows_former(view)):
        return None
    first, last = max(0, view.last_rung - 1), min(view.last_rung + 1, len(view.ladder) - 1)
    rungs = sorted(range(first, last + 1), key=lambda rung: (rung != view.last_rung, -rung))
    seconds = 0.0
    for segment in range(view.next_segment, len(view.durations)):
        for rung in rungs:
            if view.sizes[rung][segment] is None and exists(rung, segment):
                return rung, segment
        seconds += view.durations[segment]
        if seconds > HORIZON_SECONDS:
            break
    return None


def _knows_former(view: View) -> list[bool]:
    return [any(sizes[: view.next_segment]) for sizes in view.sizes]


class SizeProbe:
    """Asks for a buffer, on a thread of its own, until it is closed or the server won't say.

    When there is nothing to ask, it sleeps until the buffer has one more segment.
    """

    def __init__(self, buffer: SegmentBuffer, http: HttpClient) -> None:
        self._buffer, self._http = buffer, http
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="matinee-sizes", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Ask for nothing more; an answer under way is not waited for."""
        with self._buffer.changed:
            self._is_closed = True
            self._buffer.advanced.notify_all()

    def _run(self) -> None:
        refusals = 0
        while refusals < MOST_REFUSALS and (wanted := self._next(pausing=bool(refusals))):
            refusals = 0 if self._ask(*wanted) else refusals + 1

    def _next(self, *, pausing: bool) -> tuple[int, int] | None:
        """Wait until there is something to ask; None at the end. After a refusal, not at once."""
        with self._buffer.changed:
            if pausing and not self._is_closed:
                self._buffer.advanced.wait()
            while not self._is_closed:
                if (wanted := self._wanted()) is not None:
                    return wanted
                self._buffer.advanced.wait()
        return None

    def _wanted(self) -> tuple[int, int] | None:
        timeline = self._buffer.timeline
        view = self._buffer.next_view(None)
        return to_ask(view, lambda r, s: bool(timeline.segments(r, s))) if view else None

    def _ask(self, rung: int, index: int) -> bool:
        """Whether the server told it."""
        segments = self._buffer.timeline.segments(rung, index) or ()
        try:
            sizes = [self._http.size_of(segment.resource) for segment in segments]
        except (HttpFault, StreamRefused):
            return False
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes):
            return False
        self._buffer.learn_size(rung, index, sum(known))
        return True
