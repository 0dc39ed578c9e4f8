"""What is asked of the pipeline for a film that was begun: more of it, another try, an end."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from backend.database.tables import JobState, Upload, VideoState
from backend.errors import DatabaseAway, NotAllowed
from backend.loops import Loops
from backend.storage.api import StoredPart, Writing
from backend.transcode.api import (
    Failed,
    Finished,
    Job,
    Working,
)
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.plan.ladder import Encoding
from backend.videos.calls import first_revision
from backend.videos.pipeline import CALLERS, MOST_SECONDS, VideoPipeline
from tests.backend.rows import set_video
from tests.backend.videos.world import ScriptedTranscoder, World, in_state


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
    world.pipeline = world.pipeline_with(transcoder)
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
    world.pipeline = world.pipeline_with(world.transcoder)
    world.pipeline.start()
    world.wait(in_state(VideoState.READY))
    assert len({job.revision for job in world.transcoder.started}) == 1


def test_from_a_source_to_ready_with_real_ffmpeg(world: World, tmp_path: Path) -> None:
    """The whole way, on this machine."""
    transcoder = EmbeddedTranscoder(world.store, tmp_path / "scratch", Encoding(preset="ultrafast"))
    world.pipeline = world.pipeline_with(transcoder)
    world.pipeline.start()
    video = world.wait(in_state(VideoState.READY), 60)
    assert world.store.head(f"media/v/{video.revision}/hls/multivariant.m3u8")
    assert video.storyboard_key == f"media/v/{video.revision}/storyboard/storyboard.vtt"
