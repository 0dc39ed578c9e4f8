"""Bubblewrap: a process with namespaces of its own, in which there is nothing but its reach."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.transcode.confine import doorway, seccomp
from backend.transcode.confine.api import Reach, Start, system_folders, tried

ALONE = ("--unshare-all", "--die-with-parent", "--cap-drop", "ALL")
"""A session of its own it has already."""
PATIENCE_SECONDS = 30.0
"""For a process to say that it listens; it takes some hundredths."""


@dataclass(frozen=True, slots=True)
class Bubblewrap:
    program: str
    machine: seccomp.Machine | None

    @property
    def promise(self) -> str:
        return "bubblewrap and seccomp" if self.machine else "bubblewrap"

    @contextmanager
    def started(self, start: Start) -> Iterator[subprocess.Popen[bytes]]:
        server, command = start.reach.server, [self.program, *ALONE, *_folders(start.reach)]
        with ExitStack() as stack:
            inherited: list[int] = []
            if self.machine is not None:
                calls = seccomp.program(self.machine, internet=server is not None)
                inherited.append(stack.enter_context(_readable(calls)))
                command += ["--seccomp", str(inherited[-1])]
            command += ["--chdir", str(start.reach.writes or "/"), "--"]
            if server is None:
                yield start.popen([*command, *start.command], {}, inherited)
                return
            ours, theirs = (stack.enter_context(end) for end in socket.socketpair())
            inherited.append(theirs.fileno())
            command += [interpreter(), "-I", "-S", doorway.__file__, str(inherited[-1])]
            environment = server.environment(doorway.PORT)
            process = start.popen([*command, *start.command], environment, inherited)
            theirs.close()
            if (listening := _heard(ours)) is not None:
                server.serve(listening)
            elif process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            yield process


def find() -> Bubblewrap:
    """Raises OSError where it is not installed, or may not make namespaces."""
    program = shutil.which("bwrap")
    if program is None:
        raise OSError("bwrap is not installed")
    if not Path(interpreter()).exists():
        raise OSError("there is no Python beside this program that could open a door")
    box = Bubblewrap(program, seccomp.here())
    tried(box)
    return box


def _folders(reach: Reach) -> list[str]:
    words: list[str] = []
    for path in system_folders():
        words += ["--ro-bind", str(path), str(path)]
    if reach.server is not None:
        for known in (sys.base_prefix, doorway.__file__):
            words += ["--ro-bind", known, known]
    # A source in the writable folder must not become writable with it.
    if reach.writes is not None:
        words += ["--bind", str(reach.writes), str(reach.writes)]
    if reach.reads is not None:
        words += ["--ro-bind", str(reach.reads), str(reach.reads)]
    return [*words, "--remount-ro", "/"]


def interpreter() -> str:
    """Python itself, outside of an environment whose folder is not in the box."""
    return str(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")


@contextmanager
def _readable(data: bytes) -> Iterator[int]:
    """An open file with these few bytes."""
    reading, writing = os.pipe()
    try:
        os.write(writing, data)
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


def _heard(ours: socket.socket) -> socket.socket | None:
    """The listening socket that comes out; None where the process ends before, as its exit tells,
    or hangs."""
    ours.settimeout(PATIENCE_SECONDS)
    try:
        _, found, _, _ = socket.recv_fds(ours, 1, 1)
    except TimeoutError:
        return None
    return socket.socket(fileno=found[0]) if found else None
