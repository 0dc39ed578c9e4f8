"""A pipeline between a database and a store, with a transcoder that does what it is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from backend.config.settings import sqlite_url
from backend.database.database import Database
from backend.database.tables import Account, JobRow, Video, VideoState
from backend.errors import NotFound
from backend.storage.api import Writing
from backend.transcode.api import (
    Job,
    Status,
    Transcoder,
    Working,
    WorksAhead,
)
from backend.videos.pipeline import VideoPipeline
from tests.backend.impatient import IMPATIENT
from tests.backend.serving import migrate_at
from tests.backend.transcode.fakes import FolderStore


class ScriptedTranscoder:
    """Says what `says` holds; remembers what it was asked for."""

    def __init__(self) -> None:
        self.says: Status | Exception = Working(0.0)
        self.refuses: Exception | None = None
        self.started: list[Job] = []
        self.cancelled: list[str] = []
        self.released: list[str] = []
        self.looked_for: list[float] = []

    @property
    def ahead(self) -> WorksAhead | None:
        return None

    def start(self, job: Job) -> str:
        if self.refuses:
            raise self.refuses
        self.started.append(job)
        return job.revision

    def status(self, external_id: str) -> Status:
        if not any(job.revision == external_id for job in self.started):
            raise NotFound(external_id)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    def release(self, external_id: str) -> None:
        self.released.append(external_id)

    def cancel(self, external_id: str) -> None:
        self.cancelled.append(external_id)

    def wanted(self, external_id: str, seconds: float) -> None:
        assert external_id
        self.looked_for.append(seconds)

    def close(self) -> None:
        pass


class World:
    """A database with one account, a store with one source, and the pipeline between them."""

    def __init__(self, folder: Path, clip: bytes) -> None:
        migrate_at(folder)
        self.url = sqlite_url(folder)
        self.database = Database(self.url)
        self.store = FolderStore(folder / "store")
        self.transcoder = ScriptedTranscoder()
        self.pipeline = self.pipeline_with(self.transcoder)
        self._clip = clip
        self.database.add(
            Account(id="a", email="a@b.c", name="A", password_hash=None, created_at=0.0)
        )
        self.add_film("v", created_at=0.0)

    def pipeline_with(self, transcoder: Transcoder) -> VideoPipeline:
        return VideoPipeline(self.database, self.store, transcoder, timing=IMPATIENT)

    def add_film(self, name: str, created_at: float) -> None:
        key = f"sources/{name}/1"
        self.store.put(key, self._clip, Writing("video/mp4"))
        self.database.add(
            Video(
                id=name, account_id="a", title="Film", filename="film.mp4", source_key=key,
                size_bytes=len(self._clip), state=VideoState.VERIFYING, created_at=created_at,
            )
        )  # fmt: skip

    def video(self) -> Video:
        found = self.database.video("v")
        assert found is not None
        return found

    def job(self) -> JobRow:
        """The newest one; an empty one as long as there is none."""
        return next(iter(self.database.jobs_of("v")), JobRow(attempts=0, leased_until=0.0))

    def wait(self, wanted: Callable[[Video], bool], seconds: float = 20) -> Video:
        deadline = time.monotonic() + seconds
        while not wanted(video := self.video()):
            assert time.monotonic() < deadline, (video.state, video.error, video.percent)
            time.sleep(0.01)
        return video


def wait_for_lease(world: World, moment: float) -> None:
    """Until the job is somebody's for longer than this."""
    world.wait(lambda _: world.job().leased_until > moment)


def in_state(state: VideoState) -> Callable[[Video], bool]:
    return lambda video: video.state == state
