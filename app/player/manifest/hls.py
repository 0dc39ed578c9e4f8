"""HLS playlists (RFC 8216) of others, read into the values of `playlist`.

Line by line, so that a long one takes no more memory than what is kept of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from app.player import bounds
from app.player.http import Resource, TooLarge
from app.player.manifest.playlist import (
    SOUND_ALONE,
    Allowance,
    Key,
    MediaPlaylist,
    Multivariant,
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

HEAD = "#EXTM3U"
ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')
LONGEST_LINE = 16 * 1024
MOST_STREAMS = 2000
BYTE_RANGE = re.compile(r"([0-9]{1,15})(?:@([0-9]{1,15}))?")
NUMBER = re.compile(r"[0-9]{1,19}")
SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
VECTOR = re.compile(r"0[xX]([0-9a-fA-F]{1,32})")
DESCRIBES_SOUNDS = "public.accessibility.describes-music-and-sound"
LEAST_BPS, MOST_BPS = 1000.0, 1e12


def parse(text: str, url: str) -> Multivariant | MediaPlaylist:
    """Read a playlist that came from `url`."""
    text = text.lstrip("\ufeff \r\n")
    if not text.startswith(HEAD):
        raise NoPlaylist
    try:
        if "#EXT-X-STREAM-INF:" in text:
            return _multivariant(text, url)
        return _Reader(url).read(text)
    except (KeyError, ValueError, OverflowError) as broken:
        raise NoPlaylist from broken


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=None):
        if len(line) > LONGEST_LINE:
            raise ValueError
        if line := line.strip():
            yield line


def _attributes(line: str) -> dict[str, str]:
    """Of a tag; quotes are taken off."""
    pairs = ATTRIBUTE.findall(line.partition(":")[2])
    return {name: value.strip().strip('"') for name, value in pairs}


def _multivariant(text: str, url: str) -> Multivariant:
    streams: list[Variant] = []
    sounds_alone: list[Variant] = []
    sidecars: dict[str, list[Sidecar]] = {"AUDIO": [], "SUBTITLES": []}
    title, stream = "", None
    for line in _lines(text):
        if line.startswith("#EXT-X-STREAM-INF:"):
            stream = _attributes(line)
        elif line.startswith("#EXT-X-MEDIA:"):
            _take_sidecar(sidecars, _attributes(line), url)
        elif line.startswith("#EXT-X-SESSION-DATA:"):
            title = title or _title(_attributes(line))
        elif not line.startswith("#") and stream is not None:
            of = sounds_alone if _is_sound_only(stream) else streams
            of.append(_variant(stream, urljoin(url, line)))
            stream = None
            if len(streams) + len(sounds_alone) > MOST_STREAMS:
                break
    subtitles = [s for s in sidecars["SUBTITLES"] if s.url]
    return Multivariant(
        ladder_of(streams or sounds_alone),
        tuple(sidecars["AUDIO"]),
        tuple(subtitles[: bounds.SUBTITLES]),
        title,
        _best(sounds_alone) if streams else None,
    )


def _best(sounds_alone: list[Variant]) -> Variant | None:
    best = max(sounds_alone, key=lambda v: v.average_bps, default=None)
    return None if best is None else replace(best, name=SOUND_ALONE)


def _take_sidecar(sidecars: dict[str, list[Sidecar]], tag: dict[str, str], url: str) -> None:
    of = sidecars.get(tag.get("TYPE", ""))
    if of is not None and len(of) < MOST_STREAMS:
        of.append(
            Sidecar(
                urljoin(url, tag["URI"]) if tag.get("URI") else "",
                short(tag.get("NAME") or tag.get("LANGUAGE") or "?"),
                short(tag.get("LANGUAGE", "")),
                tag.get("GROUP-ID", ""),
                tag.get("DEFAULT") == "YES",
                tag.get("FORCED") == "YES",
                DESCRIBES_SOUNDS in tag.get("CHARACTERISTICS", ""),
            )
        )


def _title(tag: dict[str, str]) -> str:
    return short(tag.get("VALUE", "")) if tag.get("DATA-ID", "").endswith(".title") else ""


def _is_sound_only(stream: dict[str, str]) -> bool:
    codecs = stream.get("CODECS", "")
    return bool(codecs) and "RESOLUTION" not in stream and not picture_codec(codecs)


def _variant(stream: dict[str, str], url: str) -> Variant:
    peak = _rate(stream.get("BANDWIDTH"))
    size = SIZE.fullmatch(stream.get("RESOLUTION", ""))
    width, height = (int(size[1]), int(size[2])) if size else (0, 0)
    frame_rate = float(stream.get("FRAME-RATE") or 0)
    return Variant(
        url,
        variant_name(width, height, peak),
        peak,
        _rate(stream["AVERAGE-BANDWIDTH"]) if stream.get("AVERAGE-BANDWIDTH") else peak,
        width,
        height,
        frame_rate if 0 < frame_rate <= 1000 else None,
        stream.get("AUDIO"),
        picture_codec(stream.get("CODECS", "")),
    )


def _rate(text: str | None) -> float:
    """Never nothing, which can't be compared with anything."""
    return max(LEAST_BPS, _bounded(text or "0"))


def _bounded(text: str) -> float:
    if not 0 <= (rate := float(text)) <= MOST_BPS:
        raise ValueError(text)
    return rate


@dataclass(slots=True)
class _Reader:
    """A media playlist as far as it was read: what holds for the segments that follow.

    `protected`: what follows is encrypted in a way that nobody without a licence can undo.
    """

    url: str
    seconds: float | None = None
    byte_range: str = ""
    end: int = 0
    run: int = 0
    number: int = 0
    bitrate_bps: float | None = None
    init: Resource | None = None
    key_url: str = ""
    vector: bytes | None = None
    init_key: Key | None = None
    protected: bool = False
    key_of_segment: bool = False
    complete: bool = False

    def read(self, text: str) -> MediaPlaylist:
        allowance = Allowance(bounds.PLAYLIST_WEIGHT)
        segments = []
        jumps = self._jumps(text)
        for line in _lines(text):
            if line.startswith("#"):
                self._take_tag(line)
            elif self.seconds is not None:
                segments.append(allowance.take(self._segment(line, jumps=jumps)))
                if len(segments) > bounds.PLAYLIST_SEGMENTS:
                    raise TooLarge
        if not segments and self.complete:
            raise PlaylistUnreadable("This video can't be played: it is empty.")
        return MediaPlaylist(tuple(segments), self.complete, allowance.taken)

    def _jumps(self, text: str) -> bool:
        """Whether the clock changes inside the film, not only before it."""
        first = text.find("#EXTINF:")
        found = re.search(r"^#EXT-X-DISCONTINUITY\s*$", text[first:], re.MULTILINE)
        return first >= 0 and found is not None

    def _take_tag(self, line: str) -> None:
        tag, _, value = line.partition(":")
        match tag:
            case "#EXTINF":
                self.seconds = bounded_seconds(float(value.partition(",")[0] or 0))
            case "#EXT-X-BYTERANGE":
                self.byte_range = value.strip()
            case "#EXT-X-BITRATE":
                self.bitrate_bps = _bounded(value) * 1000
            case "#EXT-X-DISCONTINUITY":
                self.run += 1
            case "#EXT-X-MEDIA-SEQUENCE":
                if NUMBER.fullmatch(value.strip()):
                    self.number = int(value)
            case "#EXT-X-MAP":
                self._take_init(_attributes(line))
            case "#EXT-X-KEY":
                self._take_key(_attributes(line))
            case "#EXT-X-ENDLIST":
                self.complete = True

    def _take_init(self, tag: dict[str, str]) -> None:
        self.init = _resource(urljoin(self.url, tag["URI"]), tag.get("BYTERANGE", ""), 0)
        self.init_key = self._key()

    def _take_key(self, tag: dict[str, str]) -> None:
        """Of several for the same segment, for different systems, the one that we have."""
        known = bool(self.key_url) and self.key_of_segment
        self.key_of_segment = True
        method, kind = tag.get("METHOD", ""), tag.get("KEYFORMAT", "identity")
        if method == "AES-128" and kind == "identity" and tag.get("URI"):
            self.key_url, self.protected = urljoin(self.url, tag["URI"]), False
            self.vector = _vector(tag["IV"]) if tag.get("IV") else None
        elif not known:
            self.key_url, self.protected = "", method != "NONE"

    def _key(self) -> Key | None:
        if self.protected:
            raise Protected
        if not self.key_url:
            return None
        vector = self.vector
        return Key(self.key_url, self.number.to_bytes(16) if vector is None else vector)

    def _segment(self, line: str, *, jumps: bool) -> Segment:
        seconds = self.seconds or 0.0
        resource = _resource(urljoin(self.url, line), self.byte_range, self.end)
        made = Segment(
            resource,
            seconds,
            self._size(resource, seconds),
            self.init,
            self.run if jumps else None,
            self._key(),
            self.init_key,
        )
        self.end = resource.stop or 0
        self.number += 1
        self.seconds, self.byte_range, self.key_of_segment = None, "", False
        return made

    def _size(self, resource: Resource, seconds: float) -> int | None:
        if resource.stop is not None:
            return resource.stop - resource.start
        return None if self.bitrate_bps is None else round(self.bitrate_bps * seconds / 8)


def _resource(url: str, byte_range: str, previous_stop: int) -> Resource:
    """EXT-X-BYTERANGE is `length[@offset]`; without an offset it follows the range before."""
    if not byte_range:
        return Resource(url)
    match = BYTE_RANGE.fullmatch(byte_range)
    if match is None:
        raise ValueError(byte_range)
    start = previous_stop if match[2] is None else int(match[2])
    return Resource(url, start, start + int(match[1]))


def _vector(text: str) -> bytes:
    match = VECTOR.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return bytes.fromhex(match[1].zfill(32))
