"""DASH manifests (ISO/IEC 23009-1) of others, read into the values of `playlist`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from app.player.http import Resource
from app.player.manifest.playlist import (
    MAX_SEGMENTS,
    MediaPlaylist,
    NoPlaylist,
    PlaylistUnreadable,
    Segment,
    Sidecar,
    Variant,
)

NAMESPACE = re.compile(r"\{[^}]*\}")
DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$")
FIELD = re.compile(r"\$(RepresentationID|Number|Bandwidth|Time|)(?:%0(\d{1,2})d)?\$")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole presentation; `playlists` go with `variants`."""

    variants: tuple[Variant, ...]
    playlists: tuple[MediaPlaylist, ...]
    sounds: tuple[tuple[Sidecar, MediaPlaylist], ...] = ()
    subtitles: tuple[Sidecar, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """What applies inside an element: its chain of ancestors, its address, its seconds."""

    chain: tuple[Element, ...]
    base: str
    seconds: float


def is_manifest(raw: bytes) -> bool:
    return b"<MPD" in raw[:4096]


def parse(raw: bytes, url: str) -> Manifest:
    """Read a static manifest that came from `url`; of several periods, all in a row."""
    try:
        root = ElementTree.fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError) as broken:
        raise NoPlaylist from broken
    for element in root.iter():
        element.tag = NAMESPACE.sub("", str(element.tag))
    if root.get("type") == "dynamic":
        raise PlaylistUnreadable("This video can't be played: it is a live broadcast.")
    try:
        manifests = [_period(level) for level in _periods(root, url)]
    except (KeyError, ValueError, OverflowError, ZeroDivisionError) as broken:
        raise NoPlaylist from broken
    if not manifests or not manifests[0].variants:
        raise PlaylistUnreadable(
            "This video can't be played: its manifest offers nothing that can be played."
        )
    return _joined(manifests)


def _periods(root: Element, url: str) -> Iterator[Level]:
    total = seconds_of(root.get("mediaPresentationDuration"))
    found = root.findall("Period")
    starts = [seconds_of(p.get("start")) for p in found]
    for index, period in enumerate(found):
        length = seconds_of(period.get("duration"))
        if not length:
            end = starts[index + 1] if index + 1 < len(found) else total
            length = max(0.0, end - starts[index])
        yield Level((root, period), _base(_base(url, root), period), length)


def _period(level: Level) -> Manifest:
    pictures: list[tuple[Variant, MediaPlaylist]] = []
    sounds: list[tuple[Sidecar, MediaPlaylist]] = []
    subtitles: list[Sidecar] = []
    for group in level.chain[-1].findall("AdaptationSet"):
        inner = _inside(level, group)
        kind = _kind(group)
        if kind == "video":
            pictures += (_variant(_inside(inner, r)) for r in group.findall("Representation"))
        elif kind == "audio":
            best = max(group.findall("Representation"), key=_bandwidth)
            sounds.append((_sidecar(group, ""), _segments(_inside(inner, best))))
        elif kind == "text":
            subtitles += (
                _sidecar(group, _inside(inner, r).base) for r in group.findall("Representation")
            )
    pictures.sort(key=lambda pair: pair[0].average_bps)
    return Manifest(
        tuple(variant for variant, _ in pictures),
        tuple(playlist for _, playlist in pictures),
        tuple(sounds),
        tuple(subtitles),
    )


def _joined(manifests: list[Manifest]) -> Manifest:
    """Periods one after the other; only what the first one has is kept."""
    first, *others = manifests if len(manifests) == 1 else map(_in_run, manifests, count())
    for later in others:
        if len(later.playlists) < len(first.playlists) or len(later.sounds) < len(first.sounds):
            break
        pairs = zip(first.playlists, later.playlists, strict=False)
        sounds = zip(first.sounds, later.sounds, strict=False)
        first = replace(
            first,
            playlists=tuple(_chained(a, b) for a, b in pairs),
            sounds=tuple((name, _chained(a, b)) for (name, a), (_, b) in sounds),
        )
    return first


def _in_run(manifest: Manifest, run: int) -> Manifest:
    """Each period has a clock of its own."""

    def marked(playlist: MediaPlaylist) -> MediaPlaylist:
        return replace(playlist, segments=tuple(replace(s, run=run) for s in playlist.segments))

    return replace(
        manifest,
        playlists=tuple(map(marked, manifest.playlists)),
        sounds=tuple((name, marked(playlist)) for name, playlist in manifest.sounds),
    )


def _chained(one: MediaPlaylist, two: MediaPlaylist) -> MediaPlaylist:
    return replace(one, segments=one.segments + two.segments)


def _kind(group: Element) -> str:
    representation = group.find("Representation")
    named = group.get("mimeType") or group.get("contentType") or ""
    if representation is not None and not named:
        named = representation.get("mimeType", "")
    if "vtt" in named or named.startswith("text"):
        return "text"
    return named.partition("/")[0]


def _inside(level: Level, element: Element) -> Level:
    return Level((*level.chain, element), _base(level.base, element), level.seconds)


def _base(base: str, element: Element) -> str:
    found = element.find("BaseURL")
    return urljoin(base, (found.text or "").strip()) if found is not None else base


def _bandwidth(representation: Element) -> int:
    return int(representation.get("bandwidth", "0"))


def _attribute(level: Level, name: str) -> str:
    """Of the representation, else of what holds it."""
    return next((e.get(name, "") for e in reversed(level.chain) if e.get(name)), "")


def _variant(level: Level) -> tuple[Variant, MediaPlaylist]:
    width = int(_attribute(level, "width") or 0)
    height = int(_attribute(level, "height") or 0)
    rate, _, per = (_attribute(level, "frameRate") or "0").partition("/")
    bandwidth = float(_bandwidth(level.chain[-1]))
    name = f"{min(width, height)}p" if width else f"{round(bandwidth / 1000)} kbit/s"
    return (
        Variant(
            level.base,
            name,
            bandwidth,
            bandwidth,
            width,
            height,
            float(rate) / float(per or 1) or None,
        ),
        _segments(level),
    )


def _sidecar(group: Element, url: str) -> Sidecar:
    language = group.get("lang", "")
    label = group.find("Label")
    name = (label.text or "") if label is not None else group.get("label", "")
    return Sidecar(url, name or language or "?", language)


def _segments(level: Level) -> MediaPlaylist:
    template = _merged(level, "SegmentTemplate")
    if template is not None:
        return _from_template(level, template)
    if (listed := _merged(level, "SegmentList")) is not None:
        return _from_list(level, listed)
    raise PlaylistUnreadable("This video can't be played: its manifest is of an unusual kind.")


def _merged(level: Level, tag: str) -> dict[str, Any] | None:
    """Attributes and children of all such elements of the chain, the inner ones winning."""
    found: dict[str, Any] = {}
    for element in level.chain:
        if (inner := element.find(tag)) is not None:
            found |= inner.attrib
            found |= {f"<{child.tag}>": child for child in inner}
            found["segments"] = inner.findall("SegmentURL") or found.get("segments", [])
    return found or None


def _from_template(level: Level, template: dict[str, Any]) -> MediaPlaylist:
    representation = level.chain[-1]
    fields = {
        "RepresentationID": representation.get("id", ""),
        "Bandwidth": _bandwidth(representation),
        "": "$",
    }
    init = Resource(urljoin(level.base, filled(template["initialization"], fields)))
    scale = int(template.get("timescale", 1))
    number = int(template.get("startNumber", 1))
    segments = []
    for place, (time, length) in enumerate(_times(level, template, scale)):
        at = {**fields, "Number": number + place, "Time": time}
        url = urljoin(level.base, filled(template["media"], at))
        segments.append(Segment(Resource(url), length / scale, None, init))
    return MediaPlaylist(tuple(segments))


def _from_list(level: Level, listed: dict[str, Any]) -> MediaPlaylist:
    source = listed["<Initialization>"]
    init = _resource(level.base, source.get("sourceURL"), source.get("range"))
    times = _times(level, listed, int(listed.get("timescale", 1)))
    scale = int(listed.get("timescale", 1))
    return MediaPlaylist(
        tuple(
            Segment(
                _resource(level.base, item.get("media"), item.get("mediaRange")),
                length / scale,
                None,
                init,
            )
            for item, (_, length) in zip(listed["segments"], times, strict=False)
        )
    )


def _resource(base: str, url: str | None, byte_range: str | None) -> Resource:
    address = urljoin(base, url) if url else base
    if not byte_range:
        return Resource(address)
    first, _, last = byte_range.partition("-")
    return Resource(address, int(first), int(last) + 1)


def _times(level: Level, of: dict[str, Any], scale: int) -> Iterator[tuple[int, int]]:
    """Start and length of each segment, in units of the timescale."""
    timeline = of.get("<SegmentTimeline>")
    if timeline is None:
        length = int(of["duration"])
        count = min(MAX_SEGMENTS, math.ceil(level.seconds * scale / length - 0.001))
        end = round(level.seconds * scale)
        for place in range(count):
            yield place * length, min(length, max(1, end - place * length))
        return
    time, given = 0, 0
    end = round(level.seconds * scale)
    for run in timeline.findall("S"):
        time = int(run.get("t", time))
        length, repeat = int(run.get("d", "0")), int(run.get("r", "0"))
        if repeat < 0:
            repeat = math.ceil((end - time) / length) - 1
        for _ in range(repeat + 1):
            if (given := given + 1) > MAX_SEGMENTS:
                return
            yield time, length
            time += length


def filled(template: str, fields: dict[str, Any]) -> str:
    """A template's `$Number%05d$` and the like replaced (§5.3.9.4.4)."""

    def value(match: re.Match[str]) -> str:
        found = fields[match[1]]
        return f"{int(found):0{int(match[2])}d}" if match[2] else str(found)

    return FIELD.sub(value, template)


def seconds_of(duration: str | None) -> float:
    """An xs:duration like PT1H2M3.5S; 0 without one."""
    match = DURATION.match(duration or "")
    if not match:
        return 0.0
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
