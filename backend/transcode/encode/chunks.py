"""A revision is made of chunks: pure tasks that depend on nothing but the plan and the source.

A chunk is a few consecutive segments of every rung. Because the grid of frames is fixed by the
plan, chunks can be made in any order, twice, or on different machines, and still join without
a seam: pictures are cut by number, sound by AAC frames on a grid of their own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from backend.errors import BackendError, DiskFull
from backend.file_urls import local_path
from backend.transcode.encode import commands
from backend.transcode.errors import (
    Changing,
    Damaged,
    EncodingFailed,
    GaveUp,
    HalfRead,
    Incomplete,
    Refused,
)
from backend.transcode.outputs import mpegts
from backend.transcode.plan.plan import Plan
from backend.transcode.process import PIPE, Feed, Stop, lines

SEGMENTS_PER_CHUNK = 4
ROOM_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """Segments [first, stop)."""

    index: int
    first: int
    stop: int

    @property
    def segments(self) -> range:
        return range(self.first, self.stop)


@dataclass(frozen=True, slots=True)
class Task:
    """Some rungs of one chunk."""

    plan: Plan
    chunk: Chunk
    rungs: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.chunk.index:05d}.{'-'.join(self.rungs)}"

    @property
    def frames(self) -> int:
        return sum(self.plan.timeline.frames_in(n) for n in self.chunk.segments)

    def follows(self, before: Task) -> bool:
        return self.chunk.first == before.chunk.stop and set(before.rungs) <= set(self.rungs)

    def is_written(self, folder: Path) -> bool:
        """Whether FFmpeg has left these segments for the next ones."""
        following = (file_name(name, self.chunk.stop) for name in self.plan.renditions(self.rungs))
        return all((folder / name).exists() for name in following)


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive tasks that one FFmpeg does: decoder and encoders go on from chunk to chunk."""

    tasks: tuple[Task, ...]

    @classmethod
    def at_head(cls, tasks: Sequence[Task], most: int) -> Run:
        """As many of the first of these as go together."""
        length = 1
        while length < min(most, len(tasks)) and tasks[length].follows(tasks[length - 1]):
            length += 1
        return cls(tuple(tasks[:length]))

    @property
    def name(self) -> str:
        return self.tasks[0].name

    def command(self, url: str) -> list[str]:
        """What an early task has not asked for is made all the same, and left alone."""
        first, last = self.tasks[0].chunk.first, self.tasks[-1].chunk.stop
        return commands.encode(self.tasks[0].plan, first, last, self.tasks[-1].rungs, url)


@dataclass(frozen=True, slots=True)
class Piece:
    """One finished segment of one rendition."""

    rung: str
    number: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a task is done: written last, so what it lists is whole."""

    task: str
    chunk: int
    pieces: tuple[Piece, ...]
    codecs: dict[str, str]


RECEIPT = TypeAdapter(Receipt)


def chunks(segments: int, seekable: bool = True) -> Iterator[Chunk]:
    """All chunks in playing order: the first is one segment, so that watching starts soon.

    A source that can't be sought in is read from its beginning, and hence in one go.
    """
    first, index, size = 0, 0, 1
    while first < segments:
        yield Chunk(index, first, min(first + size, segments))
        first, index = first + size, index + 1
        size = SEGMENTS_PER_CHUNK - 1 if index == 1 else SEGMENTS_PER_CHUNK
        size = size if seekable else segments


def tasks(plan: Plan) -> Iterator[Task]:
    """The work in playing order; of the first chunk the lowest rung alone comes before all, and
    what was put off comes after all.

    Where the top rung is copied, the film itself plays meanwhile, and the others are there so
    soon that decoding its beginning twice is not worth it.
    """
    names = tuple(rung.name for rung in plan.rungs)
    now = tuple(name for name in names if name not in plan.deferred)
    for wanted in filter(None, (now, plan.deferred)):
        for chunk in chunks(plan.timeline.segments, plan.is_seekable):
            if chunk.index == 0 and len(wanted) > 1 and not plan.rungs[-1].copied:
                yield Task(plan, chunk, wanted[:1])
                yield Task(plan, chunk, wanted[1:])
            else:
                yield Task(plan, chunk, wanted)


def encode(
    run: Run,
    url: str,
    folder: Path,
    stop: Stop,
    on_frame: Callable[[int], None],
    feed: Feed | None = None,
) -> Generator[Receipt, None, None]:
    """Do one task after the other, until closed. The segments of one whose receipt is given lie
    in `folder` as `{rung}-{number:05d}.ts`, verified. With `feed`, the URL is `PIPE`."""
    left = list(run.tasks)
    try:
        with closing(lines(run.command(url), folder, stop, feed=feed, url=url)) as report:
            for line in report:
                key, _, value = line.partition(b"=")
                if key == b"frame" and value.strip().isdigit():
                    on_frame(int(value))
                elif key == b"progress" and len(left) > 1 and left[0].is_written(folder):
                    yield _verify(left.pop(0), folder)
        for task in left:
            yield _verify(task, folder)
    except GaveUp as error:
        raise _true_cause(Damaged(), url, folder) from error
    except Refused as refused:
        raise _true_cause(refused, url, folder) from refused


def _true_cause(refused: Refused, url: str, folder: Path) -> BackendError:
    """What is missing may be the machine's fault: onto a full disk FFmpeg writes nothing and
    exits with 0, and a source behind a network may have stopped coming."""
    if shutil.disk_usage(folder).free < ROOM_BYTES:
        return DiskFull()
    return refused if url == PIPE or local_path(url) else HalfRead()


def file_name(rendition: str, number: int) -> str:
    return f"{rendition}-{number:05d}.ts"


def _verify(task: Task, folder: Path) -> Receipt:
    """FFmpeg's exit code is not believed: each segment must hold exactly its frames."""
    pieces, codecs = [], {}
    for rendition in task.plan.renditions(task.rungs):
        for number in task.chunk.segments:
            path = folder / file_name(rendition, number)
            data = path.read_bytes() if path.exists() else b""
            facts = mpegts.look(data)
            _check(task, number, rendition, facts)
            pieces.append(Piece(rendition, number, len(data)))
            if facts and facts.codec:
                codecs[rendition] = facts.codec
    return Receipt(task.name, task.chunk.index, tuple(pieces), codecs)


def _check(task: Task, number: int, rendition: str, facts: mpegts.SegmentFacts | None) -> None:
    if rendition in task.plan.sound_renditions:
        if facts is None:
            raise Incomplete
        return
    wanted = task.plan.timeline.frames_in(number)
    if facts is None or not facts.frames:
        raise Damaged if task.chunk.first == 0 else Incomplete
    if facts.frames < wanted:
        raise Incomplete
    grid = task.plan.timeline
    begins = (task.plan.lead_frames + number * grid.segment_frames) / grid.rate * mpegts.CLOCK
    in_time = abs(facts.first_pts - begins) <= mpegts.CLOCK / 1000
    if facts.frames > wanted:
        # FFmpeg began the filters anew, and so the chunk.
        raise Changing
    if not facts.starts_with_key or not in_time:
        raise EncodingFailed("segment_wrong", number=number)
