"""Checks a stored HLS presentation against RFC 8216, by its bytes. Shares nothing with its writer.

`check` answers with a sentence for each rule that is broken, so no sentence means conformance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from backend.transcode.outputs import mpegts

Read = Callable[[str], bytes | None]
"""The bytes of a path, or None where there is nothing."""

ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')
CLOCK = 90_000
KINDS = frozenset({"EVENT", "VOD"})


@dataclass(slots=True)
class Segment:
    uri: str
    seconds: float
    kilobits: int | None


@dataclass(slots=True)
class Media:
    """A media playlist as written; `problems` are those of its text alone."""

    segments: list[Segment] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(segment.seconds for segment in self.segments)


def check(path: str, read: Read) -> list[str]:
    """Problems of the multivariant playlist at `path` and of all that it leads to."""
    lines = _lines(path, read(path))
    if isinstance(lines, str):
        return [lines]
    found = [f"{path}: {problem}" for problem in _multivariant_problems(lines)]
    variants = list(_variants(lines))
    medias: dict[str, Media] = {}
    for attributes, uri in variants:
        target = normpath(join(dirname(path), uri))
        text = _lines(target, read(target))
        if isinstance(text, str):
            found.append(text)
            continue
        media = medias[target] = parse_media(text)
        found += [f"{target}: {problem}" for problem in media.problems]
        found += [f"{target}: {p}" for p in _segment_problems(target, media, attributes, read)]
    found += _alignment_problems(medias)
    return found


def continues(older: str, newer: str) -> bool:
    """Whether a client that holds `older` may be given `newer` (RFC 8216 §6.2.1)."""
    before, after = older.strip().splitlines(), newer.strip().splitlines()
    return after[: len(before)] == before and ("#EXT-X-ENDLIST" not in before or before == after)


def parse_media(lines: Sequence[str]) -> Media:
    """Read a media playlist and note what its text alone does wrong."""
    media, seconds, kilobits = Media(), None, None
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name == "#EXTINF":
            seconds = _number(value.split(",")[0])
        elif name == "#EXT-X-BITRATE":
            kilobits = int(_number(value) or 0)
        elif line.startswith("#EXT-X-"):
            media.problems += [f"{name} stands twice"] if name in media.tags else []
            media.tags[name] = value
        elif not line.startswith("#"):
            if seconds is None:
                media.problems.append(f"{line} has no EXTINF (§4.3.2.1)")
            media.segments.append(Segment(line, seconds or 0.0, kilobits))
            seconds = None
    media.problems += _tag_problems(media)
    return media


def _tag_problems(media: Media) -> Iterator[str]:
    target = _number(media.tags.get("#EXT-X-TARGETDURATION", ""))
    if target is None:
        yield "EXT-X-TARGETDURATION is missing (§4.3.3.1)"
    elif any(int(segment.seconds + 0.5) > target for segment in media.segments):
        yield "an EXTINF exceeds the target duration (§4.3.3.1)"
    if (_number(media.tags.get("#EXT-X-VERSION", "1")) or 0) < 3:
        yield "decimal EXTINF needs version 3 (§7)"
    if media.tags.get("#EXT-X-PLAYLIST-TYPE", "VOD") not in KINDS:
        yield "EXT-X-PLAYLIST-TYPE is neither EVENT nor VOD (§4.3.3.5)"
    if media.tags.get("#EXT-X-PLAYLIST-TYPE") == "VOD" and "#EXT-X-ENDLIST" not in media.tags:
        yield "a VOD playlist has no EXT-X-ENDLIST (§6.2.1)"
    if not media.segments:
        yield "no segment is listed"


def _multivariant_problems(lines: Sequence[str]) -> Iterator[str]:
    variants = list(_variants(lines))
    if not variants:
        yield "no variant is listed"
    if any(line.startswith(("#EXTINF", "#EXT-X-TARGETDURATION")) for line in lines):
        yield "tags of media playlists in a multivariant one (§4.1)"
    groups = {
        _attributes(line).get("GROUP-ID", "") for line in lines if line.startswith("#EXT-X-MEDIA:")
    }
    for attributes, uri in variants:
        if not attributes.get("BANDWIDTH", "").isdigit():
            yield f"{uri} has no BANDWIDTH (§4.3.4.2)"
        if "CODECS" not in attributes:
            yield f"{uri} has no CODECS (§4.3.4.2)"
        if "avc1" in attributes.get("CODECS", "") and "RESOLUTION" not in attributes:
            yield f"{uri} has no RESOLUTION (§4.3.4.2)"
        if "AUDIO" in attributes and attributes["AUDIO"] not in groups:
            yield f"{uri} names a group that is not there (§4.3.4.2)"
    if len({uri for _, uri in variants}) != len(variants):
        yield "a variant is listed twice"


def _segment_problems(
    path: str, media: Media, attributes: Mapping[str, str], read: Read
) -> Iterator[str]:
    sizes, expected = [], None
    is_video = "RESOLUTION" in attributes
    for segment in media.segments:
        data = read(normpath(join(dirname(path), segment.uri))) or b""
        sizes.append(len(data))
        facts = mpegts.look(data)
        if facts is None:
            yield f"{segment.uri} is missing, empty or no transport stream (§3.2)"
            continue
        if is_video and not facts.starts_with_key:
            yield f"{segment.uri} does not begin with a key frame (§4.3.5.1)"
        if is_video and facts.codec and facts.codec not in attributes.get("CODECS", ""):
            yield f"{segment.uri} holds {facts.codec}, which CODECS does not name (§4.3.4.2)"
        if is_video and expected is not None and abs(facts.first_pts - expected) > CLOCK // 100:
            yield f"{segment.uri} does not continue the one before it (§4.3.2.3)"
        expected = facts.first_pts + round(segment.seconds * CLOCK)
        yield from _bitrate_problems(segment, len(data))
    yield from _bandwidth_problems(media, sizes, attributes)


def _bitrate_problems(segment: Segment, size: int) -> Iterator[str]:
    real = size * 8 / 1000 / (segment.seconds or 1)
    if segment.kilobits is not None and not 0.9 * real <= segment.kilobits <= 1.1 * real + 1:
        yield f"{segment.uri} has {real:.0f} kbit/s, but EXT-X-BITRATE says {segment.kilobits}"


def _bandwidth_problems(
    media: Media, sizes: Sequence[int], attributes: Mapping[str, str]
) -> Iterator[str]:
    target = _number(media.tags.get("#EXT-X-TARGETDURATION", "")) or 1
    peak = 0.0
    for start in range(len(sizes)):
        size, seconds = 0, 0.0
        for segment, more in zip(media.segments[start:], sizes[start:], strict=True):
            size, seconds = size + more, seconds + segment.seconds
            if seconds > 1.5 * target:
                break
            if seconds >= 0.5 * target:
                peak = max(peak, 8 * size / seconds)
    if peak > (_number(attributes.get("BANDWIDTH", "")) or 0):
        yield f"its peak of {peak:.0f} bit/s exceeds BANDWIDTH (§4.3.4.2)"
    average = 8 * sum(sizes) / (media.seconds or 1)
    said = _number(attributes.get("AVERAGE-BANDWIDTH", ""))
    # With a group, the rates are those of the variant and the dearest track of the group.
    most = float("inf") if "AUDIO" in attributes else 1.1 * average
    if said is not None and not 0.9 * average <= said <= most:
        yield f"its average of {average:.0f} bit/s is not AVERAGE-BANDWIDTH (§4.3.4.2)"


def _alignment_problems(medias: Mapping[str, Media]) -> list[str]:
    """Variants of a finished presentation are cut at the same times (§6.2.4)."""
    ended = {path: m for path, m in medias.items() if "#EXT-X-ENDLIST" in m.tags}
    cuts = {path: [segment.seconds for segment in m.segments] for path, m in ended.items()}
    first = next(iter(cuts.values()), [])
    return [
        f"{path} is cut elsewhere than the first variant" for path in cuts if cuts[path] != first
    ]


def _lines(path: str, data: bytes | None) -> list[str] | str:
    """The lines that count, or what is wrong with all of them."""
    if data is None:
        return f"{path} is missing"
    if data.startswith(b"\xef\xbb\xbf"):
        return f"{path} begins with a byte order mark (§4)"
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError:
        return f"{path} is not UTF-8 (§4)"
    if not lines or lines[0] != "#EXTM3U":
        return f"{path} does not begin with #EXTM3U (§4.3.1.1)"
    return [line for line in lines if line and not re.match(r"#(?!EXT)", line)]


def _variants(lines: Sequence[str]) -> Iterator[tuple[dict[str, str], str]]:
    for number, line in enumerate(lines):
        if line.startswith("#EXT-X-STREAM-INF:"):
            following = lines[number + 1] if number + 1 < len(lines) else "#"
            if not following.startswith("#"):
                yield _attributes(line), following
        elif line.startswith("#EXT-X-MEDIA:") and "URI" in _attributes(line):
            attributes = _attributes(line)
            # A track of a group has no rates of its own to be held against.
            yield {"BANDWIDTH": "1000000000", "CODECS": ""}, attributes["URI"]


def _attributes(line: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in ATTRIBUTE.findall(line.partition(":")[2])}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
