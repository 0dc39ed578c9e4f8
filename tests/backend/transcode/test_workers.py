"""Chunks made by real worker processes, through a real Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis, RedisError

from backend.errors import NotFound
from backend.storage.disk import DiskStore
from backend.transcode.api import Finished, Job, Working
from backend.transcode.chunks import RECEIPT, tasks
from backend.transcode.embedded import EmbeddedTranscoder, Order
from backend.transcode.ffmpeg import Stop
from backend.transcode.ladder import Encoding
from backend.transcode.plan import PLAN
from backend.transcode.workers import Workers
from tests.backend.storage.servers import free_port
from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone

pytestmark = pytest.mark.slow
SECRET = "a secret of the tests' own"
JOB = Job("v", "r", "sources/v/1.mp4", 1)
SEGMENTS = 14
Identity = tuple[int, int]


def wait_until(met: Callable[[], bool], seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def ending(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The process and its children are gone afterwards."""
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    command += ["--appendonly", "no", "--dir", str(tmp_path), "--logfile", str(tmp_path / "redis")]
    url = f"redis://127.0.0.1:{port}/0"
    with ending(subprocess.Popen(command, start_new_session=True)):
        wait_until(lambda: answers(url), 10)
        yield url


def answers(url: str) -> bool:
    with Redis.from_url(url) as redis:
        try:
            return bool(redis.ping())
        except RedisError:
            return False


@dataclass(frozen=True)
class Worker:
    """A process, and the folder in which it encodes."""

    process: subprocess.Popen[bytes]
    scratch: Path

    def segments(self) -> set[str]:
        """What lies there half-made, as keys of the store."""
        found = (path.stem.rpartition("-") for path in self.scratch.glob("matinee-*/*/*.ts"))
        return {f"{JOB.prefix}hls/{rung}/{number}.ts" for rung, _, number in found}


class World:
    """A store with a film in it, and workers beside it."""

    def __init__(self, folder: Path, broker: str, stack: ExitStack) -> None:
        self._folder, self._broker, self._stack = folder, broker, stack
        self.store = DiskStore(folder / "data" / "store", SECRET)
        self.store.open()
        stack.callback(self.store.close)
        film = self.path(JOB.source_key)
        make_clip(film, *pictures("854x480", "25", 4 * SEGMENTS), *tone(4 * SEGMENTS), *QUICK)

    def path(self, key: str) -> Path:
        return Path(self.store.signed_get(key, 1).removeprefix("file:"))

    def transcoder(self, preset: str = "medium") -> EmbeddedTranscoder:
        workers, scratch = Workers(self._broker), self._folder / "scratch"
        made = EmbeddedTranscoder(self.store, scratch, Encoding(preset), 4, workers)
        self._stack.callback(made.close)
        return made

    def worker(self, name: str) -> Worker:
        scratch = self._folder / name
        scratch.mkdir()
        environment = {
            **os.environ,
            "MATINEE_DATA_DIR": str(self._folder / "data"),
            "MATINEE_SECRET": SECRET,
            "MATINEE_WORKERS_BROKER": self._broker,
            "TMPDIR": str(scratch),
        }
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "backend.transcode.workers"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._stack.enter_context(ending(process))
        return Worker(process, scratch)

    def certain(self) -> dict[str, Identity]:
        """Every segment that a receipt lists, with what changes when it is written again."""
        found = {}
        for key in self.store.keys(JOB.prefix + "chunks/"):
            for piece in RECEIPT.validate_json(b"".join(self.store.read(key))).pieces:
                segment = f"{JOB.prefix}hls/{piece.rung}/{piece.number:05d}.ts"
                status = self.path(segment).stat()
                found[segment] = (status.st_ino, status.st_mtime_ns)
        return found


@pytest.fixture
def world(tmp_path: Path, broker: str) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path, broker, stack)


def test_a_killed_workers_chunk_is_made_by_another(world: World) -> None:
    """The revision comes out whole, and what had a receipt was not made again."""
    transcoder = world.transcoder()
    doomed, _ = world.worker("doomed"), world.worker("other")
    transcoder.start(JOB)
    wait_until(lambda: bool(world.certain() and doomed.segments() - set(world.certain())))
    kill(doomed.process)
    before, lost = world.certain(), doomed.segments()

    wait_until(lambda: not isinstance(transcoder.status("r"), Working))

    assert transcoder.status("r") == Finished()
    after = world.certain()
    assert lost - set(before)
    assert lost <= set(after)
    assert before == {segment: after[segment] for segment in before}
    assert len(after) == 2 * SEGMENTS


def test_cancelling_reaches_the_workers(world: World) -> None:
    """FFmpeg ends there too, nothing is left in its folder, and the worker lives on."""
    transcoder, worker = world.transcoder("veryslow"), world.worker("one")
    transcoder.start(JOB)
    wait_until(lambda: bool(worker.segments()))
    transcoder.cancel("r")
    with pytest.raises(NotFound):
        transcoder.status("r")
    wait_until(lambda: not list(worker.scratch.glob("matinee-*")), 30)
    assert worker.process.poll() is None


def test_a_chunk_with_a_receipt_is_not_made_again(world: World, broker: str) -> None:
    """An order that comes twice gives the receipt that is there."""
    transcoder, _ = world.transcoder("ultrafast"), world.worker("one")
    transcoder.start(JOB)
    wait_until(lambda: not isinstance(transcoder.status("r"), Working))
    before = world.certain()
    plan = PLAN.validate_json(b"".join(world.store.read(JOB.prefix + "plan.json")))
    order = Order(JOB, next(tasks(plan)))

    with closing(Workers(broker)) as workers:
        receipt = workers.make(order, Stop(), lambda _: None)

    assert receipt.task == order.task.name
    assert world.certain() == before
