"""What /metrics shows, in a registry of its own app, so that two apps never share a counter."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)

from backend import VERSION
from backend.database.database import Countable, Database
from backend.database.tables import JobRow, Upload, Video
from backend.errors import BackendError, DatabaseAway, DiskFull
from backend.http.schemas.figures import PlayBody

USUAL_RUNGS = frozenset({"240p", "360p", "480p", "720p", "1080p", "1440p", "2160p", "4320p"})
LATENCIES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)
SHARED = "metrics"
SHARED_SECONDS = 300.0
"""Longer than between two looks of Prometheus; then another one tells."""
Figures = Callable[[], Mapping[str, int]]
JOB_SECONDS = (1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400)


class Metrics:
    """Counters that requests and the pipeline raise; gauges are read when somebody looks."""

    def __init__(self, now: float = 0.0) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = Info("matinee_build", "Which version this is", registry=self.registry)
        build.info({"version": VERSION})
        self._name = secrets.token_hex(8)
        self._jobs_seen_until = now
        self._requests = Histogram(
            "matinee_request_seconds",
            "Time to the end of the answer",
            ("method", "route", "status"),
            buckets=LATENCIES,
            registry=self.registry,
        )
        self._request_seconds: dict[tuple[str, str, int], Histogram] = {}
        self.received = self._counter("matinee_received_bytes", "Bytes of parts stored")
        self.sent = self._counter("matinee_sent_bytes", "Bytes of media sent")
        self.playback_errors = self._counter(
            "matinee_playback_errors", "Media requests that failed", ("status",)
        )
        self._plays = self._counter("matinee_plays", "Plays by how they ended", ("outcome",))
        self._play_startup = Histogram(
            "matinee_play_startup_seconds",
            "From the click to the first frame, as players measured it",
            buckets=LATENCIES,
            registry=self.registry,
        )
        self._play_rebuffers = self._counter("matinee_play_rebuffers", "Stalls of plays")
        self._play_stalled = self._counter("matinee_play_rebuffer_seconds", "Time of stalls")
        self._play_watched = self._counter("matinee_play_seconds", "Time watched", ("rendition",))
        self._play_wasted = self._counter("matinee_play_wasted_bytes", "Bytes never shown")
        self._job_seconds = Histogram(
            "matinee_job_seconds",
            "From the start of a job to its end",
            ("state",),
            buckets=JOB_SECONDS,
            registry=self.registry,
        )
        self._videos = self._gauge("matinee_videos", "Videos", ("state",))
        self._uploads = self._gauge("matinee_uploads", "Uploads", ("state",))
        self._jobs = self._gauge("matinee_jobs", "Jobs", ("state",))
        self._faults = self._counter(
            "matinee_faults", "Requests that what is behind the server failed", ("fault",)
        )
        self._service_up = self._gauge(
            "matinee_service_up", "Whether what /readyz names works for this process", ("service",)
        )
        self._queue = self._gauge(
            "matinee_queue", "Workers, and chunks that wait for one or are being made", ("what",)
        )
        self._queue_age = self._gauge(
            "matinee_queue_age_seconds", "Age of the oldest job that is due and waits"
        )

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """To find the counter by its labels takes longer than to raise it."""
        labels = (method, route, status)
        if (counter := self._request_seconds.get(labels)) is None:
            counter = self._request_seconds[labels] = self._requests.labels(*labels)
        counter.observe(seconds)

    def count_fault(self, error: BackendError) -> None:
        """What the server itself can't help: a database, a store, a disk."""
        self._faults.labels(type(error).__name__).inc()

    def show_services(self, found: Mapping[str, str | None]) -> None:
        """By name, with what is wrong."""
        for name, problem in found.items():
            self._service_up.labels(name).set(problem is None)

    def count_play(self, play: PlayBody) -> None:
        """Take in one play; a rung's name comes from outside, so only usual ones are labels."""
        started = play.startup_seconds is not None
        if not play.continued:
            self._plays.labels("failed" if play.error else "played" if started else "left").inc()
        if play.startup_seconds is not None:
            self._play_startup.observe(play.startup_seconds)
        self._play_rebuffers.inc(play.rebuffers)
        self._play_stalled.inc(play.rebuffer_seconds)
        self._play_wasted.inc(play.bytes_wasted)
        for name, seconds in play.seconds_by_rendition.items():
            self._play_watched.labels(name if name in USUAL_RUNGS else "other").inc(seconds)

    def page(self, database: Database, queue: Figures = dict) -> bytes:
        """The text that Prometheus reads. What all backends of a database see, one of them tells:
        sums of theirs would count it several times. `queue` is the workers', by state."""
        if not self._has_looked(database, queue):
            self._look_away(database.clock())
        page: bytes = generate_latest(self.registry)
        return page

    def _has_looked(self, database: Database, queue: Figures) -> bool:
        try:
            if tells := self._tells(database):
                self._look(database)
                self._look_at(queue)
        except DatabaseAway:
            return False  # its own gauge says so
        return tells

    def _tells(self, database: Database) -> bool:
        try:
            return database.holds(SHARED, self._name, SHARED_SECONDS)
        except DiskFull:
            return True  # just then somebody wants to see how things are

    def _look(self, database: Database) -> None:
        tables: dict[Countable, Gauge] = {
            Video: self._videos,
            Upload: self._uploads,
            JobRow: self._jobs,
        }
        for table, gauge in tables.items():
            gauge.clear()
            for state, number in database.count_by_state(table).items():
                gauge.labels(state).set(number)
        self._queue_age.set(database.queue_age())
        self._observe_jobs(database)

    def _look_at(self, queue: Figures) -> None:
        self._queue.clear()
        try:
            found = queue()
        except BackendError as error:
            self.show_services({"queue": str(error)})
            return
        for what, number in found.items():
            self._queue.labels(what).set(number)
        if found:
            self.show_services({"queue": None})

    def _look_away(self, now: float) -> None:
        """Another one tells of the jobs that end meanwhile, too."""
        for gauge in (self._videos, self._uploads, self._jobs, self._queue):
            gauge.clear()
        self._queue_age.set(0.0)
        self._jobs_seen_until = now

    def _observe_jobs(self, database: Database) -> None:
        """Those that ended since somebody looked last, in whatever process that was."""
        for job in database.jobs_ended_after(self._jobs_seen_until):
            seconds = (job.finished_at or 0.0) - (job.started_at or job.created_at)
            self._job_seconds.labels(job.state).observe(max(0.0, seconds))
            self._jobs_seen_until = max(self._jobs_seen_until, job.finished_at or 0.0)

    def _counter(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(name, text, labels, registry=self.registry)
