"""What fetching is told of playing, what it tells of itself, and what it remembers."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import WayOn
from app.player.fetch.cache import Piece
from app.player.manifest.timeline import Timeline

BUFFER_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class PlaybackStatus:
    """How playing goes, as far as fetching must know it.

    `cached_seconds` is what mpv itself holds; `waiting` that the picture stands still until
    bytes come (start, seek, stall).
    """

    position_seconds: float = 0.0
    cached_seconds: float = 0.0
    waiting: bool = True


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the viewer and the window ask for: one rung only, none above a cap. Of a track that is
    `unheard` nothing is fetched but what mpv asks for, to see what it is."""

    fixed: int | None = None
    cap: int | None = None
    buffer_seconds: float = BUFFER_SECONDS
    unheard: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Totals of one track, for the statistics and for the line that says what is going on.

    `awaits`: what is wanted next is not made yet, which is no trouble; `instead` why the original
    can't be played until it is. `way_on`: what may help against the `error`.
    """

    bytes_received: int = 0
    bytes_wasted: int = 0
    failures: int = 0
    abandoned: int = 0
    trouble: str = ""
    error: str | None = None
    awaits: bool = False
    way_on: WayOn = WayOn.AGAIN
    instead: str = ""

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.bytes_received + other.bytes_received,
            self.bytes_wasted + other.bytes_wasted,
            self.failures + other.failures,
            self.abandoned + other.abandoned,
            self.trouble or other.trouble,
            self.error or other.error,
            self.awaits or other.awaits,
            self.way_on if self.error else other.way_on,
            self.instead or other.instead,
        )


class FetchedSegments:
    """The rung of each segment that was fetched, and the sizes that are known.

    Guarded by its owner's lock.
    """

    def __init__(self) -> None:
        self._rungs: dict[int, int] = {}
        self._sizes: dict[tuple[int, int], int] = {}

    def begun(self, piece: Piece) -> None:
        self._rungs[piece.index] = piece.shown_rung

    def finished(self, piece: Piece) -> None:
        self._rungs[piece.index] = piece.shown_rung
        if not piece.original:
            self._sizes[piece.rung, piece.index] = piece.size_bytes

    def told(self, rung: int, index: int, size_bytes: int) -> None:
        """What the server says of a segment that is not here yet."""
        self._sizes.setdefault((rung, index), size_bytes)

    def rung_of(self, index: int) -> int | None:
        return self._rungs.get(index)

    def rungs(self) -> tuple[int, ...]:
        """In the film's order."""
        return tuple(rung for _, rung in sorted(self._rungs.items()))

    def sizes(self, timeline: Timeline) -> list[list[int | None]]:
        """By rung and segment: as fetched or asked for, else as the playlists tell."""
        sizes = timeline.sizes()
        for (rung, index), size in self._sizes.items():
            if index < len(sizes[rung]):
                sizes[rung][index] = size
        return sizes
