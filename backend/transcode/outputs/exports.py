"""Other forms of a finished revision, made of the same encodes by copy: one MP4, and DASH."""

from __future__ import annotations

import shutil
from pathlib import Path

from backend.storage.api import ObjectStore, Writing
from backend.transcode.outputs import playlists
from backend.transcode.plan.plan import Plan
from backend.transcode.process import FFMPEG, Stop, execute
from backend.transcode.source.probe import AudioStream

GLOBAL = (*FFMPEG, "-y")
PROGRESSIVE_LINE = 720
"""The rung of the single file: what every device plays and most lines carry."""
KINDS = {
    ".mpd": "application/dash+xml",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
}


def put(store: ObjectStore, prefix: str, plan: Plan, folder: Path, stop: Stop) -> None:
    """Writes `progressive.mp4` and `dash/…`, as far as the plan's encoding asks for them."""
    if plan.probe.video is None or not (plan.encoding.progressive or plan.encoding.dash):
        return
    folder.mkdir(parents=True, exist_ok=True)
    try:
        export = _Export(store, prefix, plan, folder, stop)
        if plan.encoding.progressive:
            export.progressive()
        if plan.encoding.dash:
            export.dash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Export:
    def __init__(
        self, store: ObjectStore, prefix: str, plan: Plan, folder: Path, stop: Stop
    ) -> None:
        self._store, self._prefix, self._plan = store, prefix, plan
        self._folder, self._stop = folder, stop

    def progressive(self) -> None:
        fitting = [r for r in self._plan.rungs if min(r.width, r.height) <= PROGRESSIVE_LINE]
        name = (fitting or self._plan.rungs)[-1].name
        self._copy(self._reading(name), "-map", "0", "-movflags", "+faststart", "progressive.mp4")
        self._put(self._folder / "progressive.mp4", "progressive.mp4")

    def dash(self) -> None:
        """Segments as they are cut in HLS; the sound that all rungs carry is taken once."""
        seconds = self._plan.timeline.seconds_of(0)
        reading: list[str] = []
        maps: list[str] = []
        for number, rung in enumerate(self._plan.rungs):
            reading += self._reading(rung.name)
            maps += ["-map", f"{number}:v"]
        sets = "id=0,streams=v"
        for number, (track, rendition) in enumerate(self._sounds()):
            stream = len(self._plan.rungs) + number
            if rendition != self._plan.rungs[0].name:
                reading += self._reading(rendition)
            maps += ["-map", f"{stream - 1 if number else 0}:a"]
            maps += [f"-metadata:s:{stream}", f"language={track.language or 'und'}"]
            sets += f" id={number + 1},streams={stream}"
        form = ["-f", "dash", "-seg_duration", f"{seconds:.6f}", "-adaptation_sets", sets]
        (self._folder / "dash").mkdir()
        # The tags of a transport stream mean nothing in MP4.
        tags = ["-tag:v", "avc1", "-tag:a", "mp4a"]
        # Even sizes are not all of one shape, which the members of an adaptation set must be.
        top = self._plan.rungs[-1]
        tags += ["-aspect:v", f"{top.width}:{top.height}"]
        self._copy(reading, *maps, *tags, *form, "dash/manifest.mpd")
        # The manifest last: whoever sees it finds what it names.
        for path in sorted((self._folder / "dash").iterdir(), key=lambda p: p.suffix == ".mpd"):
            self._put(path, f"dash/{path.name}")

    def _sounds(self) -> list[tuple[AudioStream, str]]:
        """Each sound track, and the rendition that holds it."""
        plan = self._plan
        if plan.probe.audio is None:
            return []
        names = (plan.rungs[0].name, *plan.sound_renditions)
        return list(zip((plan.probe.audio, *plan.more_audios), names, strict=True))

    def _reading(self, name: str) -> list[str]:
        """FFmpeg's input: the rung's segments, joined."""
        joined = self._folder / f"{name}.ts"
        if not joined.exists():
            with joined.open("wb") as file:
                for number in range(self._plan.timeline.segments):
                    key = self._prefix + playlists.SegmentFile(name, number).path
                    file.writelines(self._store.read(key))
        return ["-protocol_whitelist", "file", "-f", "mpegts", "-i", f"file:{joined.name}"]

    def _copy(self, reading: list[str], *writing: str) -> None:
        """Without copied timestamps FFmpeg starts the file at zero, where the film starts."""
        command = [*GLOBAL, *reading, "-c", "copy", *writing[:-1], f"file:{writing[-1]}"]
        execute(command, self._folder, self._stop, lambda _: None)

    def _put(self, path: Path, name: str) -> None:
        with path.open("rb") as data:
            self._store.put(self._prefix + name, data, Writing(KINDS[path.suffix]))
