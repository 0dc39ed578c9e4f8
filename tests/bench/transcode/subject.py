"""The film that is measured, and what the pipeline would make of it."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend.transcode.plan.ladder import Encoding, Rung
from backend.transcode.plan.plan import Plan, make_plan
from backend.transcode.process import Stop, run_probe
from backend.transcode.source.extent import measure
from backend.transcode.source.probe import probe

ENCODING = Encoding()
ENCODED = Encoding(copy=False)


def say(text: str) -> None:
    print(text, flush=True)


def ffmpeg(*options: str) -> None:
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *options]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of the children that `work` starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@dataclass(frozen=True)
class Subject:
    film: Path
    plan: Plan

    @classmethod
    def of(cls, film: Path) -> Subject:
        url, run = f"file:{film}", run_probe(Stop())
        found = probe(url, run)
        if found.video is None:
            raise SystemExit(f"{film} has no pictures.")
        return cls(film, make_plan(found, measure(url, found, run), ENCODED))

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return self.plan.rungs

    @property
    def rate(self) -> str:
        return str(self.plan.timeline.rate)

    @property
    def gop(self) -> int:
        return self.plan.timeline.segment_frames

    @property
    def seconds(self) -> float:
        return self.plan.timeline.duration_seconds

    @property
    def sound(self) -> tuple[str, ...]:
        """What makes the ladder's sound."""
        return ("-c:a", "aac", "-b:a", "128k", "-ac", "2") if self.plan.probe.audio else ("-an",)
