"""Puts a revision's poster and storyboard into the store."""

from __future__ import annotations

import shutil
from pathlib import Path

from backend.storage.api import ObjectStore, Writing
from backend.transcode.api import Outputs
from backend.transcode.outputs import pictures, playlists
from backend.transcode.plan.plan import Plan
from backend.transcode.process import Stop

HEAD_BYTES = 512 * 1024
"""A key frame fits, also one of the largest rung that a poster is taken from."""
POSTER_LINE = 1080
JPEG = "image/jpeg"
POSTER = "poster.jpg"
STORYBOARD = "storyboard/storyboard.vtt"
EARLY_POSTER = "poster-early.jpg"
"""Its own name: what is cached under a name of a revision is never fetched again."""


def hang(
    store: ObjectStore, prefix: str, plan: Plan, segments: int, folder: Path, stop: Stop
) -> Outputs:
    """Make both from the first `segments`; while more will come, only an early poster.

    Writes `poster.jpg`, `storyboard/storyboard.vtt` and the sheets it names; before that
    `poster-early.jpg`, unless all there is to show is black.
    """
    if plan.probe.video is None:
        return Outputs()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _Gallery(store, prefix, plan, folder, stop).hang(segments)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Gallery:
    def __init__(
        self, store: ObjectStore, prefix: str, plan: Plan, folder: Path, stop: Stop
    ) -> None:
        self._store, self._prefix, self._plan = store, prefix, plan
        self._folder, self._stop = folder, stop

    def hang(self, segments: int) -> Outputs:
        grid, lowest = self._plan.timeline, self._plan.rungs[0]
        numbers = range(0, segments, pictures.stride(segments))
        heads = [self._head(lowest.name, number) for number in numbers]
        size = pictures.tile_size(lowest.width, lowest.height)
        sheets = pictures.storyboard(heads, size, self._folder, self._stop)
        final = segments == grid.segments
        shown = pictures.best(self._folder)
        if not (final or shown.is_telling):
            return Outputs()
        poster = self._hang_poster(POSTER if final else EARLY_POSTER, numbers[shown.number])
        if not final:
            return Outputs(poster)
        for sheet in sheets:
            self._put(f"storyboard/{sheet.name}", sheet.read_bytes(), Writing(JPEG))
        times = [float(n * grid.segment_frames / grid.rate) for n in numbers]
        track = pictures.track(times, grid.duration_seconds, size)
        self._put(STORYBOARD, track.encode(), Writing("text/vtt"))
        return Outputs(poster, STORYBOARD)

    def _hang_poster(self, name: str, number: int) -> str:
        fitting = [r for r in self._plan.rungs if min(r.width, r.height) <= POSTER_LINE]
        head = self._head((fitting or self._plan.rungs)[-1].name, number)
        picture = pictures.poster(head, self._folder, self._stop).read_bytes()
        self._put(name, picture, Writing(JPEG))
        return name

    def _head(self, rung: str, number: int) -> bytes:
        key = self._prefix + playlists.SegmentFile(rung, number).path
        return b"".join(self._store.read(key, 0, HEAD_BYTES))

    def _put(self, path: str, data: bytes, writing: Writing) -> None:
        self._store.put(self._prefix + path, data, writing)
