"""More machines for the chunks: a queue in Redis, and workers that take from it.

`python -m backend.server worker` is a worker. It reads the server's own settings, of which it needs
the store (an embedded one at the same path, on a shared disk) and MATINEE_WORKERS_BROKER;
MATINEE_TRANSCODE_JOBS is how many chunks it makes at once.

Celery gives an order to one worker, and to the next when that one has not shown for
`lost_seconds` that it is alive. All memory is in the store, so an order may safely come twice.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from celery import Celery
from kombu.exceptions import OperationalError
from pydantic import TypeAdapter
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.errors import BackendError, OurFault, Unavailable, full_disk_named
from backend.storage.api import ObjectStore
from backend.transcode.encode.chunks import RECEIPT, Receipt, Run
from backend.transcode.encode.embedded import Order
from backend.transcode.encode.revision import OnFrame, make, receipt_key
from backend.transcode.errors import Cancelled, EncodingFailed, Refused
from backend.transcode.process import Stop
from backend.transcode.source.doubt import believed

log = logging.getLogger(__name__)

T = TypeVar("T")
TASK = "matinee.chunk"
PREFIX = "matinee."
CHUNKS = "chunks"
UNACKNOWLEDGED = "unacked_index"
BEAT_SECONDS = 1.0
SILENT_SECONDS = 10
"""A Redis that says nothing for so long is away."""
PRESENT_SECONDS = 30
"""A worker that has not said for so long that it is there is gone."""
KEPT_SECONDS = 24 * 3600
MOST_TRIES = 5
"""A chunk that takes its worker down with it must not go on for ever."""


class QueueAway(Unavailable):
    sentence = "queue_away"


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker tells of an order; the last one has a receipt or a failure."""

    frames: int = 0
    receipt: Receipt | None = None
    failure: str | None = None
    refused: bool = False
    """The source is at fault."""
    retry_after_seconds: int | None = None
    """Nobody is: something is away or full."""

    @classmethod
    def of(cls, error: BackendError) -> Report:
        refused = isinstance(error, Refused)
        seconds = error.retry_after_seconds
        return cls(failure=str(error), refused=refused, retry_after_seconds=seconds)

    def fault(self) -> BackendError | None:
        """What the worker's error is here."""
        if self.failure is None:
            return None
        fault = (Refused if self.refused else BackendError)(self.failure)
        fault.retry_after_seconds = self.retry_after_seconds
        return fault


ORDER = TypeAdapter(Order)
REPORT = TypeAdapter(Report)


class OrderChannel:
    """Between whoever placed an order and whoever carries it out."""

    def __init__(self, redis: Redis, order_id: str) -> None:
        self._redis = redis
        self._name = f"{PREFIX}order.{order_id}"

    def note(self) -> None:
        """That the queue has it. A Redis that keeps nothing on a disk forgets both together."""
        self._redis.set(f"{self._name}.placed", 1, ex=KEPT_SECONDS)

    @property
    def is_lost(self) -> bool:
        return not self._redis.exists(f"{self._name}.placed")

    def report(self, report: Report) -> None:
        with self._redis.pipeline() as pipe:
            pipe.rpush(f"{self._name}.reports", REPORT.dump_json(report))
            pipe.expire(f"{self._name}.reports", KEPT_SECONDS)
            pipe.execute()

    def next_report(self, seconds: float) -> Report | None:
        found: Any = self._redis.blpop([f"{self._name}.reports"], seconds)
        return REPORT.validate_json(found[1]) if found else None

    def cancel(self) -> None:
        self._redis.set(f"{self._name}.cancelled", 1, ex=KEPT_SECONDS)

    @property
    def is_cancelled(self) -> bool:
        return bool(self._redis.exists(f"{self._name}.cancelled"))

    def count_try(self) -> int:
        with self._redis.pipeline() as pipe:
            pipe.incr(f"{self._name}.tries")
            pipe.expire(f"{self._name}.tries", KEPT_SECONDS)
            return int(pipe.execute()[0])

    def keep(self, delivery_tag: str) -> None:
        """Celery's transport gives an order to somebody else when this time is long past."""
        self._redis.zadd(PREFIX + UNACKNOWLEDGED, {delivery_tag: time.time()}, xx=True)


class Workers:
    """The server's side: places orders, and waits for each in the thread that asks."""

    def __init__(self, broker: str, lost_seconds: int) -> None:
        self._queue = make_queue(broker, lost_seconds)
        self._redis = connected(broker)

    def make(self, order: Order, stop: Stop, on_frame: OnFrame) -> Receipt:
        order_id = uuid.uuid4().hex
        channel = OrderChannel(self._redis, order_id)
        with reachable():
            self._queue.send_task(TASK, [ORDER.dump_python(order, mode="json")], task_id=order_id)
            channel.note()
            while not stop.asked:
                if (report := channel.next_report(BEAT_SECONDS / 2)) is None:
                    if channel.is_lost:
                        raise QueueAway
                elif report.receipt is not None:
                    return report.receipt
                elif (fault := report.fault()) is not None:
                    raise fault
                else:
                    on_frame(report.frames)
            channel.cancel()
        raise Cancelled

    def figures(self) -> dict[str, int]:
        """For /metrics. Raises QueueAway."""
        with reachable():
            waiting: Any = self._redis.llen(PREFIX + CHUNKS)
            under_way: Any = self._redis.zcard(PREFIX + UNACKNOWLEDGED)
            workers = sum(1 for _ in self._redis.scan_iter(f"{PREFIX}worker.*"))
        return {"chunks_waiting": waiting, "chunks_under_way": under_way, "workers": workers}

    def close(self) -> None:
        self._queue.close()
        self._redis.close()


@contextmanager
def reachable() -> Iterator[None]:
    try:
        yield
    except (RedisError, OperationalError, OSError) as error:
        log.warning("The workers' queue: %s", error)
        raise QueueAway from error


def ping(broker: str) -> None:
    """Raises QueueAway."""
    with reachable(), connected(broker) as redis:
        redis.ping()


def connected(broker: str) -> Redis:
    """What is away is told at once: whoever waits for it decides for how long."""
    return Redis.from_url(
        broker,
        socket_timeout=SILENT_SECONDS,
        socket_connect_timeout=SILENT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


class Alive:
    """While it lasts, says every second that the order is in good hands, and how far it is."""

    def __init__(self, channel: OrderChannel, delivery_tag: str, stop: Stop) -> None:
        self._channel, self._tag, self._stop = channel, delivery_tag, stop
        self._frames = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alive")

    def on_frame(self, frames: int) -> None:
        self._frames = frames

    def __enter__(self) -> Alive:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                self._beat()
            except RedisError as error:
                log.warning("The workers' queue does not answer: %s", error)
            except Exception:
                log.exception("A beat failed")

    def _beat(self) -> None:
        self._channel.keep(self._tag)
        self._channel.report(Report(self._frames))
        if self._channel.is_cancelled:
            self._stop()


def carry_out(
    store: ObjectStore,
    order: Order,
    channel: OrderChannel,
    delivery_tag: str,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Make the chunk, unless it is there already, and report."""
    if patiently(lambda: channel.is_cancelled, sleep):
        return
    report = Report(failure=str(OurFault()))
    try:
        if patiently(channel.count_try, sleep) > MOST_TRIES:
            raise EncodingFailed("workers_lost")
        report = Report(receipt=_done(store, order) or _make(store, order, channel, delivery_tag))
    except BackendError as error:
        report = Report.of(error)
    finally:
        patiently(lambda: channel.report(report), sleep)


def patiently(call: Callable[[], T], sleep: Callable[[float], None]) -> T:
    """While the queue is away there is nothing else to do than to wait for it: who placed the
    order waits, too, and would not hear of its end otherwise."""
    while True:
        try:
            return call()
        except RedisError as error:
            log.warning("The workers' queue does not answer: %s", error)
        sleep(BEAT_SECONDS)


def _done(store: ObjectStore, order: Order) -> Receipt | None:
    key = receipt_key(order.job, order.task.name)
    return RECEIPT.validate_json(b"".join(store.read(key))) if store.head(key) else None


def _make(store: ObjectStore, order: Order, channel: OrderChannel, delivery_tag: str) -> Receipt:
    stop = Stop()
    with (
        full_disk_named(),
        tempfile.TemporaryDirectory(prefix="matinee-", ignore_cleanup_errors=True) as scratch,
        Alive(channel, delivery_tag, stop) as alive,
    ):
        folder = Path(scratch) / order.task.name

        def made() -> Receipt:
            run, url = Run((order.task,)), order.url(store)
            (receipt,) = make(store, order.job, run, url, folder, stop, alive.on_frame)
            return receipt

        return believed(made, store, order.job.source_key)


def make_queue(broker: str, lost_seconds: int) -> Celery:
    """An order is acknowledged when it is done; the results go their own way."""
    queue = Celery("matinee", broker=broker, set_as_current=False)
    queue.conf.update(
        task_default_queue=CHUNKS,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "global_keyprefix": PREFIX,
            "unacked_index_key": UNACKNOWLEDGED,
            "visibility_timeout": lost_seconds,
            "unacked_restore_interval": max(1, lost_seconds // 6),
            "unacked_restore_throttle": 1,
            "unacked_mutex_expire": lost_seconds,
            "socket_timeout": SILENT_SECONDS,
            "socket_connect_timeout": SILENT_SECONDS,
        },
    )
    return queue


@contextmanager
def present(broker: str) -> Iterator[None]:
    """While it lasts, a worker is counted."""
    over, name = threading.Event(), f"{PREFIX}worker.{uuid.uuid4().hex}"

    def tell() -> None:
        with connected(broker) as redis:
            while not over.is_set():
                with suppress(RedisError):  # it is told of where it matters
                    redis.set(name, 1, ex=PRESENT_SECONDS)
                over.wait(PRESENT_SECONDS / 3)
            with suppress(RedisError):
                redis.delete(name)

    thread = threading.Thread(target=tell, name="present")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def work(broker: str, store: ObjectStore, jobs: int, lost_seconds: int) -> None:
    """Take orders until SIGTERM, which waits for those begun."""

    def chunk(self: Any, order: Any) -> None:
        with connected(broker) as redis:
            channel = OrderChannel(redis, self.request.id)
            tag = self.request.properties["delivery_tag"]
            carry_out(store, ORDER.validate_python(order), channel, tag)

    queue = make_queue(broker, lost_seconds)
    queue.task(chunk, name=TASK, bind=True)
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    with present(broker):
        queue.worker_main(["worker", "--loglevel", "INFO", "--concurrency", str(jobs), *quiet])
