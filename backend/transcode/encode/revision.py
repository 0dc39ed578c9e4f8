"""One revision in the making: its plan, what is done of it, and what viewers may see of that.

The object store is the only memory. A task's receipt is written after its segments, so whoever
takes a revision up again reads the receipts and does the rest.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from backend.storage.api import ObjectStore, Writing
from backend.transcode.api import Job
from backend.transcode.encode import chunks
from backend.transcode.encode.chunks import RECEIPT, Piece, Receipt, Run, Task, file_name
from backend.transcode.encode.queue_pace import FilmWork
from backend.transcode.outputs import playlists
from backend.transcode.outputs.playlists import Rendition
from backend.transcode.plan.plan import PLAN, Plan
from backend.transcode.process import PIPE, Stop
from backend.transcode.source import joined

SEGMENT = Writing("video/mp2t")
NOTE = Writing("application/json", "no-store")
PLAYLIST = "application/vnd.apple.mpegurl"
GROWING = Writing(PLAYLIST, "no-cache")
FINAL = Writing(PLAYLIST, "public, max-age=5")
OnFrame = Callable[[int], None]
GoesOn = Callable[[], bool]


def receipt_key(job: Job, task: str) -> str:
    return f"{job.prefix}chunks/{task}.json"


def make(
    store: ObjectStore, job: Job, run: Run, url: str, folder: Path, stop: Stop, on_frame: OnFrame
) -> Generator[Receipt, None, None]:
    """Encode in `folder`, and store the segments of each task; its receipt last."""
    folder.mkdir(parents=True, exist_ok=True)
    fed = joined.feed(partial(store.read, job.source_key), run.tasks[0].plan.probe)
    source = PIPE if fed else url
    try:
        with closing(chunks.encode(run, source, folder, stop, on_frame, fed)) as receipts:
            for receipt in receipts:
                _keep(store, job, folder, stop, receipt)
                yield receipt
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(store: ObjectStore, job: Job, folder: Path, stop: Stop, receipt: Receipt) -> None:
    for piece in receipt.pieces:
        stop.check()
        made = folder / file_name(piece.rung, piece.number)
        with made.open("rb") as data:
            path = playlists.SegmentFile(piece.rung, piece.number).path
            store.put(job.prefix + path, data, SEGMENT)
        made.unlink()
    stop.check()
    store.put(receipt_key(job, receipt.task), RECEIPT.dump_json(receipt), NOTE)


class Revision:
    """Safe from any thread: several runs may be under way at once."""

    def __init__(self, store: ObjectStore, job: Job, plan: Plan) -> None:
        self.job, self.plan = job, plan
        self._store = store
        self._lock = threading.Lock()
        self._publishing = threading.Lock()
        self._pieces: dict[str, dict[int, Piece]] = {}
        self._codecs: dict[str, str] = {}
        self._pending = list(chunks.tasks(plan))
        """Also what is under way, until it is done."""
        self._under_way: dict[str, tuple[Task, int]] = {}
        """Tasks by name, and how many frames of each have been made."""

    @classmethod
    def resume(cls, store: ObjectStore, job: Job, make_plan: Callable[[], Plan]) -> Revision:
        """Take up where receipts end; the plan is made once and then kept."""
        key = job.prefix + "plan.json"
        if store.head(key) is None:
            store.put(key, PLAN.dump_json(make_plan()), NOTE)
        plan = PLAN.validate_json(b"".join(store.read(key)))
        revision = cls(store, job, plan if job.demanded else plan.undemanded)
        for name in store.keys(job.prefix + "chunks/"):
            revision._note(RECEIPT.validate_json(b"".join(store.read(name))))
        revision.publish()
        return revision

    def take(self, can: Callable[[Task], bool] = lambda _: True, most: int = 1) -> Run | None:
        """The next tasks that `can` be done, at `most` so many, which are then the caller's."""
        with self._lock:
            free = [t for t in self._pending if t.name not in self._under_way and can(t)]
            if not free:
                return None
            run = Run.at_head(free, most)
            self._under_way |= {task.name: (task, 0) for task in run.tasks}
            return run

    def give_back(self, run: Run) -> None:
        """What is not done of it is anybody's again."""
        with self._lock:
            for task in run.tasks:
                self._under_way.pop(task.name, None)

    def wanted(self, seconds: float) -> None:
        """Somebody waits for this moment: its chunk comes first, then what follows it."""
        with self._lock:
            segment = self.plan.timeline.segment_at(seconds)
            self._pending.sort(key=lambda t: (t.chunk.stop <= segment, t.chunk.index))

    def do(
        self, run: Run, url: str, folder: Path, stop: Stop, goes_on: GoesOn = lambda: True
    ) -> None:
        """Encode here what is left of the run, and let viewers see each task once it is done.
        Ends before its end when `goes_on` says so, or when somebody waits for another moment."""
        if not (left := self._left(run)):
            self.publish()
            return
        on_frame = lambda frames: self._progress(left, frames)  # noqa: E731
        made = make(self._store, self.job, Run(left), url, folder, stop, on_frame)
        with closing(made) as receipts:
            for receipt in receipts:
                self._accept(receipt)
                if not (goes_on() and self._is_wanted(self._left(run))):
                    break

    def take_over(self, task: Task, made: Callable[[OnFrame], Receipt]) -> None:
        """Have `made` carry the task out, wherever that is, and let viewers see it."""
        self._accept(made(lambda frames: self._progress((task,), frames)))

    def _accept(self, receipt: Receipt) -> None:
        self._note(receipt)
        self.publish()

    def _left(self, run: Run) -> tuple[Task, ...]:
        with self._lock:
            return tuple(task for task in run.tasks if task.name in self._under_way)

    def _is_wanted(self, left: Sequence[Task]) -> bool:
        with self._lock:
            return not left or left[0] is self._pending[0]

    def publish(self) -> None:
        """Let viewers see what is there, media playlists before the one that lists them.

        A rung that was put off is shown when it is whole: the film is being watched without it.
        """
        with self._publishing:
            ready = {r.name: r for r in self.renditions() if r.sizes and self._may_show(r)}
            complete = self.is_complete
            writing = FINAL if complete else GROWING
            for rendition in ready.values():
                whole = len(rendition.sizes) == self.plan.timeline.segments
                text = playlists.media(self.plan.timeline, rendition.sizes, whole)
                self._put(f"hls/{playlists.media_path(rendition.name)}", text.encode(), writing)
            if self.plan.rungs[0].name in ready:
                text = playlists.multivariant(self.plan, ready, complete)
                self._put("hls/multivariant.m3u8", text.encode(), writing)

    def _may_show(self, rendition: Rendition) -> bool:
        whole = len(rendition.sizes) == self.plan.timeline.segments
        return whole or rendition.name not in self.plan.deferred

    def renditions(self) -> list[Rendition]:
        """Every rendition with its segments from the beginning up to the first gap."""
        with self._lock:
            names = self.plan.renditions([rung.name for rung in self.plan.rungs])
            return [
                Rendition(name, tuple(self._run(name)), self._codecs.get(name, ""))
                for name in names
            ]

    @property
    def is_watchable(self) -> bool:
        """The beginning of every rendition is there."""
        return all(rendition.sizes for rendition in self.renditions())

    @property
    def is_complete(self) -> bool:
        """Every segment of every rendition is in the store, seen by its receipt."""
        return all(len(r.sizes) == self.plan.timeline.segments for r in self.renditions())

    @property
    def share_done(self) -> float:
        """0 to 1, by frames, each weighing what its picture's size costs."""
        done, weights = self.rungs_done, [max(1, r.width * r.height) for r in self.plan.rungs]
        work = sum(w * p for w, p in zip(weights, done.values(), strict=True))
        return work / sum(weights) / 100

    @property
    def work(self) -> FilmWork:
        seconds = max(1.0, self.plan.probe.duration_seconds)
        return FilmWork(seconds, seconds * self.share_done)

    @property
    def rungs_done(self) -> dict[str, float]:
        """How many of its frames each rung has, in percent; lowest rung first."""
        with self._lock:
            return {rung.name: self._percent(rung.name) for rung in self.plan.rungs}

    def _percent(self, rung: str) -> float:
        grid = self.plan.timeline
        done = sum(grid.frames_in(number) for number in self._pieces.get(rung, {}))
        done += sum(frames for task, frames in self._under_way.values() if rung in task.rungs)
        return min(100.0, 100 * done / grid.frames)

    def _run(self, name: str) -> Iterable[int]:
        pieces = self._pieces.get(name, {})
        for number in range(self.plan.timeline.segments):
            if (piece := pieces.get(number)) is None:
                return
            yield piece.size_bytes

    def _note(self, receipt: Receipt) -> None:
        with self._lock:
            self._under_way.pop(receipt.task, None)
            self._pending = [task for task in self._pending if task.name != receipt.task]
            for piece in receipt.pieces:
                self._pieces.setdefault(piece.rung, {})[piece.number] = piece
            self._codecs |= receipt.codecs

    def _progress(self, tasks: Sequence[Task], frames: int) -> None:
        with self._lock:
            for task in tasks:
                if task.name in self._under_way:
                    self._under_way[task.name] = task, max(0, min(frames, task.frames))
                frames -= task.frames

    def _put(self, path: str, data: bytes, writing: Writing) -> None:
        self._store.put(self.job.prefix + path, data, writing)
