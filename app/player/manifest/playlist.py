"""What HLS and DASH describe, as values of ours, and the one playlist that mpv is shown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.errors import MatineeError, Sentence
from app.player import bounds
from app.player.http import Resource, TooLarge

SHORTENED_SECONDS = 0.1
OBJECTS_BYTES = 300
"""What a segment takes beside its address."""
LONGEST_NAME = 120
SOUND_ALONE = Sentence("Audio only")
LEAST_SECONDS, MOST_SECONDS = 0.001, 86_400.0
PICTURE_CODECS = {
    "avc": "H.264",
    "hvc": "HEVC",
    "hev": "HEVC",
    "dvh": "Dolby Vision",
    "vp08": "VP8",
    "vp09": "VP9",
    "vp9": "VP9",
    "av01": "AV1",
    "mp4v": "MPEG-4",
}


class PlaylistUnreadable(MatineeError):
    """The text is no playlist, or one that can't be played."""


class NoPlaylist(PlaylistUnreadable):
    def __init__(self) -> None:
        super().__init__("This video can't be played: its playlist can't be read.")


class Protected(PlaylistUnreadable):
    """By a scheme of content protection, not by the encryption that HLS itself knows."""

    def __init__(self) -> None:
        super().__init__(
            "This video can't be played: it is protected by DRM, which Matinee doesn't have."
        )


@dataclass(frozen=True, slots=True)
class Key:
    """AES-128 (RFC 8216 §5.2): where the key is, and the initialisation vector."""

    url: str
    iv: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """`size_bytes` is exact or the playlist's word (EXT-X-BITRATE), None where unknown.

    `run` counts the times that the film's clock jumped (EXT-X-DISCONTINUITY) up to here; None
    where it never does. What is encrypted has a `key`, its init segment one of its own.
    """

    resource: Resource
    duration_seconds: float
    size_bytes: int | None = None
    init: Resource | None = None
    run: int | None = None
    key: Key | None = None
    init_key: Key | None = None

    @property
    def weight(self) -> int:
        """The memory that it takes, about."""
        return OBJECTS_BYTES + len(self.resource.url)


class Allowance:
    """What lists of segments may weigh, and what of it is `taken`."""

    def __init__(self, most: int) -> None:
        self.taken = 0
        self._most = most

    def take(self, segment: Segment) -> Segment:
        """The same; raises `TooLarge`."""
        self.taken += segment.weight
        if self.taken > self._most:
            raise TooLarge
        return segment


@dataclass(frozen=True, slots=True)
class MediaPlaylist:
    """The segments of one rendition so far; `complete` when no more will come. `weight` is what
    they take, as `Allowance` counts it."""

    segments: tuple[Segment, ...]
    complete: bool = True
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Variant:
    """One EXT-X-STREAM-INF. `sound_group` names the EXT-X-MEDIA group that it plays with, `codec`
    is that of its picture, as people call it."""

    url: str
    name: str
    peak_bps: float
    average_bps: float
    width: int = 0
    height: int = 0
    frame_rate: float | None = None
    sound_group: str | None = None
    codec: str = ""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """An EXT-X-MEDIA, sound or subtitles; without an address it is inside the variants.

    `is_forced` and `is_sdh` are as in `Track`.
    """

    url: str
    label: str
    language: str = ""
    group: str = ""
    default: bool = False
    is_forced: bool = False
    is_sdh: bool = False


@dataclass(frozen=True, slots=True)
class Multivariant:
    """What a multivariant playlist (or a DASH manifest) offers; variants from the lowest up.
    `sound_alone` is the best of those without a picture, where others have one."""

    variants: tuple[Variant, ...]
    sounds: tuple[Sidecar, ...] = ()
    subtitles: tuple[Sidecar, ...] = ()
    title: str = ""
    sound_alone: Variant | None = None


def ladder_of(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """From the lowest up, each address once (it recurs with every sound group), each with a name of
    its own; of too many, some between the lowest and the highest."""
    by_url = {variant.url: variant for variant in reversed(variants)}
    rungs = sorted(by_url.values(), key=lambda v: (v.average_bps, v.peak_bps))
    if (excess := len(rungs) - bounds.VARIANTS) > 0:
        last, most = len(rungs) - 1, bounds.VARIANTS - 1
        rungs = [rungs[place * last // most] for place in range(len(rungs) - excess)]
    return _named_apart(rungs)


def _named_apart(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    counts = Counter(variant.name for variant in variants)
    named = [
        variant
        if counts[variant.name] == 1
        else replace(variant, name=f"{variant.name} {variant.average_bps / 1e6:.1f} Mbit/s")
        for variant in variants
    ]
    return tuple(named)


def variant_name(width: int, height: int, bps: float) -> str:
    return f"{min(width, height)}p" if width else f"{round(bps / 1000)} kbit/s"


def picture_codec(codecs: str) -> str:
    """The name of the picture's, of a list as RFC 6381 has them; "" for none that is known."""
    for codec in codecs.split(","):
        for prefix, name in PICTURE_CODECS.items():
            if codec.strip().lower().startswith(prefix):
                return name
    return ""


def short(words: str) -> str:
    """What a stranger calls something, as far as anybody would read it."""
    return words.strip()[:LONGEST_NAME]


def bounded_seconds(seconds: float) -> float:
    """A duration that can be counted with; raises ValueError."""
    if not 0 <= seconds <= MOST_SECONDS:
        raise ValueError(seconds)
    return max(LEAST_SECONDS, seconds)


def predicted(durations: Sequence[float], total_seconds: float | None) -> tuple[float, ...]:
    """The durations of a whole film of which only the beginning is announced.

    An encoder cuts at fixed distances, so the rest is taken to be like most of what is there.
    """
    if total_seconds is None or not durations:
        return tuple(durations)
    usual = Counter(round(d, 3) for d in durations).most_common(1)[0][0]
    left = total_seconds - math.fsum(durations)
    whole = max(0, int((left + 0.05) / usual)) if usual > 0 else 0
    rest = left - whole * usual
    return (*durations, *[usual] * whole, *([rest] if rest > 0.05 else []))


def synthetic(durations: Sequence[float], suffix: str = "ts", *, complete: bool = True) -> str:
    """The playlist for mpv: one rendition, numbered segments.

    The first EXTINF is 0.1 s short and the last as much longer: FFmpeg compares the time of key
    frames with the sum of EXTINF, and without this skips a whole group of pictures now and then.
    """
    shown = list(durations)
    if len(shown) > 1 and shown[0] > 2 * SHORTENED_SECONDS:
        shown[0] -= SHORTENED_SECONDS
        shown[-1] += SHORTENED_SECONDS
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{math.ceil(max(shown, default=1))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        f"#EXT-X-PLAYLIST-TYPE:{'VOD' if complete else 'EVENT'}",
    ]
    for number, duration in enumerate(shown):
        lines += [f"#EXTINF:{duration:.6f},", f"{number}.{suffix}"]
    if complete:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def starts(durations: Sequence[float]) -> tuple[float, ...]:
    """Where each segment begins, and at last where the film ends."""
    times = [0.0]
    for duration in durations:
        times.append(times[-1] + duration)
    return tuple(times)


def is_aligned(one: Sequence[float], other: Sequence[float], within: float = 0.25) -> bool:
    """Whether two renditions are cut at the same places, as far as both go."""
    pairs = zip(starts(one), starts(other), strict=False)
    return all(abs(a - b) <= within for a, b in pairs)
