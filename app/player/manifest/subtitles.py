"""WebVTT tracks made whole: mpv wants one file, HLS cuts them into segments (RFC 8216 §3.5)."""

from __future__ import annotations

import re

from app.player import bounds
from app.player.http import HttpClient, Resource, TooLarge
from app.player.manifest import hls
from app.player.manifest.playlist import MediaPlaylist
from app.webvtt import first_time, with_times

TICKS = 90_000
COMMA = re.compile(r"(:\d\d),(\d{3})")
"""As SubRip writes times."""
MAP = re.compile(r"X-TIMESTAMP-MAP=(\S+)")


def collect(url: str, origin: HttpClient) -> str:
    """The track at `url`, a .vtt or a playlist of them, as one WebVTT text.

    Only cues are kept of what is no WebVTT: mpv would take a text of another kind for a list of
    files to open.
    """
    raw, url = origin.read_from(Resource(url))
    text = raw.decode("utf-8-sig", "replace")
    if not text.startswith(hls.HEAD):
        return text if text.startswith("WEBVTT") else merged([COMMA.sub(r"\1.\2", text)])
    found = hls.parse(text, url)
    if not isinstance(found, MediaPlaylist):
        return "WEBVTT\n"
    if len(found.segments) > bounds.SUBTITLE_PARTS:
        raise TooLarge
    parts, left = [], bounds.TEXT_BYTES
    for segment in found.segments:
        raw = origin.read(segment.resource, left)
        left -= len(raw)
        parts.append(raw.decode("utf-8-sig", "replace"))
    return merged(parts)


def merged(parts: list[str]) -> str:
    """One WebVTT of many; a cue that recurs across a cut is shown once.

    Each part's X-TIMESTAMP-MAP moves its cues on the clock of the first part's.
    """
    cues: dict[str, None] = {}
    origin_seconds = map_seconds(parts[0]) if parts else 0.0
    for part in parts:
        shift = map_seconds(part) - origin_seconds
        for block in re.split(r"\n{2,}", part.replace("\r\n", "\n").strip()):
            if "-->" in block:
                cues[shifted(block, shift)] = None
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def map_seconds(part: str) -> float:
    """By how much MPEGTS runs ahead of LOCAL in a part's X-TIMESTAMP-MAP."""
    found = MAP.search(part)
    if found is None:
        return 0.0
    pairs = dict(item.split(":", 1) for item in found[1].split(",") if ":" in item)
    local = first_time(pairs.get("LOCAL", "")) or 0.0
    ticks = re.match(r"\d{1,10}", pairs.get("MPEGTS", ""))
    return (int(ticks[0]) / TICKS if ticks else 0.0) - local


def shifted(block: str, seconds: float) -> str:
    if not seconds:
        return block
    first, arrow, rest = block.partition("-->")
    times, newline, text = rest.partition("\n")
    later = [with_times(side, lambda time: time + seconds) for side in (first, times)]
    return later[0] + arrow + later[1] + newline + text
