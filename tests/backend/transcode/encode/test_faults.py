"""What the machine may do to a transcoder: kill it, kill FFmpeg, fill the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.transcode.api import Away, Finished, Job, Status, Working
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.errors import EncodingFailed
from backend.transcode.plan.ladder import Encoding
from backend.transcode.process import Limits, Stop, execute
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures
from tests.processes import below

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[4]
JOB = Job("v", "r", "sources/v/1.mp4", 1)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return make_clip(path, *pictures("640x360", "10", 30), *QUICK)


@pytest.fixture
def store(tmp_path: Path, clip: Path) -> FolderStore:
    made = FolderStore(tmp_path / "store")
    made.path("sources/v").mkdir(parents=True)
    made.path("sources/v/1.mp4").symlink_to(clip)
    return made


@pytest.fixture
def transcoder(store: FolderStore, tmp_path: Path) -> Iterator[EmbeddedTranscoder]:
    made = EmbeddedTranscoder(store, tmp_path / "scratch", Encoding(preset="ultrafast"))
    yield made
    made.close()


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait(transcoder: EmbeddedTranscoder) -> Status:
    until(lambda: not isinstance(transcoder.status("r"), Working))
    return transcoder.status("r")


def descendants(pid: int) -> list[int]:
    """Every FFmpeg below a process, in its box or not."""
    return [each for each in below(pid) if name_of(each).startswith("ffmpeg")]


def name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:  # it has ended
        return ""


def test_a_killed_backend_leaves_no_ffmpeg_and_no_chunk_undone(
    store: FolderStore, tmp_path: Path
) -> None:
    """After kill -9, FFmpeg is gone too; the next process makes only what has no receipt."""
    program = f"""
        from pathlib import Path
        from backend.transcode.api import Job
        from backend.transcode.encode.embedded import EmbeddedTranscoder
        from backend.transcode.plan.ladder import Encoding
        from tests.backend.transcode.fakes import FolderStore
        store = FolderStore(Path({str(store.root)!r}))
        scratch = Path({str(tmp_path / "scratch")!r})
        EmbeddedTranscoder(store, scratch, Encoding(preset="faster")).start({JOB!r})
    """
    backend = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT)
    try:
        until(lambda: len(list(store.keys("media/v/r/chunks/"))) >= 2)
        until(lambda: bool(descendants(backend.pid)))
        encoders = descendants(backend.pid)
    finally:
        backend.kill()
        backend.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in encoders))
    done = {key: store.path(key).stat().st_mtime_ns for key in store.keys("media/v/r/chunks/")}
    with closing(
        EmbeddedTranscoder(store, tmp_path / "scratch", Encoding(preset="ultrafast"))
    ) as second:
        second.start(JOB)
        assert isinstance(wait(second), Finished)
    assert {key: store.path(key).stat().st_mtime_ns for key in done} == done


def test_a_killed_ffmpeg_is_started_again(
    store: FolderStore, transcoder: EmbeddedTranscoder
) -> None:
    """Once, by itself: the video becomes ready all the same."""
    assert store.root.exists()
    transcoder.start(JOB)
    until(lambda: bool(descendants(os.getpid())))
    for pid in descendants(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    assert isinstance(wait(transcoder), Finished)


def test_cancelling_ends_ffmpeg_in_the_midst_of_its_work(
    store: FolderStore, transcoder: EmbeddedTranscoder
) -> None:
    """Nothing that it had under way is waited for, and no revision comes of it."""
    transcoder.start(JOB)
    until(lambda: bool(descendants(os.getpid())))
    transcoder.cancel("r")
    until(lambda: not descendants(os.getpid()))
    assert not store.path("media/v/r/hls/multivariant.m3u8").exists()


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """A limit on files stands for it: FFmpeg is ended, and nothing half is believed."""
    clip = (*pictures("854x480", "25", 5), *QUICK)
    with pytest.raises(EncodingFailed, match="FFmpeg"):
        execute(
            ["ffmpeg", "-nostdin", "-v", "error", *clip, "out.ts"],
            tmp_path,
            Stop(),
            lambda _: None,
            Limits(file_bytes=100_000),
        )


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_scratch_disk_is_waited_for_in_words_and_a_retry_mends_it(
    store: FolderStore, tmp_path: Path
) -> None:
    """FFmpeg exits with 0 on a full disk; what it wrote is looked at, so nothing is published."""
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(small)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        first = EmbeddedTranscoder(store, small, Encoding(preset="ultrafast"))
        first.start(JOB)
        waits = wait(first)
        first.close()
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert waits == Away("The server's disk is full. It goes on when there is room again.", 60)
    second = EmbeddedTranscoder(store, tmp_path / "scratch", Encoding(preset="ultrafast"))
    second.start(JOB)
    assert isinstance(wait(second), Finished)
    second.close()
