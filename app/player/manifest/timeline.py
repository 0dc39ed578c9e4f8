"""What there is to play: the rungs of one film, cut into the same segments, as far as known."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence

from app.errors import Sentence
from app.player.abr.controller import Rung
from app.player.manifest.playlist import (
    MediaPlaylist,
    Segment,
    Variant,
    is_aligned,
    predicted,
    starts,
)


class Timeline:
    """The segments of a ladder. Playlists may be replaced while it plays: a growing film, renewed
    addresses; the durations that mpv was told stay. Safe from any thread."""

    def __init__(self, variants: Sequence[Variant], total_seconds: float | None = None) -> None:
        self._lock = threading.Lock()
        self._total_seconds = total_seconds
        self._playlists: list[MediaPlaylist | None] = [None] * len(variants)
        self._durations: tuple[float, ...] = ()
        self._starts: tuple[float, ...] = (0.0,)
        self.variants = tuple(variants)
        self.ladder = tuple(rung_of(variant) for variant in variants)

    @property
    def durations(self) -> tuple[float, ...]:
        return self._durations

    @property
    def starts(self) -> tuple[float, ...]:
        return self._starts

    @property
    def duration_seconds(self) -> float:
        return self._starts[-1]

    @property
    def complete(self) -> bool:
        """Whether nothing of what is known will grow any more."""
        with self._lock:
            return all(p.complete for p in self._playlists if p is not None)

    @property
    def weight(self) -> int:
        """What its playlists take of memory, as `Allowance` counts it."""
        return sum(self.weight_of(rung) for rung in range(len(self.variants)))

    def weight_of(self, rung: int) -> int:
        playlist = self._playlists[rung]
        return 0 if playlist is None else playlist.weight

    @property
    def announced_whole(self) -> bool:
        """Whether mpv may be told that this is all: it ends here, or the end is predicted."""
        return self._total_seconds is not None or self.complete

    def set_playlist(self, rung: int, playlist: MediaPlaylist) -> bool:
        """Learn (or learn again) the segments of a rung; False if it is cut differently."""
        with self._lock:
            durations = tuple(s.duration_seconds for s in playlist.segments)
            if self._durations and not is_aligned(durations, self._durations):
                return False
            self._playlists[rung] = playlist
            if self._total_seconds is None or not self._durations:
                self._extend(durations, playlist.complete)
            return True

    def _extend(self, durations: tuple[float, ...], complete: bool) -> None:
        known = durations if complete else predicted(durations, self._total_seconds)
        if len(known) > len(self._durations):
            self._durations = (*self._durations, *known[len(self._durations) :])
            self._starts = starts(self._durations)

    def knows(self, rung: int) -> bool:
        return self._playlists[rung] is not None

    def lacks(self, rung: int, index: int) -> bool:
        """Whether the rung is known, and does not reach as far as this yet."""
        return self.knows(rung) and self.segments(rung, index) is None

    def segments(self, rung: int, index: int) -> tuple[Segment, ...] | None:
        """What the rung has at this place of mpv's playlist; None: not yet, or not known.

        The last place takes all that is left, if the film turned out longer than predicted; a
        place is empty if it turned out shorter.
        """
        with self._lock:
            playlist = self._playlists[rung]
            if playlist is None:
                return None
            if index < len(self._durations) - 1:
                found = playlist.segments[index : index + 1]
            else:
                found = playlist.segments[index:] if playlist.complete else ()
            return found if found or playlist.complete else None

    def made_until(self) -> float | None:
        """The media time up to which there is something at some rung; None: all of it."""
        with self._lock:
            known = [playlist for playlist in self._playlists if playlist is not None]
            if not known or any(playlist.complete for playlist in known):
                return None
            made = max(len(playlist.segments) for playlist in known)
            return self._starts[min(made, len(self._durations))]

    def name_of(self, rung: int | None) -> str | None:
        """What a viewer knows it by; none of the ladder's is the original."""
        if rung is None or 0 <= rung < len(self.variants):
            return None if rung is None else self.variants[rung].name
        return Sentence("Original")

    def reach(self, index: int) -> int | None:
        """How many places from this one on are made at some rung; None: all to the end."""
        with self._lock:
            known = [playlist for playlist in self._playlists if playlist is not None]
            if any(playlist.complete for playlist in known):
                return None
            made = max((len(playlist.segments) for playlist in known), default=0)
            return max(0, min(made, len(self._durations) - 1) - index)

    def sizes(self) -> list[list[int | None]]:
        """Bytes by rung and segment where the playlists tell."""
        with self._lock:
            return [self._sizes_of(playlist) for playlist in self._playlists]

    def _sizes_of(self, playlist: MediaPlaylist | None) -> list[int | None]:
        known = [s.size_bytes for s in playlist.segments] if playlist else []
        missing = len(self._durations) - len(known)
        return [*known[: len(self._durations)], *[None] * missing]

    def index_at(self, seconds: float) -> int:
        """The segment that holds this time; the first or last one outside the film."""
        starts = self._starts
        return max(0, bisect_right(starts, seconds, hi=len(starts) - 1) - 1)


def rung_of(variant: Variant) -> Rung:
    """The variant as the controller sees it."""
    return Rung(
        name=variant.name,
        width=variant.width or 1920,
        height=variant.height or 1080,
        nominal_bps=variant.average_bps,
        average_bps=variant.average_bps,
        peak_bps=variant.peak_bps,
    )
