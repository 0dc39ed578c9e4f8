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

from app.player import bounds
from app.player.http import Resource, TooLarge
from app.player.manifest.playlist import (
    Allowance,
    MediaPlaylist,
    NoPlaylist,
    PlaylistUnreadable,
    Protected,
    Segment,
    Sidecar,
    Variant,
    bounded_seconds,
    ladder_of,
    picture_codec,
    short,
    variant_name,
)

FORCED_ROLES = {"forced-subtitle", "forced_subtitle"}
"""Of urn:mpeg:dash:role:2011, as the standard and as packagers write it."""
NAMESPACE = re.compile(r"\{[^}]*\}")
DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$")
WHOLE = re.compile(r"[0-9]{1,18}")
FIELD = re.compile(r"\$(RepresentationID|Number|Bandwidth|Time|)(?:%0(\d{1,2})d)?\$")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole presentation; `playlists` go with `variants`."""

    variants: tuple[Variant, ...]
    playlists: tuple[MediaPlaylist, ...]
    sounds: tuple[tuple[Sidecar, MediaPlaylist], ...] = ()
    subtitles: tuple[Sidecar, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What applies inside an element: its chain of ancestors, its address, its seconds, and what
    its segments may weigh."""

    chain: tuple[Element, ...]
    base: str
    seconds: float
    allowance: Allowance


def is_manifest(raw: bytes) -> bool:
    return b"<MPD" in raw[:4096]


def parse(raw: bytes, url: str) -> Manifest:
    """Read a static manifest that came from `url`; of several periods, all in a row."""
    if raw.count(b"<") + raw.count(b"=") > bounds.MANIFEST_MARKS:
        raise TooLarge
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
        raise (
            Protected
            if _is_protected(root)
            else PlaylistUnreadable(
                "This video can't be played: its manifest offers nothing that can be played."
            )
        )
    title = root.findtext("ProgramInformation/Title") or ""
    return replace(_joined(manifests), title=short(title))


def _is_protected(element: Element) -> bool:
    return next(element.iter("ContentProtection"), None) is not None


def _periods(root: Element, url: str) -> Iterator[Level]:
    total = seconds_of(root.get("mediaPresentationDuration"))
    found = root.findall("Period")[: bounds.PERIODS]
    allowance = Allowance(bounds.FILM_WEIGHT)
    starts = [seconds_of(p.get("start")) for p in found]
    for index, period in enumerate(found):
        length = seconds_of(period.get("duration"))
        if not length:
            end = starts[index + 1] if index + 1 < len(found) else total
            length = max(0.0, end - starts[index])
        yield Level((root, period), _base(_base(url, root), period), length, allowance)


def _period(level: Level) -> Manifest:
    """A period without a picture is one of its first sound."""
    pictures: list[Level] = []
    sounds: list[Level] = []
    subtitles: list[Sidecar] = []
    for group in level.chain[-1].findall("AdaptationSet"):
        if _is_protected(group):
            continue
        inner = _inside(level, group)
        offered = [_inside(inner, r) for r in group.findall("Representation")]
        kind = _kind(group)
        if kind == "video":
            pictures += offered
        elif kind == "audio" and len(sounds) < bounds.SOUNDS:
            sounds += [max(offered, key=_bandwidth)]
        elif kind == "text":
            subtitles += [_sidecar(group, each.base) for each in offered]
    if not pictures:
        pictures, sounds = sounds[:1], []
    rungs = _ladder(pictures)
    return Manifest(
        tuple(variant for variant, _ in rungs),
        tuple(_segments(each) for _, each in rungs),
        tuple((_sidecar(each.chain[-2], ""), _segments(each)) for each in sounds),
        tuple(subtitles[: bounds.SUBTITLES]),
    )


def _ladder(offered: list[Level]) -> list[tuple[Variant, Level]]:
    """The rungs to choose from; told apart by their place, for they may share an address."""
    by_place = {str(place): each for place, each in enumerate(offered)}
    variants = ladder_of([_variant(each, place) for place, each in by_place.items()])
    return [(replace(v, url=by_place[v.url].base), by_place[v.url]) for v in variants]


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
    base = _base(level.base, element)
    return Level((*level.chain, element), base, level.seconds, level.allowance)


def _base(base: str, element: Element) -> str:
    found = element.find("BaseURL")
    return urljoin(base, (found.text or "").strip()) if found is not None else base


def _bandwidth(level: Level) -> int:
    return max(1000, _whole(level.chain[-1].get("bandwidth", "0")))


def _whole(text: str) -> int:
    """A count that can be counted with; raises ValueError."""
    if not WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _attribute(level: Level, name: str) -> str:
    """Of the representation, else of what holds it."""
    return next((e.get(name, "") for e in reversed(level.chain) if e.get(name)), "")


def _variant(level: Level, name: str) -> Variant:
    width = _whole(_attribute(level, "width") or "0")
    height = _whole(_attribute(level, "height") or "0")
    rate, _, per = (_attribute(level, "frameRate") or "0").partition("/")
    frame_rate = float(rate) / float(per or 1)
    bandwidth = float(_bandwidth(level))
    return Variant(
        name,
        variant_name(width, height, bandwidth),
        bandwidth,
        bandwidth,
        width,
        height,
        frame_rate if 0 < frame_rate <= 1000 else None,
        codec=picture_codec(_attribute(level, "codecs")),
    )


def _sidecar(group: Element, url: str) -> Sidecar:
    language = short(group.get("lang", ""))
    label = group.find("Label")
    name = (label.text or "") if label is not None else group.get("label", "")
    roles = {role.get("value", "") for role in group.findall("Role")}
    return Sidecar(
        url,
        short(name) or language or "?",
        language,
        is_forced=bool(roles & FORCED_ROLES),
        is_sdh="caption" in roles,
    )


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
    fields = {
        "RepresentationID": level.chain[-1].get("id", ""),
        "Bandwidth": _bandwidth(level),
        "": "$",
    }
    init = Resource(urljoin(level.base, filled(template["initialization"], fields)))
    scale = _scale(template)
    number = _whole(template.get("startNumber", "1"))
    segments = []
    for place, (time, length) in enumerate(_times(level, template, scale)):
        at = {**fields, "Number": number + place, "Time": time}
        resource = Resource(urljoin(level.base, filled(template["media"], at)))
        seconds = bounded_seconds(length / scale)
        segments.append(level.allowance.take(Segment(resource, seconds, None, init)))
    return MediaPlaylist(tuple(segments))


def _scale(of: dict[str, Any]) -> int:
    if not (scale := _whole(of.get("timescale", "1"))):
        raise ValueError
    return scale


def _from_list(level: Level, listed: dict[str, Any]) -> MediaPlaylist:
    source = listed["<Initialization>"]
    init = _resource(level.base, source.get("sourceURL"), source.get("range"))
    scale = _scale(listed)
    segments = []
    times = _times(level, listed, scale)
    for item, (_, length) in zip(listed["segments"], times, strict=False):
        resource = _resource(level.base, item.get("media"), item.get("mediaRange"))
        seconds = bounded_seconds(length / scale)
        segments.append(level.allowance.take(Segment(resource, seconds, None, init)))
    return MediaPlaylist(tuple(segments))


def _resource(base: str, url: str | None, byte_range: str | None) -> Resource:
    address = urljoin(base, url) if url else base
    if not byte_range:
        return Resource(address)
    first, _, last = byte_range.partition("-")
    return Resource(address, _whole(first), _whole(last) + 1)


def _times(level: Level, of: dict[str, Any], scale: int) -> Iterator[tuple[int, int]]:
    """Start and length of each segment, in units of the timescale."""
    end = round(level.seconds * scale)
    if (timeline := of.get("<SegmentTimeline>")) is not None:
        times = _of_timeline(timeline, end)
    else:
        times = _of_equals(_whole(of["duration"]), end)
    for given, found in enumerate(times):
        if given == bounds.PLAYLIST_SEGMENTS:
            raise TooLarge
        yield found


def _of_equals(length: int, end: int) -> Iterator[tuple[int, int]]:
    for place in range(math.ceil(end / length - 0.001)):
        yield place * length, min(length, max(1, end - place * length))


def _of_timeline(timeline: Element, end: int) -> Iterator[tuple[int, int]]:
    time = 0
    for run in timeline.findall("S"):
        time = _whole(run.get("t", str(time)))
        length, repeat = _whole(run.get("d", "0")), run.get("r", "0")
        times = math.ceil((end - time) / length) if repeat.startswith("-") else _whole(repeat) + 1
        for _ in range(times):
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
