"""The engine against the real backend and its disk store, both killed on the way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.app.upload.fake_server import MIB

SECRET = "a-secret-of-this-test"
FILM_MIB = 40
pytestmark = pytest.mark.slow


class Backend:
    """The bundled server in a process of its own, on a port that stays the same."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self.log = folder / "log"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "backend.server", "--bundled", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--data-dir", str(self.folder / "data")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "MATINEE_LOCAL_SECRET": SECRET},
            )
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def stored_parts(self) -> int:
        """How many parts it has acknowledged, over all its lives."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        entries = [json.loads(line) for line in lines]
        return sum(e.get("method") == "PUT" and e.get("status") == 200 for e in entries)

    def source(self) -> bytes:
        """The film as it lies in the store."""
        sizes = {p: p.stat().st_size for p in (self.folder / "data").rglob("*") if p.is_file()}
        (path,) = [p for p, size in sizes.items() if size == FILM_MIB * MIB]
        return path.read_bytes()


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    backend = Backend(tmp_path)
    yield backend
    backend.kill()


def engine(backend: Backend, folder: Path, *files: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app.upload", "--no-probe", "--server", backend.url]
    command += ["--journal", str(folder / "journal"), "--limit", str(12 * MIB)]
    env = {**os.environ, "MATINEE_LOCAL_SECRET": SECRET}
    return subprocess.Popen([*command, *map(str, files)], env=env, stdout=subprocess.DEVNULL)


def wait_for_parts(backend: Backend, count: int) -> None:
    deadline = monotonic() + 60
    while backend.stored_parts() < count:
        assert monotonic() < deadline
        sleep(0.02)


@pytest.fixture
def film_file(tmp_path: Path) -> Path:
    path = tmp_path / "noise.mp4"
    path.write_bytes(os.urandom(FILM_MIB * MIB))
    return path


def test_engine_killed_half_way(backend: Backend, tmp_path: Path, film_file: Path) -> None:
    """Started again it sends what is missing, and nothing twice."""
    first = engine(backend, tmp_path, film_file)
    wait_for_parts(backend, 2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert engine(backend, tmp_path).wait(60) == 0
    assert backend.source() == film_file.read_bytes()
    assert backend.stored_parts() == FILM_MIB // 8


def test_backend_killed_half_way(backend: Backend, tmp_path: Path, film_file: Path) -> None:
    """The engine waits, and goes on with the parts that had been acknowledged."""
    running = engine(backend, tmp_path, film_file)
    wait_for_parts(backend, 2)
    backend.kill()
    backend.start()
    assert running.wait(60) == 0
    assert backend.source() == film_file.read_bytes()
    # What the kill kept from being logged is stored all the same, and not sent again.
    assert FILM_MIB // 8 - 1 <= backend.stored_parts() <= FILM_MIB // 8
