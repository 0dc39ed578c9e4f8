"""Where a film's scenes change, as far as that can be seen in small pictures.

The storyboard has a picture of every few seconds already, so no source is read for it; the very cut
is then looked for in the few seconds of the lowest rendition that lie between two of its pictures.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from backend.storage.api import ObjectStore
from backend.transcode.errors import GaveUp
from backend.transcode.outputs import webvtt
from backend.transcode.outputs.changes import SceneChange, Thumb, changes, cut_among
from backend.transcode.outputs.stills import LIMITS, PIPED, Shown, decoded, is_beside
from backend.transcode.process import FFMPEG, NOWHERE, PIPE, Stop, lines

TILE = re.compile(r"([^#\s]+)#xywh=(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})")
THUMB = (16, 9)
THUMB_BYTES = 3 * THUMB[0] * THUMB[1]
SMALL = f"scale={THUMB[0]}:{THUMB[1]}:flags=area,format=rgb24"
RAW = ("-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1")
MOST_BYTES = 8 << 20
"""Of a storyboard, or one of its sheets."""
MOST_PICTURES = 4096
"""Between two of a storyboard."""


def of_storyboard(store: ObjectStore, key: str, stop: Stop) -> tuple[SceneChange, ...]:
    """From one of its pictures to the next."""
    document = b"".join(store.read(key, 0, MOST_BYTES)).decode("utf-8", "replace")
    tiles = [
        (cue, found)
        for cue in webvtt.read(document)
        if (found := TILE.match(cue.text)) and is_beside(found[1])
    ]
    names = dict.fromkeys(found[1] for _, found in tiles)
    folder = posixpath.dirname(key) + "/"
    thumbs: list[Thumb] = []
    for name in names:
        places = [found for _, found in tiles if found[1] == name]
        thumbs += _thumbs(store, folder + name, places, stop)
    if len(thumbs) != len(tiles):
        return ()  # nobody knows which of them are missing
    return changes([cue.start_seconds for cue, _ in tiles], thumbs)


def _thumbs(
    store: ObjectStore, key: str, places: Sequence[re.Match[str]], stop: Stop
) -> Iterator[Thumb]:
    """Of the pictures of one sheet, which lies in rows."""
    width, height = int(places[0][4]), int(places[0][5])
    columns = 1 + max(int(place[2]) for place in places) // max(1, width)
    rows = 1 + max(int(place[3]) for place in places) // max(1, height)
    graph = f"crop={columns * width}:{rows * height}:0:0,untile={columns}x{rows},{SMALL}"
    feed = lambda: store.read(key, 0, MOST_BYTES)  # noqa: E731
    command = [*FFMPEG, *PIPED, "-f", "jpeg_pipe", "-i", PIPE, "-vf", graph, *RAW]
    try:
        data = b"".join(lines(command, NOWHERE, stop, LIMITS, feed))
    except GaveUp:
        return iter(())  # there is no picture in it
    return _split(data[: len(places) * THUMB_BYTES])


def exact(store: ObjectStore, lowest: Shown, change: SceneChange, stop: Stop) -> SceneChange:
    """The same, at the very cut, where there is one."""
    begin, end = change.after_seconds, change.seconds
    segments = [p for p in lowest.segments if begin - 0.01 <= p.begins_seconds < end - 0.01]
    options = ("-vf", SMALL, "-frames:v", str(MOST_PICTURES), *RAW)
    thumbs = list(_split(b"".join(decoded(store, lowest, segments, options, stop))))
    if (at := cut_among(thumbs)) is None:
        return change
    seconds = segments[0].begins_seconds + at / len(thumbs) * (
        segments[-1].ends_seconds - segments[0].begins_seconds
    )
    return SceneChange(min(seconds, end), begin, change.strength)


def _split(data: bytes) -> Iterator[Thumb]:
    for at in range(0, len(data) - THUMB_BYTES + 1, THUMB_BYTES):
        yield data[at : at + THUMB_BYTES]
