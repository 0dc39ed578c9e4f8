"""The life of a video, moved by a transcoder that does what the test tells it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from backend.database.tables import JobState, Subtitle, VideoState
from backend.errors import DatabaseAway, Unavailable
from backend.storage.api import StoredObject, Writing
from backend.transcode.api import (
    Away,
    Failed,
    Finished,
    Outputs,
    Playable,
    Working,
)
from backend.transcode.process import Stop
from backend.transcode.source.inspection import Inspection, inspect
from backend.videos import calls
from backend.videos.pipeline import VideoPipeline
from tests.backend.impatient import IMPATIENT
from tests.backend.rows import set_video
from tests.backend.transcode.fakes import FolderStore
from tests.backend.videos.world import World, in_state, wait_for_lease


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


def test_a_source_that_ends_the_server_ends_it_five_times_at_most(world: World) -> None:
    """A look is counted before it begins; one that comes to an end, or another try, clears that."""
    set_video(world.database, "v", attempts=5)
    world.pipeline.start()
    broken = world.wait(in_state(VideoState.FAILED))
    world.transcoder.says = Finished()
    world.pipeline.retry("v")
    ready = world.wait(in_state(VideoState.READY))

    assert broken.error == "The server broke down each time it looked at this file."
    assert (broken.error_retryable, ready.attempts) == (True, 0)


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
    quick = replace(IMPATIENT, retry_delays=(0.0, 0.0))
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
        now[0] += 2 * IMPATIENT.lease_seconds
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
