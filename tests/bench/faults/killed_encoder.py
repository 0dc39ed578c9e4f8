"""R10: kill -9 of FFmpeg, or of the backend with it, at three points of an encoding."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.bench.faults.ground import Ground, Tally
from tests.bench.faults.playing import duration_of, is_playable
from tests.bench.faults.stage import Backend, backend, client
from tests.processes import below

SECONDS = 40
AT = (0.1, 0.5, 0.9)
TAKEN_UP_SECONDS = 60.0
LONGEST_SECONDS = 300.0
LOOK_SECONDS = 0.05
Kill = Callable[[Backend], None]


def run(ground: Ground) -> Mapping[str, Any]:
    tally, path = Tally(), longer_film(ground.folder / "film.mp4")
    kills: dict[str, Kill] = {"ffmpeg": kill_encoders, "backend": kill_backend}
    with backend(ground.place("backend")) as served:
        for number in range(1 if ground.quick else 5):
            for name, kill in kills.items():
                for at in AT[1:2] if ground.quick else AT:
                    judge(tally, served, path, f"{name} at {at:.0%} {number}", kill, at)
        judge_hopeless(tally, served, path)
    return tally.figures()


def longer_film(path: Path) -> Path:
    """Long enough to be in the middle of it."""
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc2=s=640x360:r=25:d={SECONDS}"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, str(path)], check=True)
    return path


def judge(tally: Tally, served: Backend, film: Path, name: str, kill: Kill, at: float) -> None:
    video_id = uploaded(served, film)
    wait_for(served, video_id, lambda video: share(video) >= at)
    kill(served)
    seconds = wait_for(served, video_id, lambda video: has_ended(video) or encoders(served))
    wait_for(served, video_id, has_ended)
    tally.judge(
        name,
        taken_up=seconds <= TAKEN_UP_SECONDS,
        ready=state_of(served, video_id) == "ready",
        plays=is_playable(served, video_id),
        whole=abs(duration_of(served, video_id) - SECONDS) < 1,
    )
    delete(served, video_id)


def judge_hopeless(tally: Tally, served: Backend, film: Path) -> None:
    """An encoder that dies each time ends in a failure that says why, not in trying for ever."""
    video_id = uploaded(served, film)

    def ended(video: Any) -> bool:
        kill_encoders(served)
        return has_ended(video)

    wait_for(served, video_id, ended)
    video = video_of(served, video_id)
    tally.judge("each time", failed=video["state"] == "failed", says_why=bool(video["error"]))
    delete(served, video_id)


def uploaded(served: Backend, film: Path) -> str:
    before = {video["id"] for video in served.videos()}
    journal = film.with_name(f"{len(before)}-{time.monotonic_ns()}.journal")
    assert client(served, journal, [film]).wait(60) == 0
    return str(next(v["id"] for v in served.videos() if v["id"] not in before))


def wait_for(served: Backend, video_id: str, condition: Callable[[Any], object]) -> float:
    """Seconds that it took, at most `LONGEST_SECONDS`; a backend that is away meets nothing."""
    began = time.monotonic()
    while (seconds := time.monotonic() - began) < LONGEST_SECONDS:
        with suppress(OSError):
            if condition(video_of(served, video_id)):
                break
        time.sleep(LOOK_SECONDS)
    return seconds


def video_of(served: Backend, video_id: str) -> Any:
    with served.owner() as owner:
        return owner.json("GET", f"/api/videos/{video_id}")


def state_of(served: Backend, video_id: str) -> str:
    return str(video_of(served, video_id)["state"])


def has_ended(video: Any) -> bool:
    return video["state"] in ("ready", "failed")


def share(video: Any) -> float:
    return 1.0 if video["state"] == "ready" else float(video.get("progress") or 0.0)


def delete(served: Backend, video_id: str) -> None:
    with served.owner() as owner:
        owner.json("DELETE", f"/api/videos/{video_id}")


def kill_encoders(served: Backend) -> None:
    for pid in encoders(served):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def encoders(served: Backend) -> list[int]:
    """With the boxes around them."""
    return below(served.process.pid) if served.process is not None else []


def kill_backend(served: Backend) -> None:
    served.kill()
    served.start()
