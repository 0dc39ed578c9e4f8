"""What is inside a source: FFprobe's answer as frozen values, or a sentence of refusal."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backend.transcode.errors import NotAVideo, NothingToPlay, TooLarge, TooLong
from backend.transcode.source.boxes import boxes
from backend.transcode.source.stamps import Stretch

LONGEST_SECONDS = 24 * 3600
LARGEST_SIDE = 8192
INDEXED = frozenset({"mov", "matroska"})
ODDEST_PIXEL = 20
"""A pixel so many times wider than high, or higher than wide, is a mistake."""

Json = Mapping[str, Any]
MOST_REPORT_BYTES = 8 << 20
"""What FFprobe says of all streams, chapters and tags."""
RunProbe = Callable[[str, Sequence[str]], Iterable[bytes]]
"""Runs FFprobe on a URL with these options; gives its standard output as it comes, line by line."""

OPTIONS = ("-show_format", "-show_streams", "-show_chapters", "-of", "json")


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture as it is stored: `width` × `height` before pixel shape and rotation."""

    index: int
    codec: str
    width: int
    height: int
    pixel_shape: Fraction = Fraction(1)
    rotation: int = 0
    """Clockwise quarter turns in degrees that FFmpeg applies by itself."""
    tagged_rotation: int = 0
    """The same from an old `rotate` tag alone, which FFmpeg ignores."""
    pixel_format: str = "yuv420p"
    full_range: bool = False
    matrix: str = "unknown"
    primaries: str = "unknown"
    transfer: str = "unknown"
    nominal_rate: Fraction = Fraction(0)
    average_rate: Fraction = Fraction(0)
    field_order: str = "unknown"
    profile: str = ""
    level: int = 0
    tag: str = ""
    has_alpha_layer: bool = False
    start_seconds: float = 0
    duration_seconds: float | None = None
    stream_id: int = 0
    """The container's own number for it."""


@dataclass(frozen=True, slots=True)
class AudioStream:
    """A sound track; `language` is an ISO 639-2 code or empty."""

    index: int
    codec: str
    channels: int
    sample_rate: int
    language: str = ""
    title: str = ""
    default: bool = False
    profile: str = ""
    start_seconds: float = 0
    duration_seconds: float | None = None
    stream_id: int = 0


@dataclass(frozen=True, slots=True)
class SubtitleStream:
    """Embedded subtitles made of text (pictures are not listed)."""

    index: int
    codec: str
    language: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    start_seconds: float
    end_seconds: float
    title: str


@dataclass(frozen=True, slots=True)
class Probe:
    """A source that can be played. `duration_seconds` is the container's claim."""

    container: str
    duration_seconds: float
    start_seconds: float
    video: VideoStream | None
    audios: tuple[AudioStream, ...] = ()
    subtitles: tuple[SubtitleStream, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    clock: tuple[Stretch, ...] = ()
    """Of a source whose clock is set anew in the middle: it is read with its times moved, and its
    seconds are those that it then has."""

    @property
    def claimed_end_seconds(self) -> float:
        """Where the container says that the film ends, on the source's own clock. Those with an
        index count from that clock's zero, wherever the film begins."""
        return self.duration_seconds + (0.0 if self.is_indexed else self.start_seconds)

    @property
    def is_indexed(self) -> bool:
        """Whether the container has an index that is written last: what it claims was there."""
        return self.container.split(",")[0] in INDEXED

    @property
    def played(self) -> tuple[VideoStream | AudioStream, ...]:
        """The picture and the sound, as far as there are any."""
        return tuple(stream for stream in (self.video, self.audio) if stream is not None)

    @property
    def audio(self) -> AudioStream | None:
        """The track that viewers hear unless they choose: the default one, or else the first."""
        return next((a for a in self.audios if a.default), next(iter(self.audios), None))


TEXT_SUBTITLES = frozenset({"subrip", "ass", "ssa", "mov_text", "webvtt", "text", "srt"})


def shown_size(video: VideoStream) -> tuple[Fraction, Fraction]:
    """Width and height of the picture as a viewer sees it, in square pixels.

    Pixels that are not square stretch the width, so no line of the source is lost.
    """
    width, height = video.width * video.pixel_shape, Fraction(video.height)
    turned = (video.rotation + video.tagged_rotation) % 180 == 90
    return (height, width) if turned else (width, height)


def probe(url: str, run: RunProbe) -> Probe:
    """Look into the source at `url`. Raises a `Refused` with its sentence."""
    said, size = [], 0
    for line in run(url, OPTIONS):
        said.append(line)
        size += len(line)
        if size > MOST_REPORT_BYTES:
            raise NotAVideo
    try:
        report = json.loads(b"".join(said))
    except (ValueError, RecursionError) as error:
        raise NotAVideo from error
    return read_report(report)


def read_report(report: Json) -> Probe:
    """FFprobe's JSON as values; pure."""
    streams = [s for s in report.get("streams", []) if s.get("codec_name", "unknown") != "unknown"]
    if not report.get("format"):
        raise NotAVideo
    films = [s for s in streams if _is_film(s)]
    video = next((_video(s) for s in sorted(films, key=_is_second_choice)), None)
    audios = tuple(_audio(s) for s in streams if _is_sound(s))
    if video is None and not audios:
        raise NothingToPlay
    start = _seconds(report["format"].get("start_time")) or 0.0
    found = Probe(
        container=report["format"]["format_name"],
        duration_seconds=_duration(report["format"], video, audios),
        start_seconds=start,
        video=video,
        audios=audios,
        subtitles=tuple(_subtitle(s) for s in streams if s["codec_name"] in TEXT_SUBTITLES),
        chapters=tuple(_chapters(report.get("chapters", []), start)),
    )
    _check_limits(found)
    return found


def _check_limits(found: Probe) -> None:
    if found.duration_seconds > LONGEST_SECONDS:
        raise TooLong
    if found.video and max(found.video.width, found.video.height) > LARGEST_SIDE:
        raise TooLarge(found.video.width, found.video.height)


def _is_film(stream: Json) -> bool:
    """Cover art is a video stream to FFmpeg, but no film."""
    disposition = stream.get("disposition", {})
    return (
        stream["codec_type"] == "video"
        and not disposition.get("attached_pic")
        and not disposition.get("timed_thumbnails")
        and stream.get("width", 0) > 0
        and stream.get("height", 0) > 0
    )


def _is_second_choice(stream: Json) -> bool:
    return not stream.get("disposition", {}).get("default")


def _is_sound(stream: Json) -> bool:
    return stream["codec_type"] == "audio" and int(stream.get("sample_rate", 0)) > 0


def _video(stream: Json) -> VideoStream:
    tags = _lower(stream.get("tags", {}))
    matrix = next((s for s in stream.get("side_data_list", []) if "rotation" in s), None)
    return VideoStream(
        index=stream["index"],
        codec=stream["codec_name"],
        width=stream["width"],
        height=stream["height"],
        pixel_shape=_pixel_shape(stream),
        rotation=_quarter(-float(matrix["rotation"])) if matrix else 0,
        tagged_rotation=0 if matrix else _quarter(_seconds(tags.get("rotate")) or 0),
        pixel_format=stream.get("pix_fmt", "yuv420p"),
        full_range=stream.get("color_range") == "pc",
        matrix=stream.get("color_space", "unknown"),
        primaries=stream.get("color_primaries", "unknown"),
        transfer=stream.get("color_transfer", "unknown"),
        nominal_rate=_ratio(stream.get("r_frame_rate"), "/"),
        average_rate=_ratio(stream.get("avg_frame_rate"), "/"),
        field_order=stream.get("field_order", "unknown"),
        profile=stream.get("profile", ""),
        level=stream.get("level", 0),
        tag=stream.get("codec_tag_string", ""),
        has_alpha_layer=tags.get("alpha_mode") == "1",
        start_seconds=_seconds(stream.get("start_time")) or 0.0,
        duration_seconds=_seconds(stream.get("duration")),
        stream_id=_number(stream.get("id")),
    )


def _pixel_shape(stream: Json) -> Fraction:
    """Square where it is unknown, absurd, or makes a picture that nobody could encode."""
    shape = _ratio(stream.get("sample_aspect_ratio"), ":")
    sane = Fraction(1, ODDEST_PIXEL) <= shape <= ODDEST_PIXEL
    return shape if sane and stream["width"] * shape <= LARGEST_SIDE else Fraction(1)


def _audio(stream: Json) -> AudioStream:
    tags = _lower(stream.get("tags", {}))
    return AudioStream(
        index=stream["index"],
        codec=stream["codec_name"],
        channels=stream.get("channels", 2),
        sample_rate=int(stream["sample_rate"]),
        language=_language(tags),
        title=tags.get("title", ""),
        default=bool(stream.get("disposition", {}).get("default")),
        profile=stream.get("profile", ""),
        start_seconds=_seconds(stream.get("start_time")) or 0.0,
        duration_seconds=_seconds(stream.get("duration")),
        stream_id=_number(stream.get("id")),
    )


def _subtitle(stream: Json) -> SubtitleStream:
    tags = _lower(stream.get("tags", {}))
    return SubtitleStream(
        stream["index"], stream["codec_name"], _language(tags), tags.get("title", "")
    )


def _chapters(chapters: Iterable[Json], start: float) -> Iterable[Chapter]:
    for chapter in chapters:
        title = _lower(chapter.get("tags", {})).get("title", "")
        begin, end = float(chapter["start_time"]), float(chapter["end_time"])
        yield Chapter(max(0.0, begin - start), max(0.0, end - start), title)


def _duration(container: Json, video: VideoStream | None, audios: Sequence[AudioStream]) -> float:
    """The container's duration, or the longest stream's; 0 when nobody claims one."""
    claims = [_seconds(container.get("duration"))]
    claims += [s.duration_seconds for s in (video, *audios) if s is not None]
    return next((claim for claim in claims if claim), 0.0)


def _lower(tags: Json) -> dict[str, str]:
    return {key.lower(): str(value) for key, value in tags.items()}


def _language(tags: Mapping[str, str]) -> str:
    """Three lower-case letters, or nothing: the value goes into playlists and keys."""
    language = tags.get("language", "").lower()
    known = len(language) in (2, 3) and language.isascii() and language.isalpha()
    return language if known and language != "und" else ""


def _seconds(text: object) -> float | None:
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _number(text: object) -> int:
    """`0x1e0`, where a container numbers its streams."""
    try:
        return int(str(text), 16)
    except ValueError:
        return 0


def _ratio(text: object, separator: str) -> Fraction:
    """`30000/1001` or `64:45`; 0 for the many ways of saying "unknown"."""
    try:
        numerator, denominator = (int(part) for part in str(text).split(separator))
    except ValueError:
        return Fraction(0)
    return Fraction(numerator, denominator) if denominator and numerator > 0 else Fraction(0)


def _quarter(degrees: float) -> int:
    """Clockwise 0, 90, 180 or 270; anything between is left as it lies."""
    turned = round(degrees) % 360
    return turned if turned % 90 == 0 else 0


def looks_cut_off(head: bytes, size_bytes: int) -> bool:
    """Whether a file that FFprobe can't open, and that begins with `head`, is an MP4 whose `moov`
    never arrived."""
    seen = {box.kind: box for box in boxes(lambda start, stop: head[start:stop], size_bytes)}
    is_short = any(box.stop > size_bytes for box in seen.values())
    return b"ftyp" in seen and (b"mdat" in seen or is_short) and b"moov" not in seen
