"""The servers of `bench api`, each a process of its own, and what they take of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.upload.stage import end


@dataclass(frozen=True)
class Served:
    url: str
    pid: int

    @property
    def cpu_seconds(self) -> float:
        """User and system time of all its threads, to the nanosecond: ticks are too coarse."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    @property
    def rss_mib(self) -> float:
        """The most that was resident."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def backend(data_dir: Path) -> Iterator[Served]:
    """As an administrator would start it, its log in a file."""
    arguments = ("-m", "backend.server", "--port", "0", "--data-dir", str(data_dir))
    with (data_dir / "log").open("wb") as log, running(arguments, log.fileno()) as served:
        yield served


@contextmanager
def bare() -> Iterator[Served]:
    with running(("-m", "tests.bench.api.bare"), None) as served:
        yield served


@contextmanager
def running(arguments: tuple[str, ...], stderr: int | None) -> Iterator[Served]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MATINEE_")}
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=stderr, env=clean
    )
    try:
        assert process.stdout is not None
        if not (line := process.stdout.readline()):
            raise RuntimeError(f"{arguments} did not start")
        yield Served(json.loads(line)["url"], process.pid)
    finally:
        end(process)
