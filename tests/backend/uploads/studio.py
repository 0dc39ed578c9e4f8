"""A store, rows, uploads and what the pipeline does to them, one call at a time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from backend.config.settings import Settings
from backend.database.database import Database
from backend.database.tables import Account, JobRow, Upload, Video
from backend.database.videos import Seen
from backend.signing import HmacSigner
from backend.storage.api import PartToSign, Writing
from backend.storage.checksums import digest
from backend.storage.disk import DiskStore
from backend.transcode.api import Failed, Outputs, Playable
from backend.transcode.process import Stop
from backend.uploads.opening import UploadLimits, Wish
from backend.uploads.service import Uploads
from backend.videos.calls import PipelineCalls
from backend.videos.cleanup import Cleanup, Kept
from backend.videos.events import Done, FailJob, FinishJob
from tests.backend.serving import database_at
from tests.backend.storage.parts import put_part
from tests.backend.videos.world import ScriptedTranscoder

LIMITS = UploadLimits(max_file_bytes=1 << 40, quota_bytes=None, days=7)
SECRET = "a secret for signing"
OWNER = "this process"


class Studio:
    """One creator's backend, whose clock stands still."""

    def __init__(self, folder: Path, executor: ThreadPoolExecutor, kept: Kept) -> None:
        self.now = 1000.0
        clock = lambda: self.now  # noqa: E731
        settings = Settings(folder, SECRET, database_at(folder))
        self.database = Database(settings.database_url, clock=clock)
        self.store = DiskStore(folder / "store", HmacSigner.by(SECRET), clock=clock)
        self.store.open()
        self.uploads = Uploads(self.database, self.store, LIMITS, executor, lambda _: None)
        self.cancelled: list[str] = []
        self.cleanup = Cleanup(self.database, self.store, self.uploads, kept, self.cancelled.append)
        self.calls = PipelineCalls(
            self.database, self.store, ScriptedTranscoder(), OWNER, 30.0, lambda: "t", Stop()
        )
        self.anna = Account(id="a", email="a@b.c", name="A", created_at=0.0)
        self.database.add(self.anna)

    def begin(self, data: bytes, replaces: str | None = None) -> Upload:
        """An upload whose only part is stored."""
        wish = Wish("film.mp4", len(data), replaces=replaces)
        upload = self.uploads.create(self.anna, wish, None)
        part = PartToSign(1, len(data), digest(self.store.checksum, data))
        put_part(self.store, self.uploads.sign(upload, [part])[0], data)
        return upload

    def send(self, data: bytes, replaces: str | None = None) -> Upload:
        """One that is whole."""
        upload = self.begin(data, replaces)
        self.uploads.complete(upload)
        return upload

    def work_on(self, row_id: str, revision: str, seconds: float) -> None:
        """A job of this process, of which there is a segment already."""
        self.database.mark_processing(row_id, Seen(seconds, 640, 360), Playable.PROGRESSIVE)
        assert self.database.queue_job(row_id, revision) == revision
        claimed = self.database.claim_job(OWNER, 30.0)
        assert claimed is not None
        assert claimed.revision == revision
        key = f"media/{self.database.film_of(row_id)}/{revision}/hls/0.ts"
        self.store.put(key, revision.encode(), Writing("video/mp2t"))

    def finish(self, row_id: str, revision: str) -> None:
        call = FinishJob(row_id, revision, None, Outputs("poster.jpg"))
        assert self.calls.carry_out(call) == Done(call)

    def fail(self, row_id: str, revision: str) -> None:
        call = FailJob(row_id, revision, None, Failed("It is no film.", retryable=False))
        assert self.calls.carry_out(call) == Done(call)

    def film(self, data: bytes = b"first", seconds: float = 60.0) -> str:
        """One that is ready, as revision `r1`."""
        video_id = self.send(data).video_id
        self.work_on(video_id, "r1", seconds)
        self.finish(video_id, "r1")
        return video_id

    def replaced(self, video_id: str, data: bytes, revision: str, seconds: float = 60.0) -> None:
        """A new source is made, and shown."""
        row_id = self.send(data, replaces=video_id).video_id
        self.work_on(row_id, revision, seconds)
        self.finish(row_id, revision)

    def shown(self, video_id: str) -> Video:
        row = self.database.video(video_id)
        assert row is not None
        return row

    def jobs(self, video_id: str) -> list[str]:
        jobs: list[JobRow] = list(self.database.jobs_of(video_id))
        return [job.revision for job in jobs]

    def content(self, video_id: str) -> bytes:
        """Of the source that is shown."""
        return b"".join(self.store.read(self.shown(video_id).source_key))

    def revisions(self, video_id: str) -> set[str]:
        """Of which there is something in the store."""
        return {key.split("/")[2] for key in self.store.keys(f"media/{video_id}/")}

    def sources(self, video_id: str) -> set[bytes]:
        keys = self.store.keys(f"sources/{video_id}/")
        return {b"".join(self.store.read(key)) for key in keys}

    def later(self, seconds: float) -> None:
        """As much later, with all that is due then."""
        self.now += seconds
        self.cleanup.sweep()


@contextmanager
def studio(folder: Path, kept: Kept = Kept()) -> Iterator[Studio]:  # noqa: B008
    with ThreadPoolExecutor(2) as executor:
        made = Studio(folder, executor, kept)
        yield made
        made.database.close()
        made.store.close()
