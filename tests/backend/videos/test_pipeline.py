"""The life of a video, moved by a transcoder that does what the test tells it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.database.database import Database
from backend.database.tables import Account, JobRow, JobState, Subtitle, Upload, Video, VideoState
from backend.errors import DatabaseAway, NotAllowed, NotFound, Unavailable
from backend.loops import Loops
from backend.storage.api import StoredObject, StoredPart, Writing
from backend.timing import PRODUCTION
from backend.transcode.api import (
    Away,
    Failed,
    Finished,
    Job,
    Outputs,
    Playable,
    Status,
    Working,
    WorksAhead,
)
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.plan.ladder import Encoding
from backend.transcode.process import Stop
from backend.transcode.source.inspection import Inspection, inspect
from backend.videos import calls
from backend.videos.calls import first_revision
from backend.videos.pipeline import CALLERS, MOST_SECONDS, VideoPipeline
from tests.backend.rows import set_video
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures, tone


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
        self.url = f"sqlite:///{folder / 'matinee.db'}"
        self.database = Database(self.url)
        self.store = FolderStore(folder / "store")
        self.transcoder = ScriptedTranscoder()
        self.pipeline = VideoPipeline(self.database, self.store, self.transcoder)
        self._clip = clip
        self.database.add(
            Account(id="a", email="a@b.c", name="A", password_hash=None, created_at=0.0)
        )
        self.add_film("v", created_at=0.0)

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


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return make_clip(path, *pictures("640x360", "25", 2), *tone(2), *QUICK).read_bytes()


@pytest.fixture
def world(tmp_path: Path, clip: bytes) -> Iterator[World]:
    made = World(tmp_path, clip)
    yield made
    made.pipeline.stop()
    made.database.close()


def wait_for_lease(world: World, moment: float) -> None:
    """Until the job is somebody's for longer than this."""
    world.wait(lambda _: world.job().leased_until > moment)


def in_state(state: VideoState) -> Callable[[Video], bool]:
    return lambda video: video.state == state


def test_a_bug_over_some_films_is_not_in_the_way_of_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many of the oldest make the look at them break down, the next one is looked at."""

    def broken(store: FolderStore, key: str, stop: Stop) -> Inspection:
        if key.startswith("sources/broken"):
            raise ZeroDivisionError
        return inspect(store, key, stop)

    monkeypatch.setattr(calls, "inspect", broken)
    for name in ("broken1", "broken2", "broken3"):
        world.add_film(name, created_at=-1.0)

    world.pipeline.start()

    world.wait(in_state(VideoState.PROCESSING))
    failed = world.database.video("broken1")
    assert failed is not None
    assert (failed.state, failed.error_retryable) == (VideoState.FAILED, True)


def test_a_whole_source_can_be_watched_at_once(world: World) -> None:
    """Before anything is encoded, the source itself is playable and its facts are known."""
    world.pipeline.start()
    video = world.wait(in_state(VideoState.PROCESSING))
    seen: tuple[Any, ...] = (video.playable, video.width, video.height, video.duration_seconds)
    assert seen == (Playable.PROGRESSIVE, 640, 360, 2.0)


def test_progress_reaches_the_video(world: World) -> None:
    """Percent, the time left and how far each rung is are those of the transcoder."""
    world.pipeline.start()
    world.transcoder.says = Working(41.26, 12.5, rungs={"360p": 100.0, "480p": 12.34})
    video = world.wait(lambda video: video.percent > 0)
    assert (video.percent, video.seconds_left) == (41.3, 12.5)
    assert json.loads(video.rungs or "") == {"360p": 100.0, "480p": 12.3}


def test_the_beginning_is_published_before_the_end(world: World) -> None:
    """A revision is shown while it still grows, and says that it does."""
    world.pipeline.start()
    world.transcoder.says = Working(10.0, 60.0, Playable.ADAPTIVE)
    video = world.wait(lambda video: video.playable == Playable.ADAPTIVE)
    assert video.revision == world.transcoder.started[0].revision
    assert not video.revision_complete


def test_a_finished_job_makes_the_video_ready(world: World) -> None:
    """Ready, whole, with its poster, in one step."""
    world.pipeline.start()
    world.wait(in_state(VideoState.PROCESSING))
    world.wait(lambda _: bool(world.transcoder.started))
    job = world.transcoder.started[0]
    world.transcoder.says = Finished(Outputs(poster="poster.jpg", subtitles={"fr": "f.vtt"}))
    video = world.wait(in_state(VideoState.READY))
    assert (video.percent, video.revision_complete) == (100.0, True)
    assert (video.poster_key, video.storyboard_key) == (job.prefix + "poster.jpg", None)
    assert [row.key for row in world.database.subtitles("v")] == [job.prefix + "f.vtt"]


def test_a_refusal_is_a_sentence(world: World) -> None:
    """A file that is no video fails at once, and a retry is not offered."""
    world.store.put("sources/v/1", b"x" * world.video().size_bytes, Writing("video/mp4"))
    world.pipeline.start()
    video = world.wait(in_state(VideoState.FAILED))
    assert video.error == "This file is not a video that Matinee can read."
    assert not video.error_retryable


@pytest.mark.parametrize(
    ("left", "says"), [(None, "is gone from"), (b"another film", "was replaced in")]
)
def test_an_original_that_went_or_changed_is_told(
    world: World, left: bytes | None, says: str
) -> None:
    """Between the last byte and the first look: upload it again."""
    world.store.delete_prefix("sources/v/")
    if left is not None:
        world.store.put("sources/v/1", left, Writing("video/mp4"))
    world.pipeline.start()
    video = world.wait(in_state(VideoState.FAILED))
    assert video.error == f"The uploaded file {says} the store. Upload it again."


def test_a_failure_for_good_keeps_its_reason(world: World) -> None:
    """What the transcoder refuses stands in the video and in the job."""
    world.pipeline.start()
    world.transcoder.says = Failed("It can't be.", retryable=False)
    video = world.wait(in_state(VideoState.FAILED))
    job = world.database.jobs_of("v")[0]
    assert (video.error, job.state, job.reason) == ("It can't be.", JobState.FAILED, "It can't be.")


def test_a_passing_fault_is_tried_again_later(world: World) -> None:
    """The job waits in the queue with its reason; the video goes on saying processing."""
    world.pipeline.start()
    world.transcoder.says = Failed("The disk is full.", retryable=True)
    world.wait(lambda _: any(job.reason for job in world.database.jobs_of("v")))
    job = world.database.jobs_of("v")[0]
    assert (job.state, job.reason) == (JobState.QUEUED, "The disk is full.")
    assert job.not_before > time.time()
    assert world.video().state == VideoState.PROCESSING


def test_a_service_that_is_away_is_told_of(world: World) -> None:
    """The film goes on saying processing, with the reason, until the service answers again."""
    world.pipeline.start()
    world.transcoder.says = Unavailable("The server's AWS credentials have run out.")
    video = world.wait(lambda video: bool(video.error))
    assert (video.state, video.error) == (VideoState.PROCESSING, str(world.transcoder.says))
    world.transcoder.says = Working(30.0)
    assert world.wait(lambda video: video.error is None).percent == 30.0
    assert world.transcoder.cancelled == []


def test_what_is_away_uses_up_no_attempt(world: World) -> None:
    """Not even the last one: after two failures ten outages are waited for."""
    quick = replace(PRODUCTION, retry_delays=(0.0, 0.0))
    world.pipeline = VideoPipeline(world.database, world.store, world.transcoder, timing=quick)
    world.transcoder.says = Failed("The disk is full.", retryable=True)
    world.pipeline.start()
    world.wait(lambda _: world.job().attempts == 2)
    world.transcoder.says = Away("The store is away.", 0.0)
    begun = len(world.transcoder.started)
    world.wait(lambda _: len(world.transcoder.started) >= begun + 10, 60)
    video, attempts = world.video(), world.job().attempts
    world.transcoder.says = Finished()

    done = world.wait(in_state(VideoState.READY))

    assert (video.state, video.error, attempts) == (VideoState.PROCESSING, "The store is away.", 2)
    assert done.error is None


def test_what_is_away_keeps_what_is_shown(world: World) -> None:
    """While the work is being taken up nothing is known of it, and nothing is taken back."""
    world.pipeline.start()
    world.transcoder.says = Working(41.0)
    world.wait(lambda video: video.percent > 0)
    world.transcoder.says = Away("The store is away.", 0.0)
    world.wait(lambda video: video.error is not None and len(world.transcoder.started) > 1)
    world.transcoder.says = Working(None)
    for _ in range(2):  # the first look may have been under way
        wait_for_lease(world, world.job().leased_until)

    video = world.video()

    assert (video.percent, video.error) == (41.0, "The store is away.")


def test_a_lease_that_runs_out_is_no_attempt(world: World) -> None:
    """A database that was away for longer than a lease looks like a silent owner."""
    now = [1000.0]
    world.database.clock = lambda: now[0]
    world.pipeline.start()
    world.transcoder.says = Working(10.0)
    world.wait(lambda video: video.percent > 0)
    for _ in range(5):
        now[0] += 2 * PRODUCTION.lease_seconds
        wait_for_lease(world, now[0])

    assert (world.job().attempts, len(world.transcoder.started)) == (0, 1)


def test_the_last_step_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is finished stays so until it is written down, whatever is away by then."""
    refused: list[str] = []
    really = world.database.set_subtitle

    def set_subtitle(row: Subtitle) -> None:
        if len(refused) < 3:
            refused.append(row.key)
            raise DatabaseAway
        really(row)

    monkeypatch.setattr(world.database, "set_subtitle", set_subtitle)
    world.pipeline.start()
    world.transcoder.says = Finished(Outputs(subtitles={"fr": "f.vtt"}))

    video = world.wait(in_state(VideoState.READY))

    assert (len(refused), world.job().attempts, video.error) == (3, 0, None)
    assert len(world.transcoder.started) == 1


def test_a_busy_service_is_asked_again_for_ever(world: World) -> None:
    """It counts as no attempt, and the film says why it waits."""
    busy = Unavailable("MediaConvert is busy. Conversions go on by themselves.")
    busy.retry_after_seconds = 60
    world.transcoder.refuses = busy
    world.pipeline.start()

    video = world.wait(lambda video: bool(video.error))

    job = world.database.jobs_of("v")[0]
    assert (video.state, video.error) == (VideoState.PROCESSING, str(busy))
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert job.not_before > time.time() + 50


def test_a_store_that_is_away_loses_no_arrival(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The film stays in its state with the reason, and goes on when the store is back."""
    away = Unavailable("The bucket films is busy. Uploads go on by themselves.")
    away.retry_after_seconds = 0
    with monkeypatch.context() as patched:
        patched.setattr(FolderStore, "head", lambda *_: raising(away))
        world.pipeline.start()
        video = world.wait(lambda video: bool(video.error))
        assert (video.state, video.error) == (VideoState.VERIFYING, str(away))

    video = world.wait(in_state(VideoState.PROCESSING))

    assert video.error is None


def raising(error: Exception) -> StoredObject | None:
    raise error


def test_a_fault_of_our_own_at_the_start_is_a_sentence(world: World) -> None:
    """It is tried again like a passing one, and the film says so meanwhile."""
    world.transcoder.refuses = AssertionError("a job that MediaConvert would refuse")
    world.pipeline.start()
    video = world.wait(lambda video: bool(video.error))
    assert video.error == "Processing failed for a reason of Matinee's own."
    assert world.database.jobs_of("v")[0].state == JobState.QUEUED


def test_a_ready_film_grows_on_demand_once(world: World) -> None:
    """The same revision is taken up again, and the film stays ready all the while."""
    world.pipeline.start()
    world.transcoder.says = Finished()
    first = world.wait(in_state(VideoState.READY))
    for _ in range(2):
        world.pipeline.demanded("v")
    world.wait(lambda _: len(world.transcoder.started) == 2)
    world.wait(lambda _: world.database.jobs_of("v")[0].state == JobState.FINISHED)

    assert not world.database.demand_rungs("v")

    job = world.database.jobs_of("v")[0]
    again, video = world.transcoder.started[1], world.video()
    assert (again.revision, job.state) == (first.revision, JobState.FINISHED)
    assert (video.state, video.revision) == (VideoState.READY, first.revision)
    assert (world.transcoder.started[0].demanded, again.demanded) == (False, True)


def test_a_demand_waits_for_nobody(world: World) -> None:
    """It comes from viewers, who are answered where nothing may stand still; so it is written down
    when whoever writes has ended."""
    world.pipeline.start()
    world.transcoder.says = Finished()
    world.wait(in_state(VideoState.READY))
    with world.database.write():
        viewer = threading.Thread(target=world.pipeline.demanded, args=("v",))
        viewer.start()
        viewer.join(5)
        assert not viewer.is_alive()
    world.wait(lambda _: len(world.transcoder.started) == 2)


def test_a_growth_that_fails_hurts_nobody(world: World) -> None:
    """The film stays as it was, and the next demand tries again."""
    world.pipeline.start()
    world.transcoder.says = Finished()
    world.wait(in_state(VideoState.READY))
    world.transcoder.says = Failed("It can't be.", retryable=False)
    world.pipeline.demanded("v")
    world.wait(lambda _: world.database.jobs_of("v")[0].state == JobState.FAILED)
    video = world.video()
    assert (video.state, video.error) == (VideoState.READY, None)

    world.transcoder.says = Finished()
    world.pipeline.demanded("v")

    world.wait(lambda _: world.database.jobs_of("v")[0].state == JobState.FINISHED)


def test_retry_goes_on_with_the_same_revision(world: World) -> None:
    """So the chunks that are done count."""
    world.pipeline.start()
    world.transcoder.says = Failed("It can't be.", retryable=False)
    world.wait(in_state(VideoState.FAILED))
    world.transcoder.says = Finished()
    world.pipeline.retry("v")
    video = world.wait(in_state(VideoState.READY))
    assert {job.revision for job in world.transcoder.started} == {video.revision}


def test_a_ready_film_is_made_anew(world: World) -> None:
    """As another revision: what is gone of the former is no loss."""
    world.pipeline.start()
    world.transcoder.says = Finished()
    first = world.wait(in_state(VideoState.READY))
    world.pipeline.retry("v")
    world.wait(lambda video: video.revision not in (None, first.revision))
    assert world.wait(in_state(VideoState.READY)).revision != first.revision


def test_retry_keeps_what_was_begun_during_the_upload(world: World) -> None:
    """Its job has that revision, and viewers are shown what there is of it."""
    first = first_revision("v")
    world.store.put(f"media/v/{first}/hls/1.ts", b"done", Writing("video/mp2t"))
    set_video(world.database, "v", state=VideoState.FAILED, revision=first)
    world.database.add_job("v", first)
    world.database.claim_job("former", 30)
    world.database.end_job(first, "former", JobState.FAILED)

    world.pipeline.start()
    world.pipeline.retry("v")
    world.wait(lambda _: bool(world.transcoder.started))

    assert [job.revision for job in world.transcoder.started] == [first]
    assert list(world.store.keys(f"media/v/{first}/")) == [f"media/v/{first}/hls/1.ts"]


def test_what_the_store_does_not_let_begin_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried for ever and without a word, it would be in the way of all others."""

    def denied(_: str) -> None:
        raise NotAllowed("access_denied", bucket="b", right="s3:DeleteObject")

    monkeypatch.setattr(world.store, "delete_prefix", denied)
    world.pipeline.start()

    video = world.wait(in_state(VideoState.FAILED))

    assert video.error_retryable
    assert "s3:DeleteObject" in (video.error or "")


def test_a_start_that_can_not_be_noted_leaves_nothing_at_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name by which it could be stopped is lost with it."""

    def away(*_: str) -> bool:
        raise DatabaseAway

    monkeypatch.setattr(world.database, "note_external_id", away)
    world.pipeline.start()

    world.wait(lambda _: bool(world.transcoder.started))
    world.wait(lambda _: world.transcoder.started[0].revision in world.transcoder.released)


class PatientTranscoder(ScriptedTranscoder):
    """Starts nothing before it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Job] = []
        self.early, self.late = threading.Event(), threading.Event()

    def start(self, job: Job) -> str:
        self.asked.append(job)
        (self.early if len(self.asked) <= CALLERS else self.late).wait()
        return super().start(job)


def test_what_waits_for_its_turn_is_not_hung(world: World) -> None:
    """A long queue is no reason to say that the pipeline stands still."""
    now, slow = [0.0], PatientTranscoder()
    set_video(world.database, "v", state=VideoState.DELETED)
    for n in range(CALLERS + 1):
        world.add_film(f"v{n}", created_at=float(n))
        set_video(world.database, f"v{n}", state=VideoState.PROCESSING)
        world.database.add_job(f"v{n}", f"r{n}")
    loops = Loops(lambda: now[0])
    pipeline = VideoPipeline(world.database, world.store, slow, loops, clock=lambda: now[0])
    pipeline.start()
    try:
        world.wait(lambda _: len(slow.asked) == CALLERS)
        now[0] = 0.7 * MOST_SECONDS
        slow.early.set()
        world.wait(lambda _: len(slow.asked) == CALLERS + 1)
        now[0] = 1.4 * MOST_SECONDS
        pipeline.wanted("v", 0.0)
        world.wait(lambda _: (pipeline._pulse.due or 0.0) >= 2.4 * MOST_SECONDS)
        loops.check()
    finally:
        slow.early.set()
        slow.late.set()
        pipeline.stop()


def test_cancel_reaches_the_transcoder(world: World) -> None:
    """A deleted video's job ends."""
    world.pipeline.start()
    world.wait(lambda _: bool(world.transcoder.started))
    world.wait(lambda _: world.database.jobs_of("v")[0].external_id is not None)
    set_video(world.database, "v", state=VideoState.DELETED)
    world.pipeline.cancel("v")
    revision = world.transcoder.started[0].revision
    world.wait(lambda _: world.job().state == JobState.CANCELLED)
    assert revision in world.transcoder.cancelled


class GrowingTranscoder(ScriptedTranscoder):
    """Works on what has arrived until it is told to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.grown: list[str] = []

    @property
    def ahead(self) -> GrowingTranscoder:
        return self

    def grow(self, job: Job, source: Path, available_bytes: int) -> None:
        assert available_bytes <= source.stat().st_size
        self.grown.append(job.revision)


def test_a_cancel_during_growth_ends_the_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The video is deleted between the look at its parts and the word to work on them."""
    transcoder = GrowingTranscoder()
    world.pipeline = VideoPipeline(world.database, world.store, transcoder)
    set_video(world.database, "v", state=VideoState.UPLOADING)
    size = world.video().size_bytes
    upload = Upload(id="u", account_id="a", video_id="v", key="sources/v/1", multipart_id="m",
                    size_bytes=size, part_size_bytes=size, part_count=1, checksum="md5",
                    created_at=0.0, expires_at=1e12)  # fmt: skip
    world.database.add(upload)

    def stored_parts(key: str, multipart_id: str) -> list[StoredPart]:
        assert (key, multipart_id) == ("sources/v/1", "m")
        set_video(world.database, "v", state=VideoState.DELETED)
        world.pipeline.cancel("v")
        return [StoredPart(1, size, "x")]

    monkeypatch.setattr(world.store, "growing", lambda *_: world.store.path("sources/v/1"))
    monkeypatch.setattr(world.store, "stored_parts", stored_parts)
    world.pipeline.start()

    world.pipeline.part_stored("u")

    world.wait(lambda _: bool(transcoder.grown) and transcoder.grown == transcoder.cancelled)


def test_a_seek_reaches_the_transcoder(world: World) -> None:
    """Where a viewer waits is what is worked on first."""
    world.pipeline.start()
    world.transcoder.says = Working(1.0)
    world.wait(lambda video: video.percent > 0)
    world.pipeline.wanted("v", 1.5)
    world.wait(lambda _: world.transcoder.looked_for == [1.5])


def test_the_next_process_takes_up_the_job(world: World) -> None:
    """What a stopped pipeline left is started again under the same revision."""
    world.pipeline.start()
    world.wait(lambda _: bool(world.transcoder.started))
    world.pipeline.stop()
    world.transcoder.says = Finished()
    world.pipeline = VideoPipeline(world.database, world.store, world.transcoder)
    world.pipeline.start()
    world.wait(in_state(VideoState.READY))
    assert len({job.revision for job in world.transcoder.started}) == 1


def test_from_a_source_to_ready_with_real_ffmpeg(world: World, tmp_path: Path) -> None:
    """The whole way, on this machine."""
    transcoder = EmbeddedTranscoder(world.store, tmp_path / "scratch", Encoding(preset="ultrafast"))
    world.pipeline = VideoPipeline(world.database, world.store, transcoder)
    world.pipeline.start()
    video = world.wait(in_state(VideoState.READY), 60)
    assert world.store.head(f"media/v/{video.revision}/hls/multivariant.m3u8")
    assert video.storyboard_key == f"media/v/{video.revision}/storyboard/storyboard.vtt"
