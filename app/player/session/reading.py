"""What a play offers, and how it stands: values that a decision may depend on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.player.abr.controller import Rung
from app.player.engine.api import Rendition, Track
from app.player.fetch.playback_status import Tally
from app.player.manifest.playlist import Sidecar, Variant


@dataclass(frozen=True, slots=True)
class Offer:
    """The choices that a play gives once it is loaded. A file has no rungs to choose from. `sound`
    is the one to begin with, `title` what the film calls itself. `sound_alone` is a play of its
    own: the `ladder`, which is what this one plays, has it or the renditions."""

    renditions: tuple[Rendition, ...] = ()
    ladder: tuple[Rung, ...] = ()
    subtitles: tuple[Track, ...] = ()
    sounds: tuple[Track, ...] = ()
    sound: int = 0
    title: str = ""
    sound_alone: Rendition | None = None

    def rung(self, name: str | None) -> int | None:
        names = [rung.name for rung in self.ladder]
        return names.index(name) if name in names else None

    def is_sound_alone(self, name: str | None) -> bool:
        return self.sound_alone is not None and name == self.sound_alone.name

    @property
    def plays_sound_alone(self) -> bool:
        return self.sound_alone is not None and self.rung(self.sound_alone.name) is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """How fetching stands at one moment; all zero where there is nothing to fetch.

    `rendition` is the one that is (or was) shown at the place asked about, `buffered_until` the
    media time up to which everything is here that mpv does not have, `held` the time of each
    segment that is here, and `made_until` how far the film is made (None: all of it). `cache_hits`
    are the `answers` that a cache before the `server` had. `plays_apart`: the original is there,
    but nothing that segments could be cut out of. `stuck`: the picture waits for what comes far too
    slowly, and would be there sooner if it began anew.
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
    stuck: bool = False


def rendition_of(variant: Variant) -> Rendition:
    width, height = variant.width or None, variant.height or None
    rate, codec = variant.frame_rate, variant.codec
    return Rendition(variant.name, variant.average_bps, width, height, rate, codec)


def tracks_of(sidecars: Iterable[Sidecar]) -> tuple[Track, ...]:
    return tuple(
        Track(s.label, s.language, is_forced=s.is_forced, is_sdh=s.is_sdh) for s in sidecars
    )


def preferred(sounds: Sequence[Sidecar], languages: Iterable[str]) -> int:
    """The place of the sound to begin with: in the viewer's language, or else the film's own."""
    spoken = [sound.language.lower().partition("-")[0] for sound in sounds]
    for language in languages:
        if (wanted := language.lower().partition("-")[0]) in spoken:
            return spoken.index(wanted)
    return next((place for place, sound in enumerate(sounds) if sound.default), 0)
