"""What a process that reads a stranger's bytes may touch, and who holds it to that."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store"),
    *("/etc/alternatives", "/etc/ld.so.cache"),
)
"""Programs and their libraries."""
LOOPBACK = "127.0.0.1"


class Answerer(Protocol):
    """What answers a process, and nobody else."""

    def serve(self, listening: socket.socket) -> None:
        """At this socket, which it closes in its time."""

    def environment(self, port: int) -> Mapping[str, str]:
        """What a client on the same machine must find in its own."""


@dataclass(frozen=True, slots=True)
class Reach:
    """All that a process may touch besides programs and their libraries: it reads a file, writes
    into a folder, and connects to nothing but its server."""

    reads: Path | None = None
    writes: Path | None = None
    server: Answerer | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A process to be: its standard input is a pipe where it `is_fed`."""

    command: Sequence[str]
    reach: Reach
    is_fed: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def popen(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        inherited: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """In a session of its own: one signal ends it with all that it has started."""
        return subprocess.Popen(
            command,
            cwd=self.reach.writes or "/",
            stdin=subprocess.PIPE if self.is_fed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=inherited,
            env={**self.environment, **environment},
        )


class Confinement(Protocol):
    """One way of holding a process to its reach."""

    @property
    def promise(self) -> str:
        """For the administrator: what it is, and what it leaves open."""

    def started(self, start: Start) -> AbstractContextManager[subprocess.Popen[bytes]]:
        """The process; its end is the caller's business, and comes before that of the block."""


def served(reach: Reach) -> tuple[int | None, Mapping[str, str]]:
    """Has its server answer on this machine's own loopback: the port, and what the process must
    find in its environment."""
    if reach.server is None:
        return None, {}
    listening = socket.create_server((LOOPBACK, 0))
    port: int = listening.getsockname()[1]
    reach.server.serve(listening)
    return port, reach.server.environment(port)


def harmless(ours: Mapping[str, str]) -> dict[str, str]:
    """No secret of the backend's reaches a process that reads a stranger's bytes."""
    return {name: ours[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in ours}


def tried(box: Confinement) -> None:
    """Raises OSError where not even `true` runs in it."""
    with box.started(Start(("true",), Reach(), environment=harmless(os.environ))) as process:
        _, said = process.communicate()
    if process.returncode:
        raise OSError(
            said.decode(errors="replace").strip() or f"it ended with {process.returncode}"
        )


def system_folders() -> list[Path]:
    """Where programs and libraries are, those of FFmpeg that are elsewhere included."""
    found = [Path(name) for name in SYSTEM]
    program = shutil.which("ffmpeg")
    found += [Path(program).resolve().parent] if program else []
    found += map(Path, filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":")))
    return [path for path in dict.fromkeys(found) if path.exists()]
