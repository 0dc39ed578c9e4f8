"""Chunks made by real worker processes, through a real Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import ConnectionError as RedisConnectionError
from redis import Redis, RedisError

from backend.errors import NotFound
from backend.signing import HmacSigner
from backend.storage.disk import DiskStore
from backend.transcode.api import Away, Finished, Job, Status, Working
from backend.transcode.encode.chunks import RECEIPT, tasks
from backend.transcode.encode.embedded import EmbeddedTranscoder, Order
from backend.transcode.encode.workers import OrderChannel, QueueAway, Report, Workers, carry_out
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import PLAN
from backend.transcode.process import Stop
from tests.backend.impatient import IMPATIENT
from tests.backend.storage.servers import free_port
from tests.backend.transcode.away import AwayStore, away
from tests.backend.transcode.encode.test_chunks import plan_of
from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone

pytestmark = pytest.mark.slow
SECRET = "a secret of the tests' own"
JOB = Job("v", "r", "sources/v/1.mp4", 1)
SEGMENTS = 8
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


class Broker:
    """A Redis that keeps nothing, and may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self._command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        self._command += ["--appendonly", "no", "--dir", str(folder)]
        self._command += ["--logfile", str(folder / "redis")]
        self.url = f"redis://127.0.0.1:{port}/0"
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, start_new_session=True)
        wait_until(lambda: answers(self.url), 10)

    def kill(self) -> None:
        kill(self._process)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    try:
        yield made
    finally:
        made.kill()


@pytest.fixture
def broker(redis: Broker) -> str:
    return redis.url


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
        try:
            paths = list(self.scratch.glob("matinee-*/*/*.ts"))
        except FileNotFoundError:  # the worker took a folder away that was just found
            return set()
        found = (path.stem.rpartition("-") for path in paths)
        return {f"{JOB.prefix}hls/{rung}/{number}.ts" for rung, _, number in found}


class World:
    """A store with a film in it, and workers beside it."""

    def __init__(self, folder: Path, broker: str, film: Path, stack: ExitStack) -> None:
        self._folder, self._broker, self._stack = folder, broker, stack
        self.store = DiskStore(folder / "data" / "store", HmacSigner.by(SECRET))
        self.store.open()
        stack.callback(self.store.close)
        source = self.path(JOB.source_key)
        source.parent.mkdir(parents=True)
        source.symlink_to(film)

    def path(self, key: str) -> Path:
        return Path(self.store.signed_get(key, 1).removeprefix("file:"))

    def transcoder(self, preset: str = "medium") -> EmbeddedTranscoder:
        workers, scratch = Workers(self._broker, IMPATIENT.lost_seconds), self._folder / "scratch"
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
                [sys.executable, "-m", "tests.backend.impatient", "worker"],
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


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    seconds = 4 * SEGMENTS
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    return make_clip(path, *pictures("854x480", "10", seconds), *tone(seconds), *QUICK)


@pytest.fixture
def world(tmp_path: Path, broker: str, film: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path, broker, film, stack)


def test_a_killed_workers_chunk_is_made_by_another(world: World) -> None:
    """The revision comes out whole, and what had a receipt was not made again."""
    transcoder = world.transcoder()
    doomed, _ = world.worker("doomed"), world.worker("other")
    transcoder.start(JOB)
    wait_until(lambda: bool(world.certain() and doomed.segments() - set(world.certain())))
    kill(doomed.process)
    before, lost = world.certain(), doomed.segments()

    wait_until(lambda: not isinstance(transcoder.status("r"), Working))

    assert isinstance(transcoder.status("r"), Finished)
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

    with closing(Workers(broker, IMPATIENT.lost_seconds)) as workers:
        receipt = workers.make(order, Stop(), lambda _: None)
        figures = workers.figures()

    assert (figures["chunks_waiting"], figures["workers"]) == (0, 1)
    assert receipt.task == order.task.name
    assert world.certain() == before


def test_a_redis_that_is_killed_is_waited_for(world: World, redis: Broker) -> None:
    """Whatever it knew of is gone with it; the film comes out whole, with nothing failed."""
    transcoder, worker = world.transcoder(), world.worker("one")
    transcoder.start(JOB)
    wait_until(lambda: bool(world.certain() and worker.segments()))
    redis.kill()
    wait_until(lambda: not isinstance(transcoder.status("r"), Working))
    gone = transcoder.status("r")
    transcoder.start(JOB)
    wait_until(lambda: not isinstance(transcoder.status("r"), Working))
    still_gone = transcoder.status("r")
    redis.start()

    ended = in_the_end(transcoder)

    away = Away("Can't reach the workers' queue. Processing goes on when it is back.", 5)
    assert (gone, still_gone) == (away, away)
    assert isinstance(ended, Finished)
    assert len(world.certain()) == 2 * SEGMENTS
    assert worker.process.poll() is None


def in_the_end(transcoder: EmbeddedTranscoder) -> Status:
    """Started again for as long as something is away."""
    while True:
        transcoder.start(JOB)
        wait_until(lambda: not isinstance(transcoder.status("r"), Working))
        if not isinstance(status := transcoder.status("r"), Away):
            return status


def test_orders_that_redis_forgot_are_not_waited_for(broker: str) -> None:
    """A Redis that was away between two questions is no different from one that never was."""
    order = Order(JOB, next(tasks(plan_of(4))))
    with closing(Workers(broker, IMPATIENT.lost_seconds)) as workers, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(workers.make, order, Stop(), lambda _: None)
        with Redis.from_url(broker) as redis:
            wait_until(lambda: any(b"placed" in key for key in redis.scan_iter()), 20)
            redis.flushall()

        assert isinstance(waiting.exception(20), QueueAway)


def test_a_workers_store_that_is_away_is_told_as_such(broker: str, tmp_path: Path) -> None:
    """The worker's fault is the same here: nobody's, and to be waited for."""
    order = Order(JOB, next(tasks(plan_of(4))))
    store = AwayStore(tmp_path / "away")
    store.away = 1
    with Redis.from_url(broker) as redis:
        channel = OrderChannel(redis, "order")
        carry_out(store, order, channel, "tag")
        report = channel.next_report(1)

    assert report is not None
    fault = report.fault()
    assert fault is not None
    assert (str(fault), fault.retry_after_seconds) == (str(away()), 0)


class ShyLine(OrderChannel):
    """The queue is away for three calls, then takes what it is told."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis, "order")
        self.away = 3
        self.told: list[Report] = []

    def report(self, report: Report) -> None:
        if self.away:
            self.away -= 1
            raise RedisConnectionError
        self.told.append(report)


def test_a_worker_tells_the_end_however_long_the_queue_is_away(broker: str, tmp_path: Path) -> None:
    """Whoever placed the order would wait for it for ever."""
    order, slept = Order(JOB, next(tasks(plan_of(4)))), list[float]()
    store = AwayStore(tmp_path / "away")
    store.away = 1
    with Redis.from_url(broker) as redis:
        channel = ShyLine(redis)
        carry_out(store, order, channel, "tag", slept.append)

    assert [report.failure for report in channel.told] == [str(away())]
    assert len(slept) == 3
