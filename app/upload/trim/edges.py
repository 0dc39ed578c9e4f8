"""Pictures at the edges of what is kept, encoded anew to fit those beside them."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from app.boxes import Read, in_file
from app.errors import Sentence
from app.upload.errors import Interrupted
from app.upload.trim.avc import (
    HIGHEST_NUMBER,
    LENGTH_BYTES,
    Unmergeable,
    avc_of,
    begins_anew,
    begins_anew_in_hevc,
    stands_alone,
)
from app.upload.trim.faults import CantEncode, NoFFmpeg, NoRoom
from app.upload.trim.movie import VIDEO, FilmTrack, Movie, movie_of
from app.upload.trim.samples import Samples
from app.upload.trim.stretches import Stretch, key_frame_times

log = logging.getLogger(__name__)
LOOK_SECONDS = 30.0
FULL = "No space left"
POLL_SECONDS = 0.1
PROFILES = {
    "Constrained Baseline": "baseline",
    "Baseline": "baseline",
    "Main": "main",
    "High": "high",
    "High 10": "high10",
    "High 4:2:2": "high422",
    "High 4:4:4 Predictive": "high444",
}
FIELDS = "profile,level,pix_fmt,field_order,color_range,color_space,color_transfer,color_primaries"
COLOURS = (
    ("color_range", "-color_range"),
    ("color_space", "-colorspace"),
    ("color_transfer", "-color_trc"),
    ("color_primaries", "-color_primaries"),
)
KEYS_LOOKED_AT = 50
TOLD_RATE, LEAST_BITS = 25, 500_000
QUALITY = 15
"""Of x264's scale: nobody sees it among pictures of a camera, and few they are."""
WORST = 40
"""Of the same: to keep to a rate, x264 would leave a small picture as the one before it was."""

NO_PICTURE = Sentence("It has no picture: sound is cut between its packets anyway.")
NOT_H264 = Sentence(
    "Its pictures are {codec}, which can't be encoded to fit the rest: it is cut at key frames."
)
OTHER_PROFILE = Sentence(
    "Its pictures are of a kind that no encoder here makes: it is cut at key frames."
)
INTERLACED = Sentence("It is interlaced: it is cut at key frames.")
OPEN_GOPS = Sentence(
    "Its pictures depend on each other across key frames: it begins at one of those, and what "
    "follows a cut is encoded."
)
NO_ENCODER = Sentence("FFmpeg on this computer can't encode H.264: the film is cut at key frames.")
CODECS = {b"hvc1": "HEVC", b"hev1": "HEVC", b"av01": "AV1", b"vp09": "VP9", b"mp4v": "MPEG-4"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How pictures are encoded so that they fit those of a film; `only_after_cuts` is why no others
    are, where that is so."""

    options: tuple[str, ...]
    only_after_cuts: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """What was encoded: its samples lie in the file at `path`."""

    path: Path
    samples: Samples
    stsd: bytes


def encoding_of(path: Path, movie: Movie, read: Read) -> Encoding | Sentence:
    """Or why this film can be cut only at key frames. Raises NoFFmpeg."""
    track = movie.main
    if track.handler != VIDEO:
        return NO_PICTURE
    if track.samples.sync is None:
        return Encoding(())  # every picture is a key frame
    if track.codec not in (b"avc1", b"avc3"):
        name = CODECS.get(track.codec) or track.codec.decode("latin-1").strip()
        return Sentence(NOT_H264.template, codec=name)
    if not has_encoder(ffmpeg()):
        return NO_ENCODER
    found = _encoding(_looked_at(path), track)
    if isinstance(found, Sentence) or all(map(begins_anew, first_keys(track, read))):
        return found
    return replace(found, only_after_cuts=OPEN_GOPS)


def has_key_frames(track: FilmTrack, read: Read) -> bool:
    """Not where each picture refreshes a bit, and some are only called so."""
    if track.codec not in (b"avc1", b"avc3"):
        return True
    return all(map(stands_alone, first_keys(track, read)))


def first_keys(track: FilmTrack, read: Read) -> Iterator[bytes]:
    keys = islice(track.samples.sync or (), KEYS_LOOKED_AT)
    return (sample_at(track, read, key) for key in keys)


def sample_at(track: FilmTrack, read: Read, index: int) -> bytes:
    start = track.samples.offsets[index]
    return read(start, start + track.samples.sizes[index])


def may_follow(track: FilmTrack, read: Read, key: int) -> bool:
    """Whether a decoder that has just had other pictures is right from this key frame on."""
    if track.handler != VIDEO or track.samples.sync is None:
        return True
    if track.codec in (b"avc1", b"avc3"):
        return begins_anew(sample_at(track, read, key))
    if track.codec in (b"hvc1", b"hev1"):
        return begins_anew_in_hevc(sample_at(track, read, key))
    return True


def _encoding(seen: Mapping[str, Any], track: FilmTrack) -> Encoding | Sentence:
    try:
        avc = avc_of(track.stsd)
        free = next(n for n in range(HIGHEST_NUMBER, -1, -1) if n not in avc.numbers)
    except (Unmergeable, StopIteration):
        return OTHER_PROFILE
    profile, level = PROFILES.get(str(seen.get("profile"))), seen.get("level")
    if profile is None or avc.length_bytes != LENGTH_BYTES or not isinstance(level, int):
        return OTHER_PROFILE
    if seen.get("field_order", "progressive") not in ("progressive", "unknown"):
        return INTERLACED
    options = [
        *("-c:v", "libx264", "-preset", "medium", "-crf", str(QUALITY), "-bf", "0"),
        *("-g", "100000", "-sc_threshold", "0", "-x264-params", f"sps-id={free}:qpmax={WORST}"),
        *("-profile:v", profile, "-pix_fmt", str(seen["pix_fmt"])),
    ]
    if level > 9:
        options += ["-level", f"{level / 10:.1f}"]
    for name, option in COLOURS:
        if (value := seen.get(name)) and value not in ("unknown", "reserved"):
            options += [option, str(value)]
    return Encoding(tuple(options))


@cache
def has_encoder(ffmpeg: str) -> bool:
    """Asked once: to start FFmpeg for it takes as long as to look at a film."""
    done = subprocess.run(
        [ffmpeg, "-hide_banner", "-h", "encoder=libx264"],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=LOOK_SECONDS,
    )
    return b"Encoder libx264" in done.stdout


def ffmpeg(name: str = "ffmpeg") -> str:
    if (found := shutil.which(name)) is None:
        raise NoFFmpeg
    return found


def _looked_at(path: Path) -> Mapping[str, Any]:
    done = subprocess.run(
        [
            *(ffmpeg("ffprobe"), "-v", "error", "-protocol_whitelist", "file"),
            *("-select_streams", "V:0", "-show_entries", f"stream={FIELDS}", "-of", "json"),
            *("-i", f"file:{path}"),
        ],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=LOOK_SECONDS,
    )
    streams = json.loads(done.stdout or b"{}").get("streams", [])
    return dict(streams[0]) if streams else {}


def parts_to_encode(stretches: Sequence[Stretch]) -> list[tuple[int, ...]]:
    return [part for stretch in stretches for part in (stretch.head, stretch.tail) if part]


def encode_edge(
    path: Path,
    movie: Movie,
    times: Sequence[int],
    encoding: Encoding,
    folder: Path,
    stopped: Callable[[], bool],
) -> Edge:
    """The pictures shown at these times. What was encoded before is not encoded again. Raises
    CantEncode, NoRoom and Interrupted."""
    track = movie.main
    done = folder / f"edge-{times[0]}-{times[-1]}.mp4"
    if (edge := _edge_in(done, len(times))) is not None:
        return edge
    part = done.with_suffix(".part")
    run([*_command(path, track, times, encoding), "-f", "mp4", f"file:{part}"], part, stopped)
    part.replace(done)
    if (edge := _edge_in(done, len(times))) is None:
        done.unlink()
        raise CantEncode(path.name)
    return edge


def _command(path: Path, track: FilmTrack, times: Sequence[int], encoding: Encoding) -> list[str]:
    after = track.next_shown(times[-1] + 1)
    keys = key_frame_times(track)
    begin = keys[max(0, bisect_left(keys, times[0] + 1) - 1)]
    sooner = _told_sooner(track)
    trim = f"trim=start_pts={times[0] - sooner}:end_pts={after - sooner}"
    return [
        *(ffmpeg(), "-nostdin", "-v", "error", "-y", "-protocol_whitelist", "file"),
        *("-copyts", "-noautorotate", "-ss", f"{float(track.seconds(begin - sooner)):.6f}"),
        *("-i", f"file:{path}", "-map", "0:V:0", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-vf", f"{trim},settb=1/1000,setpts=N*{1000 // TOLD_RATE}", "-fps_mode", "passthrough"),
        *encoding.options,
        *_rate_options(bits_per_second(track, times), len(times), track.seconds(after - times[0])),
    ]


def _told_sooner(track: FilmTrack) -> int:
    """FFmpeg has the first picture behind the beginning of an edit list be shown at once."""
    return 0 if track.shown_ticks is None else track.next_shown(track.delay) - track.delay


def bits_per_second(track: FilmTrack, times: Sequence[int]) -> int:
    """Of the source, in the groups of pictures that these are of."""
    samples, sync = track.samples, track.samples.sync or range(len(track.samples))
    keys = key_frame_times(track)
    first = sync[max(0, bisect_right(keys, times[0]) - 1)]
    place = bisect_right(keys, times[-1])
    after = sync[place] if place < len(sync) else len(samples)
    seconds = track.seconds(max(1, samples.dts[after] - samples.dts[first]))
    return round(sum(samples.sizes[first:after]) * 8 / seconds)


def _rate_options(bits: int, count: int, seconds: Fraction) -> list[str]:
    """No more bytes than the source has for as long; FFmpeg is told of them as if there were 25
    pictures a second."""
    told = max(LEAST_BITS, round(bits * seconds / count * TOLD_RATE))
    return ["-maxrate", str(told), "-bufsize", str(told // 2)]


def _edge_in(path: Path, count: int) -> Edge | None:
    """What lies there, if it is all of it: FFmpeg may end well without."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        movie = movie_of(in_file(file), path.stat().st_size)
    if movie is None or len(movie.main.samples) != count:
        return None
    return Edge(path, movie.main.samples, movie.main.stsd)


def run(command: Sequence[str], output: Path, stopped: Callable[[], bool]) -> None:
    """FFmpeg to its end, or to ours; what it leaves half done is taken away."""
    if stopped():
        raise Interrupted
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            words = _wait(process, stopped).decode("utf-8", "replace").strip()
            if process.returncode != 0:
                log.info("FFmpeg failed: %s", words)
                raise NoRoom(output.parent) if FULL in words else CantEncode(output.name)
        except BaseException:
            process.kill()
            output.unlink(missing_ok=True)
            raise


def _wait(process: subprocess.Popen[bytes], stopped: Callable[[], bool]) -> bytes:
    while True:
        try:
            return process.communicate(timeout=POLL_SECONDS)[1]
        except subprocess.TimeoutExpired:
            if stopped():
                raise Interrupted from None
