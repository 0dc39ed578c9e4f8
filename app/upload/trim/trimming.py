"""From a file and a recipe to a source that holds only what is kept.

An MP4 or MOV whose index says it all is cut where it lies. Of anything else a copy with such an
index is made first, without encoding anything.
"""

from __future__ import annotations

import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.boxes import Read
from app.errors import Sentence, writing
from app.upload.source.file import Identity, SourceFile
from app.upload.source.probe import FORMATS, Media, poster_at
from app.upload.trim import edges
from app.upload.trim.avc import Unmergeable, merged
from app.upload.trim.edges import (
    Edge,
    Encoding,
    encode_edge,
    encoding_of,
    has_key_frames,
    may_follow,
    parts_to_encode,
)
from app.upload.trim.faults import CantEncode, CantTrim, NoRoom, NothingBetween
from app.upload.trim.file import TrimmedFile
from app.upload.trim.movie import VIDEO, FilmTrack, Movie, movie_of
from app.upload.trim.ranges import Range, Recipe
from app.upload.trim.result import Result, result_of
from app.upload.trim.samples import Samples
from app.upload.trim.streams import SECOND_PICTURE, streams_of, to_copy
from app.upload.trim.stretches import NEAR_SECONDS, Stretch, key_frame_times, stretches_of
from app.upload.trim.tracks import Placement, places_of, tracks_of

Stopped = Callable[[], bool]
Told = Callable[[float], object]
"""Which share of a copy has been made."""
SUFFIXES = (".mp4", ".m4v", ".mov", ".m4a", ".3gp")
PICTURE_SHARE = 10
INDEX_BYTES = 16
"""For each sample: its size, its chunk, and perhaps when it is shown."""
CONTAINERS = ("mp4", "mov")
"""Not everything may be in an MP4."""


@dataclass(frozen=True)
class SourceFilm:
    """A file that can be cut: `whole` is what the user chose, `source` what is cut of it."""

    whole: SourceFile
    source: SourceFile
    movie: Movie
    encoding: Encoding | Sentence
    """Or why it can be cut only at key frames."""
    left_out: tuple[Sentence, ...] = ()
    """What of the file does not come along."""

    @property
    def duration_seconds(self) -> float:
        return self.movie.duration_seconds

    @property
    def key_frames(self) -> Sequence[float]:
        main = self.movie.main
        return [float(main.seconds(ticks)) for ticks in key_frame_times(main)]

    def neighbour(self, seconds: float, way: int) -> float:
        """When the next picture is shown, or the one before."""
        main = self.movie.main
        near = main.ticks(NEAR_SECONDS)
        place = bisect_right(main.shown, main.ticks(seconds) + near) - 1 + way
        return float(main.seconds(main.shown[min(len(main.shown) - 1, max(0, place))]))

    @property
    def why_at_key_frames(self) -> Sentence | None:
        """It can be cut nowhere else, where there is a reason."""
        encoding = self.encoding
        return encoding if isinstance(encoding, Sentence) else encoding.only_after_cuts

    def stretches(self, recipe: Recipe) -> tuple[Stretch, ...]:
        """Exact only where that can be. Raises NothingKept and NothingBetween."""
        allowed = replace(recipe, exact=recipe.exact and self.why_at_key_frames is None)
        follows = partial(may_follow, self.movie.main, reading(self.source))
        stretches = stretches_of(self.movie, allowed, follows)
        if isinstance(self.encoding, Sentence) and any(each.encoded for each in stretches):
            raise NothingBetween(self.whole.path.name)
        return stretches


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes of a recipe: which parts of the film are really kept, and what it takes."""

    ranges: tuple[Range, ...]
    seconds: float
    size_bytes: int
    encoded_seconds: float


def open_film(
    path: Path, folder: Path, stopped: Stopped = lambda: False, told: Told = lambda _share: None
) -> SourceFilm:
    """`folder` is where copies may be made. Raises CantTrim, NoFFmpeg, NoRoom, FileMissing,
    FileUnreadable and Interrupted."""
    whole = source = SourceFile(path)
    movie = movie_of(reading(source), source.identity().size_bytes)
    left_out: tuple[Sentence, ...] = ()
    if movie is None:
        copied, left_out = to_copy(streams_of(path))
        copy = plain_copy(path, own_folder(folder, whole.identity()), copied, stopped, told)
        source = SourceFile(copy)
        movie = movie_of(reading(source), source.identity().size_bytes)
        if movie is None:
            copy.unlink(missing_ok=True)
            raise CantTrim(path.name)
    elif any(each is not movie.main and each.handler == VIDEO for each in movie.tracks):
        left_out = (SECOND_PICTURE,)
    if not has_key_frames(movie.main, reading(source)):
        raise CantTrim(path.name)
    encoding = encoding_of(source.path, movie, reading(source))
    return SourceFilm(whole, source, movie, encoding, left_out)


def forecast(film: SourceFilm, recipe: Recipe) -> Forecast:
    """In a moment, without making anything: what is encoded is taken to be as large as what it
    stands for. Raises NothingKept and NothingBetween."""
    track = film.movie.main
    stretches = film.stretches(recipe)
    places = places_of(track, stretches)
    size = sum(bytes_of(each, places) for each in film.movie.tracks) + len(film.movie.ftyp)
    encoded = sum(stretch.encoded for stretch in stretches) * track.last_ticks
    ranges = tuple(Range(float(place.start), float(place.stop)) for place in places)
    return Forecast(ranges, float(places[-1].end), size, float(track.seconds(encoded)))


def bytes_of(track: FilmTrack, places: Sequence[Placement]) -> int:
    """Of what is decoded within these places, and of the index of it."""
    total, dts = 0, track.samples.dts
    for place in places:
        ends = (track.ticks(each) - track.shift for each in (place.start, place.stop))
        start, stop = (bisect_left(dts, ticks, hi=len(track.samples)) for ticks in ends)
        total += sum(track.samples.sizes[start:stop]) + (stop - start) * INDEX_BYTES
    return total


def trimmed(film: SourceFilm, recipe: Recipe, folder: Path, stopped: Stopped) -> TrimmedFile:
    """Raises NothingKept, NothingBetween, CantEncode, NoFFmpeg, NoRoom and Interrupted."""
    stretches = film.stretches(recipe)
    made = _encoded(film, parts_to_encode(stretches), folder, stopped)
    stsd = None
    if made:
        try:
            stsd = merged(film.movie.main.stsd, [edge.stsd for edge in made])
        except Unmergeable as error:
            raise CantEncode(film.whole.path.name) from error
    result = _result(film.movie, stretches, [edge.samples for edge in made], stsd)
    files = [film.source, *(SourceFile(edge.path) for edge in made)]
    return TrimmedFile(film.whole, files, result)


def open_trimmed(
    path: Path,
    recipe: Recipe,
    folder: Path,
    stopped: Stopped,
    told: Told = lambda _share: None,
) -> TrimmedFile:
    return trimmed(open_film(path, folder, stopped, told), recipe, folder, stopped)


def media_of_trimmed(path: Path, trimmed: TrimmedFile, media: Media) -> Media:
    """What the file that is sent is, as far as it differs from the one on disk."""
    seconds = trimmed.result.seconds
    first = trimmed.result.ranges[0]
    moment = first.start + min(first.seconds / 2, seconds / PICTURE_SHARE)
    poster = poster_at(path, moment) if media.video_codec is not None else None
    return replace(
        media, duration_seconds=seconds, container="mov,mp4", moov_at_end=False, poster=poster
    )


def name_of_trimmed(name: str) -> str:
    """As what is sent is an MP4 or a MOV, whatever it was made of."""
    path = Path(name)
    return name if path.suffix.lower() in SUFFIXES else path.stem + SUFFIXES[0]


def own_folder(folder: Path, identity: Identity) -> Path:
    """What is made of a file lies here; of one that has changed, elsewhere."""
    key = (identity.device, identity.inode, identity.size_bytes, identity.mtime_ns)
    return folder / "-".join(map(str, key))


def tidy(folder: Path, keep: Sequence[Path]) -> None:
    """Take away what was made of files that are no longer being uploaded."""
    wanted = set()
    for path in keep:
        try:
            wanted.add(own_folder(folder, Identity.of(path.stat())))
        except OSError:
            continue  # it is made again when the file is back
    for each in folder.glob("*-*"):
        if each not in wanted:
            shutil.rmtree(each, ignore_errors=True)


def reading(source: SourceFile) -> Read:
    def read(start: int, stop: int) -> bytes:
        data = bytearray(stop - start)
        return bytes(data[: source.read_into(memoryview(data), start)])

    return read


def _result(
    movie: Movie, stretches: Sequence[Stretch], encoded: Sequence[Samples], stsd: bytes | None
) -> Result:
    places = places_of(movie.main, stretches)
    return result_of(movie, tracks_of(movie, stretches, encoded), places, stsd)


def _encoded(
    film: SourceFilm, parts: Sequence[tuple[int, ...]], folder: Path, stopped: Stopped
) -> list[Edge]:
    if not parts or not isinstance(film.encoding, Encoding):
        return []
    own = own_folder(folder, film.whole.identity())
    with writing(own):
        own.mkdir(parents=True, exist_ok=True)
    return [
        encode_edge(film.source.path, film.movie, part, film.encoding, own, stopped)
        for part in parts
    ]


def plain_copy(
    path: Path, folder: Path, streams: Sequence[str], stopped: Stopped, told: Told
) -> Path:
    """The same film as an MP4 with one index; made only once. Raises CantTrim, NoFFmpeg, NoRoom
    and Interrupted."""
    done = folder / "plain.mp4"
    if done.exists():
        return done
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    size = path.stat().st_size
    if shutil.disk_usage(folder).free < size:
        raise NoRoom(folder)
    part = done.with_suffix(".part")

    def stopped_meanwhile() -> bool:
        with suppress(OSError):  # not begun yet
            told(min(1.0, part.stat().st_size / size))
        return stopped()

    for container in CONTAINERS:
        try:
            edges.run(_copy_command(path, part, container, streams), part, stopped_meanwhile)
        except CantEncode:
            continue
        part.replace(done)
        return done
    raise CantTrim(path.name)


def _copy_command(path: Path, part: Path, container: str, streams: Sequence[str]) -> list[str]:
    return [
        *(edges.ffmpeg(), "-nostdin", "-v", "error", "-y"),
        *("-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-i", f"file:{path}"),
        *(word for stream in streams for word in ("-map", stream)),
        *("-c", "copy", "-c:s", "mov_text", "-map_metadata", "0", "-strict", "-2"),
        *("-f", container, f"file:{part}"),
    ]
