"""What a play offers, and how it stands: values that a decision may depend on."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.player.abr.controller import Rung
from app.player.engine.api import Rendition, Track
from app.player.fetch.playback_status import Tally


@dataclass(frozen=True, slots=True)
class Offer:
    """The choices that a play gives once it is loaded. A file has no rungs to choose from. `sound`
    is the one to begin with, `title` what the film calls itself."""

    renditions: tuple[Rendition, ...] = ()
    ladder: tuple[Rung, ...] = ()
    subtitles: tuple[Track, ...] = ()
    sounds: tuple[Track, ...] = ()
    sound: int = 0
    title: str = ""

    def rung(self, name: str | None) -> int | None:
        names = [rendition.name for rendition in self.renditions]
        return names.index(name) if name in names else None


@dataclass(frozen=True, slots=True)
class Reading:
    """How fetching stands at one moment; all zero where there is nothing to fetch.

    `rendition` is the one that is (or was) shown at the place asked about, `buffered_until` the
    media time up to which everything is here that mpv does not have, `held` the time of each
    segment that is here, and `made_until` how far the film is made (None: all of it). `cache_hits`
    are the `answers` that a cache before the `server` had. `plays_apart`: the original is there,
    but nothing that segments could be cut out of.
    """

    tally: Tally = field(default_factory=Tally)
    rendition: str | None = None
    duration_seconds: float | None = None
    buffered_until: float = 0.0
    held: tuple[tuple[float, float], ...] = ()
    made_until: float | None = None
    server: str = ""
    answers: int = 0
    cache_hits: int = 0
    bytes_held: int = 0
    throughput_bps: float | None = None
    plays_apart: bool = False
