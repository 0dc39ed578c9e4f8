"""From the last byte, or before it, to what a viewer can open."""

from __future__ import annotations

import math
import shutil
import time
from pathlib import Path

from backend.database.database import Database
from backend.database.tables import Account, Video, VideoState
from backend.transcode.api import Playable
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.videos.pipeline import VideoPipeline
from tests.backend.rows import set_video
from tests.backend.transcode.fakes import FolderStore
from tests.backend.videos.test_early_transcoding import PART, World
from tests.bench.transcode.subject import ENCODING, Subject, ffmpeg, say


def looped(subject: Subject, seconds: float, path: Path) -> Path:
    """A longer film, by copy."""
    times = max(1, math.ceil(seconds / subject.seconds))
    ffmpeg("-stream_loop", str(times - 1), "-i", str(subject.film), "-map", "0:v:0",
           "-map", "0:a:0?", "-c", "copy", str(path))  # fmt: skip
    return path


def after_last_byte(subject: Subject, seconds: float, folder: Path) -> dict[str, float]:
    """Through the pipeline and its database, with a film of this length."""
    folder.mkdir()
    film = looped(subject, seconds, folder / "long.mp4")
    try:
        seen = _watch(film, folder)
    finally:
        shutil.rmtree(folder)
    say(f"  {seen}")
    return seen


def _watch(film: Path, folder: Path) -> dict[str, float]:
    database = Database(f"sqlite:///{folder / 'matinee.db'}")
    store = FolderStore(folder / "store")
    store.path("sources/v").mkdir(parents=True)
    store.path("sources/v/1").symlink_to(film)
    pipeline = VideoPipeline(database, store, EmbeddedTranscoder(store, folder / "scratch"))
    database.add(Account(id="a", email="a@b.c", name="A", password_hash=None, created_at=0.0))
    database.add(
        Video(id="v", account_id="a", title="", filename="", size_bytes=film.stat().st_size,
              source_key="sources/v/1", state=VideoState.UPLOADING, created_at=0.0)
    )  # fmt: skip
    pipeline.start()
    time.sleep(0.5)
    set_video(database, "v", state=VideoState.VERIFYING)
    began = time.monotonic()
    pipeline.upload_completed("v")
    seen: dict[str, float] = {}
    while "all_rungs" not in seen and time.monotonic() - began < 120:
        now, video = round(time.monotonic() - began, 2), database.video("v")
        assert video is not None
        if video.playable:
            seen.setdefault("progressive", now)
        if any(key.endswith("multivariant.m3u8") for key in store.writes):
            seen.setdefault("first_segment", now)
        if video.playable == Playable.ADAPTIVE:
            seen.setdefault("all_rungs", now)
        time.sleep(0.01)
    pipeline.stop()
    database.close()
    return seen


def during_upload(subject: Subject, folder: Path, bits_per_second: int = 4_000_000) -> float:
    """Seconds from the last byte to the first segment; negative when it was there before."""
    folder.mkdir()
    fast = folder / "fast.mp4"
    ffmpeg("-i", str(subject.film), "-c", "copy", "-movflags", "+faststart", str(fast))
    world = World(folder, fast.read_bytes(), ENCODING.preset)
    first = last = 0.0

    def look() -> bool:
        return any(key.endswith("multivariant.m3u8") for key in world.store.writes)

    for number in range(1, world.parts + 1):
        until = time.monotonic() + 8 * PART / bits_per_second
        while time.monotonic() < until:
            first = first or (time.monotonic() if look() else 0.0)
            time.sleep(0.02)
        world.send(number)
        last = time.monotonic()
    while not first and time.monotonic() < last + 60:
        first = time.monotonic() if look() else 0.0
        time.sleep(0.02)
    world.pipeline.stop()
    world.database.close()
    return round(first - last, 2)
