"""HLS playlists: strangers' text into values of ours, and the one playlist that mpv is shown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import m3u8

from app.errors import MatineeError
from app.player.http import Resource

SHORTENED_SECONDS = 0.1
MAX_SEGMENTS = 200_000


class PlaylistUnreadable(MatineeError):
    """The text is no playlist, or one that can't be played."""


class NoPlaylist(PlaylistUnreadable):
    def __init__(self) -> None:
        super().__init__("This video can't be played: its playlist can't be read.")


@dataclass(frozen=True, slots=True)
class Segment:
    """`size_bytes` is exact or the playlist's word (EXT-X-BITRATE), None where unknown.

    `run` counts the times that the film's clock jumped (EXT-X-DISCONTINUITY) up to here; None
    where it never does.
    """

    resource: Resource
    duration_seconds: float
    size_bytes: int | None = None
    init: Resource | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True)
class MediaPlaylist:
    """The segments of one rendition so far; `complete` when no more will come."""

    segments: tuple[Segment, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Variant:
    """One EXT-X-STREAM-INF. `sound_group` names the EXT-X-MEDIA group that it plays with."""

    url: str
    name: str
    peak_bps: float
    average_bps: float
    width: int = 0
    height: int = 0
    frame_rate: float | None = None
    sound_group: str | None = None


@dataclass(frozen=True, slots=True)
class Sidecar:
    """An EXT-X-MEDIA with an address of its own: sound or subtitles."""

    url: str
    label: str
    language: str = ""
    group: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class Multivariant:
    """What a multivariant playlist (or a DASH manifest) offers; variants from the lowest up."""

    variants: tuple[Variant, ...]
    sounds: tuple[Sidecar, ...] = ()
    subtitles: tuple[Sidecar, ...] = ()


def parse(text: str, url: str) -> Multivariant | MediaPlaylist:
    """Read a playlist that came from `url` (RFC 8216)."""
    if not text.lstrip("\ufeff \r\n").startswith("#EXTM3U"):
        raise NoPlaylist
    try:
        parsed = m3u8.loads(text, uri=url)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as broken:
        raise NoPlaylist from broken
    return multivariant(parsed) if parsed.is_variant else media(parsed)


def multivariant(parsed: Any) -> Multivariant:
    streams = [v for v in parsed.playlists if not _is_sound_only(v.stream_info)]
    variants = [_variant(v) for v in streams or parsed.playlists]
    sidecars = [m for m in parsed.media if m.uri]
    return Multivariant(
        variants=_named_apart(_best_of_each(variants)),
        sounds=tuple(_sidecar(m) for m in sidecars if m.type == "AUDIO"),
        subtitles=tuple(_sidecar(m) for m in sidecars if m.type == "SUBTITLES"),
    )


def media(parsed: Any) -> MediaPlaylist:
    segments = tuple(_segments(parsed))
    if not segments and parsed.is_endlist:
        raise PlaylistUnreadable("This video can't be played: it is empty.")
    return MediaPlaylist(segments, bool(parsed.is_endlist))


def _is_sound_only(stream: Any) -> bool:
    codecs = (stream.codecs or "").lower()
    return bool(codecs) and not stream.resolution and not _has_picture(codecs)


def _has_picture(codecs: str) -> bool:
    return any(name in codecs for name in ("avc", "hvc", "hev", "vp0", "av01", "mp4v", "dvh"))


def _variant(playlist: Any) -> Variant:
    stream = playlist.stream_info
    width, height = stream.resolution or (0, 0)
    return Variant(
        url=playlist.absolute_uri,
        name=f"{min(width, height)}p" if width else f"{round(stream.bandwidth / 1000)} kbit/s",
        peak_bps=float(stream.bandwidth),
        average_bps=float(stream.average_bandwidth or stream.bandwidth),
        width=width,
        height=height,
        frame_rate=stream.frame_rate,
        sound_group=stream.audio,
    )


def _best_of_each(variants: list[Variant]) -> list[Variant]:
    """From the lowest up, each address once (it recurs with every sound group)."""
    by_url = {variant.url: variant for variant in reversed(variants)}
    return sorted(by_url.values(), key=lambda v: (v.average_bps, v.peak_bps))


def _named_apart(variants: list[Variant]) -> tuple[Variant, ...]:
    counts = Counter(variant.name for variant in variants)
    return tuple(
        variant
        if counts[variant.name] == 1
        else replace(variant, name=f"{variant.name} {variant.average_bps / 1e6:.1f} Mbit/s")
        for variant in variants
    )


def _sidecar(medium: Any) -> Sidecar:
    return Sidecar(
        medium.absolute_uri,
        medium.name or medium.language or "?",
        medium.language or "",
        medium.group_id or "",
        medium.default == "YES",
    )


def _segments(parsed: Any) -> Iterator[Segment]:
    bitrate: float | None = None
    end = run = 0
    jumps = any(segment.discontinuity for segment in parsed.segments[1:])
    for segment in parsed.segments[:MAX_SEGMENTS]:
        if segment.key is not None and segment.key.method not in (None, "NONE"):
            raise PlaylistUnreadable("This video can't be played: it is encrypted.")
        bitrate = float(segment.bitrate) * 1000 if segment.bitrate else bitrate
        resource = _resource(segment.absolute_uri, segment.byterange, end)
        end = resource.stop or 0
        init = segment.init_section
        run += bool(segment.discontinuity)
        yield Segment(
            resource,
            float(segment.duration or 0),
            _size(resource, bitrate, segment.duration),
            _resource(init.absolute_uri, init.byterange, 0) if init else None,
            run if jumps else None,
        )


def _resource(url: str, byte_range: str | None, previous_stop: int) -> Resource:
    """EXT-X-BYTERANGE is `length[@offset]`; without an offset it follows the range before."""
    if not byte_range:
        return Resource(url)
    length, _, offset = byte_range.partition("@")
    start = int(offset) if offset else previous_stop
    return Resource(url, start, start + int(length))


def _size(resource: Resource, bitrate_bps: float | None, seconds: float | None) -> int | None:
    if resource.stop is not None:
        return resource.stop - resource.start
    return round(bitrate_bps * (seconds or 0) / 8) if bitrate_bps else None


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
