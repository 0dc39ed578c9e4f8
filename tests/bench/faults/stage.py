"""Real processes for the faults: the backend behind a watcher, and the client that uploads."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.backend.serving import Caller, signed_in
from tests.bench._environment import ROOT
from tests.bench.faults.watcher import Watcher, watching

SECRET = "faults-local-secret"
PART_MIB = 5
MODULE = ("-m", "backend.server")
UPLOADER = ("-m", "app.upload")


@dataclass
class Backend:
    """One data folder's backend, which may be killed and started again at the same address.

    `variables` are its settings, `program` what is run instead of `backend.server`, `root` where
    the program is."""

    folder: Path
    watcher: Watcher
    variables: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    root: Path = ROOT

    @property
    def url(self) -> str:
        return self.watcher.url

    def start(self, program: Sequence[str] = MODULE) -> None:
        command = [sys.executable, *program, "--bundled", "--data-dir", str(self.folder)]
        own = {"MATINEE_LOCAL_SECRET": SECRET, "MATINEE_PUBLIC_URL": self.url}
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **own, **self.variables},
                cwd=self.root,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.watcher.target = urlsplit(json.loads(line)["url"]).port or 0

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.ended()

    def ended(self) -> int:
        """Wait for it to end by itself, its input still open; its status."""
        assert self.process is not None
        status, process = self.process.wait(60), self.process
        process.communicate()
        self.process = None
        return status

    def owner(self) -> AbstractContextManager[Caller]:
        """Somebody who asks it, past the watcher."""
        return signed_in(f"http://127.0.0.1:{self.watcher.target}", SECRET)

    def stored(self) -> list[bytes]:
        """The hash of each source in its store."""
        sources = (self.folder / "store" / "objects" / "sources").rglob("*")
        return sorted(digest(path) for path in sources if path.is_file())

    def videos(self) -> list[Any]:
        with self.owner() as owner:
            videos: list[Any] = owner.json("GET", "/api/videos?limit=100")["videos"]
            return videos


@contextmanager
def backend(
    folder: Path, program: Sequence[str] = MODULE, root: str | Path = ROOT, **variables: str
) -> Iterator[Backend]:
    with watching() as watcher:
        served = Backend(folder, watcher, variables, root=Path(root))
        try:
            served.start(program)
            yield served
        finally:
            served.kill()


def client(
    backend: Backend,
    journal: Path,
    files: Sequence[Path],
    program: Sequence[str] = UPLOADER,
    said: str | Path = os.devnull,
    root: str | Path = ROOT,
    **variables: str,
) -> subprocess.Popen[bytes]:
    """`python -m app.upload`, which takes up what its journal has, and ends when all is sent.

    What it prints goes to `said`; `root` is where the program is."""
    command = [sys.executable, *program, "--no-probe", "--server", backend.url]
    command += ["--journal", str(journal), *map(str, files)]
    env = {**os.environ, "MATINEE_LOCAL_SECRET": SECRET, "PYTHONUNBUFFERED": "1", **variables}
    with Path(said).open("ab") as output:
        return subprocess.Popen(command, env=env, cwd=root, stdout=output, stderr=output)


@dataclass
class Application:
    """`living`, which is given orders."""

    process: subprocess.Popen[str]

    def does(self, order: str, about: object) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{order} {about}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def application(backend: Backend, journal: Path, **variables: str) -> Iterator[Application]:
    command = [sys.executable, "-m", "tests.bench.faults.living", backend.url, str(journal)]
    env = {**os.environ, "MATINEE_LOCAL_SECRET": SECRET, **variables}
    ends = subprocess.PIPE
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdin=ends, stdout=ends, text=True)
    with process:
        yield Application(process)


def digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
