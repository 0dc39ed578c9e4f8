"""A picture of any moment of a film, out of what its viewers get: upright, in its right colours and
on their clock, whatever the source is like or has become of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.storage.api import ObjectStore
from backend.transcode.errors import GaveUp, NoPicture
from backend.transcode.process import (
    FFMPEG,
    GIB,
    MAX_PIXELS,
    NOWHERE,
    PIPE,
    PROTOCOLS,
    Limits,
    Stop,
    lines,
)

MULTIVARIANT = "hls/multivariant.m3u8"
LARGEST_LINE = 1080
VARIANT = re.compile(r"#EXT-X-STREAM-INF:.*?RESOLUTION=(\d{1,5})x(\d{1,5}).*\n(?:#.*\n)*(\S+)")
SEGMENT = re.compile(r"#EXTINF:([\d.]{1,20}),.*\n(?:#.*\n)*(\S+)")
MOST_PLAYLIST_BYTES = 8 << 20
MOST_SEGMENT_BYTES = 64 << 20
LIMITS = Limits(memory_bytes=2 * GIB, cpu_seconds=60)
PIPED = (
    *("-protocol_whitelist", PROTOCOLS["pipe"], "-format_whitelist", "mpegts,mov,jpeg_pipe"),
    *("-max_pixels", str(MAX_PIXELS)),
)
"""What is looked at may be a part of a stranger's file, copied."""


@dataclass(frozen=True, slots=True)
class ShownSegment:
    """A segment, by its key."""

    key: str
    begins_seconds: float
    ends_seconds: float


@dataclass(frozen=True, slots=True)
class Shown:
    """The segments of one rendition of a revision; `head` is what each needs before it, if any."""

    segments: tuple[ShownSegment, ...]
    head: str | None = None

    def at(self, seconds: float) -> ShownSegment | None:
        """The one that shows that moment; of what is beyond the end, the last one."""
        later = (segment for segment in self.segments if seconds < segment.ends_seconds)
        return next(later, self.segments[-1] if self.segments else None)


def shown(store: ObjectStore, prefix: str, *, lowest: bool = False) -> Shown:
    """The largest rendition that a poster has use for, or the lowest one; none that would lie
    elsewhere. Raises NoPicture where there are no pictures."""
    sizes = {
        (min(int(width), int(height)), path)
        for width, height, path in VARIANT.findall(_text(store, prefix + MULTIVARIANT))
        if all(map(is_beside, path.split("/")))
    }
    if not sizes:
        raise NoPicture
    fitting = [each for each in sizes if each[0] <= LARGEST_LINE] or [min(sizes)]
    _, path = min(sizes) if lowest else max(fitting)
    folder = posixpath.dirname(posixpath.join("hls", path))
    return segments_of(_text(store, prefix + posixpath.join("hls", path)), prefix + folder + "/")


def segments_of(playlist: str, folder: str) -> Shown:
    """What a media playlist in that folder lists; nothing that would lie elsewhere."""
    segments, begins = [], 0.0
    for seconds, name in SEGMENT.findall(playlist):
        if is_beside(name):
            segments.append(ShownSegment(folder + name, begins, begins + float(seconds)))
        begins += float(seconds)
    head = re.search(r'#EXT-X-MAP:URI="([^"]+)"', playlist)
    return Shown(tuple(segments), folder + head[1] if head and is_beside(head[1]) else None)


def is_beside(name: str) -> bool:
    return re.fullmatch(r"[\w-][\w.-]*", name) is not None


def picture(store: ObjectStore, of: Shown, seconds: float, stop: Stop) -> bytes:
    """A JPEG of what is shown at that moment; at the end, the last picture."""
    if (segment := of.at(seconds)) is None:
        raise NoPicture
    into = max(0.0, min(seconds, segment.ends_seconds) - segment.begins_seconds)
    # The last picture lasts: there is one also for a moment behind its beginning.
    graph = f"tpad=stop_mode=clone:stop_duration=2,trim=start={into:.3f},setpts=PTS-STARTPTS"
    found = b"".join(decoded(store, of, [segment], ["-vf", graph, *ONE_JPEG], stop))
    if not found:
        raise NoPicture
    return found


ONE_JPEG = ("-frames:v", "1", "-q:v", "3", "-f", "image2pipe", "-c:v", "mjpeg", "pipe:1")


def decoded(
    store: ObjectStore,
    of: Shown,
    segments: Sequence[ShownSegment],
    options: Sequence[str],
    stop: Stop,
) -> Iterator[bytes]:
    """What FFmpeg makes of the pictures of some segments, which follow one another."""
    keys = [*([of.head] if of.head else []), *(segment.key for segment in segments)]

    def feed() -> Iterator[bytes]:
        for key in keys:
            yield from store.read(key, 0, MOST_SEGMENT_BYTES)

    command = [*FFMPEG, *PIPED, "-i", PIPE, "-map", "0:V:0", "-an", *options]
    try:
        yield from lines(command, NOWHERE, stop, LIMITS, feed)
    except GaveUp:
        return  # there is no picture in it


def _text(store: ObjectStore, key: str) -> str:
    if store.head(key) is None:
        raise NoPicture
    return b"".join(store.read(key, 0, MOST_PLAYLIST_BYTES)).decode("utf-8", "replace")
