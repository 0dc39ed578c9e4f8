"""A film that is kept on this disk, as values; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

DAY_SECONDS = 86_400.0
GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """One to have. `size_bytes` is the playlist's word; `jumps`: the clock is another one from
    here on."""

    seconds: float
    size_bytes: int | None = None
    jumps: bool = False


@dataclass(frozen=True, slots=True)
class KeptTrack:
    """The picture, or a sound that is apart from it; `begins`: it has an init segment."""

    name: str
    segments: tuple[PlannedSegment, ...]
    label: str = ""
    language: str = ""
    begins: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """What it consists of, in the order in which it is played."""
        numbered = tuple(f"{self.name}/{at:05}.ts" for at in range(len(self.segments)))
        return (f"{self.name}/init.mp4", *numbered) if self.begins else numbered


@dataclass(frozen=True, slots=True)
class KeptSubtitles:
    file: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file that is here: as long as the server said, and what its bytes hash to."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """What is to be here of a film, at one quality."""

    video_id: str
    title: str
    channel: str
    quality: str
    width: int
    height: int
    average_bps: float
    duration_seconds: float
    tracks: tuple[KeptTrack, ...]
    subtitles: tuple[KeptSubtitles, ...] = ()
    has_chapters: bool = False
    has_poster: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(file for track in self.tracks for file in track.files)

    @property
    def size_bytes(self) -> int:
        """About: where no playlist tells, by the bit rate."""
        return sum(map(self._size_of, (s for track in self.tracks for s in track.segments)))

    def _size_of(self, segment: PlannedSegment) -> int:
        if segment.size_bytes is not None:
            return segment.size_bytes
        return round(segment.seconds * self.average_bps / 8)

    def has_same_bytes(self, other: FilmPlan) -> bool:
        """Whatever is said beside them."""
        return (self.tracks, self.quality) == (other.tracks, other.quality)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> FilmPlan:
        """Raises KeyError, TypeError or ValueError for what is none."""
        tracks = (
            KeptTrack(
                **{**track, "segments": tuple(PlannedSegment(**s) for s in track["segments"])}
            )
            for track in document["tracks"]
        )
        subtitles = (KeptSubtitles(**track) for track in document["subtitles"])
        return cls(**{**document, "tracks": tuple(tracks), "subtitles": tuple(subtitles)})


@dataclass(frozen=True, slots=True)
class KeepRules:
    """What the user allows: so much room, and for so long without being watched; 0: no bound."""

    most_gb: int = 0
    keep_days: int = 0


class KeepState(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    """Not now: the network is metered, or the battery low."""
    RUNNING = "running"
    FAILED = "failed"
    HERE = "here"


@dataclass(frozen=True, slots=True)
class KeptFilm:
    """A film as far as it is here. `used_at`: when it came, or was last watched (Unix time)."""

    plan: FilmPlan
    received: Mapping[str, ReceivedFile]
    used_at: float

    @property
    def missing(self) -> tuple[str, ...]:
        """What is to be fetched, in the order in which it is played: all there is to resuming."""
        return tuple(file for file in self.plan.files if file not in self.received)

    @property
    def is_here(self) -> bool:
        return not self.missing

    @property
    def have_bytes(self) -> int:
        return sum(each.size_bytes for each in self.received.values())

    @property
    def size_bytes(self) -> int:
        """All of it: as it is, or else as it will be, about."""
        return self.have_bytes if self.is_here else max(self.have_bytes, self.plan.size_bytes)

    def with_file(self, file: str, received: ReceivedFile) -> KeptFilm:
        return replace(self, received={**self.received, file: received})

    def planned(self, plan: FilmPlan) -> KeptFilm:
        """Planned anew, from fresh playlists: what is here counts only of the same film."""
        same = plan.has_same_bytes(self.plan)
        return replace(self, plan=plan, received=self.received if same else {})


def used_bytes(films: Iterable[KeptFilm]) -> int:
    """Also what is still to come counts, or two downloads would each have the same room."""
    return sum(film.size_bytes for film in films)


def fits(wanted_bytes: int, films: Iterable[KeptFilm], most_gb: int) -> bool:
    """`most_gb` 0: there is no bound but the disk."""
    return not most_gb or used_bytes(films) + wanted_bytes <= most_gb * GB


def expired(films: Iterable[KeptFilm], now: float, keep_days: int) -> tuple[KeptFilm, ...]:
    """Those that nobody has watched for so long; with 0 days none ever is."""
    if not keep_days:
        return ()
    return tuple(film for film in films if now - film.used_at > keep_days * DAY_SECONDS)


def best_for(plans: Sequence[FilmPlan], lines: int) -> FilmPlan:
    """The least that fills a screen of so many lines, or else the most there is; from the lowest
    up, and never empty."""
    return next((plan for plan in plans if min(plan.width, plan.height) >= lines), plans[-1])


def multivariant(plan: FilmPlan) -> str:
    """The playlist of the one quality that is here."""
    picture, *sounds = plan.tracks
    lines = ["#EXTM3U", "#EXT-X-VERSION:6"]
    for at, sound in enumerate(sounds):
        name, default = quoted(sound.label or sound.name), "YES" if at == 0 else "NO"
        language = f',LANGUAGE="{quoted(sound.language)}"' if sound.language else ""
        uri = f'URI="{sound.name}/play.m3u8"'
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="{name}"{language},DEFAULT={default},{uri}'
        )
    rate = max(1, round(plan.average_bps))
    size = f",RESOLUTION={plan.width}x{plan.height}" if plan.width and plan.height else ""
    group = ',AUDIO="sound"' if sounds else ""
    lines += [f"#EXT-X-STREAM-INF:BANDWIDTH={rate}{size}{group}", f"{picture.name}/play.m3u8"]
    return "\n".join(lines) + "\n"


def media_playlist(track: KeptTrack, sizes: Sequence[int]) -> str:
    """Of one track; `sizes` are those of its segments, as they are on the disk."""
    longest = max((segment.seconds for segment in track.segments), default=1.0)
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", f"#EXT-X-TARGETDURATION:{math.ceil(longest)}"]
    lines.append("#EXT-X-PLAYLIST-TYPE:VOD")
    if track.begins:
        lines.append('#EXT-X-MAP:URI="init.mp4"')
    for at, (segment, size) in enumerate(zip(track.segments, sizes, strict=True)):
        if segment.jumps:
            lines.append("#EXT-X-DISCONTINUITY")
        rate = max(1, round(size * 8 / segment.seconds / 1000))
        lines += [f"#EXT-X-BITRATE:{rate}", f"#EXTINF:{segment.seconds:.6f},", f"{at:05}.ts"]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def quoted(words: str) -> str:
    """As an attribute may have it (RFC 8216 §4.2)."""
    return "".join(each for each in words if each not in '"\r\n')
