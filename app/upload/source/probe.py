"""What a film is, before its first byte goes out: asked of ffprobe, and of its boxes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.boxes import Box, boxes, in_file
from app.upload.errors import CutOff, NoStreams, NotAVideo

PROBE_SECONDS = 30.0
POSTER_SECONDS = 5.0
LARGEST_POSTER = 96 * 1024
LARGEST_FRAME = 8 * 1024 * 1024
SQUARE = "scale=w=iw*sar:h=ih,setsar=1"
"""The points of a picture may be wider than high."""
FITTED = "force_original_aspect_ratio=decrease,format=yuvj420p"
POSTER_SIZE = f"{SQUARE},scale=w='min(480,iw)':h='min(480,ih)':{FITTED}"
FRAME_SIZE = f"{SQUARE},scale=w='min(1920,iw)':h='min(1920,ih)':{FITTED}"
# Containers of films, as the server has them: a playlist that names other files is not one.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,mp3,wav,flac,aac,gif,mxf"
)


@dataclass(frozen=True, slots=True)
class Media:
    """What goes with the create call, None where the file doesn't tell."""

    duration_seconds: float | None = None
    width: int | None = None
    height: int | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    container: str | None = None
    moov_at_end: bool | None = None
    poster: bytes | None = None  # a JPEG

    def to_json(self) -> dict[str, Any]:
        """All but the poster, which is no text."""
        known = asdict(replace(self, poster=None))
        return {name: value for name, value in known.items() if value is not None}


# Looks at a file; None where there is nothing to look with. Raises NotAVideo.
Probe = Callable[[Path], Media | None]


def probe(path: Path) -> Media | None:
    """The file as ffprobe sees it, or None without ffprobe: the server looks again anyway."""
    if (ffprobe := shutil.which("ffprobe")) is None:
        return None
    command = [
        *(ffprobe, "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", FORMATS),
        *("-show_entries", "format=format_name,duration"),
        *("-show_entries", "stream=codec_type,codec_name,width,height,duration"),
        *("-show_entries", "stream_disposition=attached_pic"),
        *("-of", "json", "-i", f"file:{path}"),
    ]
    if (done := finished(command, PROBE_SECONDS)) is None:
        return None
    if done.returncode != 0:
        raise CutOff(path.name) if is_cut_off(path) else NotAVideo(path.name)
    media = media_of(json.loads(done.stdout), path)
    return replace(media, poster=poster_of(path, media))


def poster_of(path: Path, media: Media) -> bytes | None:
    """A frame from the first tenth, for as long as the server has none of its own."""
    if media.video_codec is None:
        return None
    return poster_at(path, min(60.0, (media.duration_seconds or 0.0) / 10))


def poster_at(path: Path, moment: float) -> bytes | None:
    """None where FFmpeg is missing or finds no picture in time."""
    if (ffmpeg := shutil.which("ffmpeg")) is None:
        return None
    shot = Shot(moment, POSTER_SIZE, quality=6, is_exact=False)
    return taken(ffmpeg, path, shot, LARGEST_POSTER)


@dataclass(frozen=True, slots=True)
class Shot:
    """Which picture of a film, and how it is written; one that is not `is_exact` is the key frame
    before."""

    seconds: float
    filters: str
    quality: int
    is_exact: bool


def frame_of(path: Path, seconds: float) -> bytes | None:
    """The very picture at that moment, as a JPEG fit for a poster; None where there is none."""
    if (ffmpeg := shutil.which("ffmpeg")) is None:
        return None
    return taken(ffmpeg, path, Shot(seconds, FRAME_SIZE, quality=3, is_exact=True), LARGEST_FRAME)


def taken(ffmpeg: str, path: Path, shot: Shot, most_bytes: int) -> bytes | None:
    command = [
        *(ffmpeg, "-nostdin", "-v", "error", "-threads", "1"),
        *("-protocol_whitelist", "file", "-format_whitelist", FORMATS),
        *([] if shot.is_exact else ["-noaccurate_seek"]),
        *("-ss", f"{shot.seconds:.3f}", "-i", f"file:{path}"),
        *("-map", "0:V:0", "-frames:v", "1", "-vf", shot.filters, "-q:v", str(shot.quality)),
        *("-f", "mjpeg", "-protocol_whitelist", "pipe", "pipe:1"),
    ]
    done = finished(command, POSTER_SECONDS)
    return done.stdout if done and 0 < len(done.stdout) <= most_bytes else None


def finished(command: Sequence[str], seconds: float) -> subprocess.CompletedProcess[bytes] | None:
    """The command with its output, or None when it took too long."""
    try:
        return subprocess.run(
            command, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return None


def media_of(found: Mapping[str, Any], path: Path) -> Media:
    streams = found.get("streams", [])
    films = [s for s in streams if s.get("codec_type") == "video" and s.get("codec_name")]
    films = [s for s in films if not s.get("disposition", {}).get("attached_pic")]
    sounds = [s for s in streams if s.get("codec_type") == "audio" and s.get("codec_name")]
    if not films and not sounds:
        raise NoStreams(path.name)
    film, sound = (films or [{}])[0], (sounds or [{}])[0]
    box = found.get("format", {})
    index = index_range(path)
    return Media(
        duration_seconds=number(box.get("duration")) or number(film.get("duration")),
        width=film.get("width"),
        height=film.get("height"),
        video_codec=film.get("codec_name"),
        audio_codec=sound.get("codec_name"),
        container=box.get("format_name"),
        moov_at_end=None if index is None else is_at_end(index, path),
    )


def number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 1e8 else None


def is_at_end(index: range, path: Path) -> bool:
    """Behind the pictures: more of the file lies before it than after."""
    return index.start > path.stat().st_size - index.stop


def index_range(path: Path) -> range | None:
    """Where the `moov` box of an MP4 or MOV lies (ISO/IEC 14496-12 §8.2); None without one."""
    return next((range(b.start, b.stop) for b in boxes_of(path) if b.kind == b"moov"), None)


def is_cut_off(path: Path) -> bool:
    """An MP4 or MOV whose index was to come at its end, and did not."""
    kinds = [box.kind for box in boxes_of(path)]
    return kinds[:1] == [b"ftyp"] and b"moov" not in kinds


def boxes_of(path: Path) -> Iterator[Box]:
    with path.open("rb") as file:
        yield from boxes(in_file(file), 0, path.stat().st_size)
