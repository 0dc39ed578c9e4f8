"""Where secrets could have been left, and which of them stand there."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import below

SIGNED = {
    "an address that S3 signs": rb"X-Amz-Signature=[0-9a-f]{16}",
    "an address of our own store": rb"signature=[\w-]{32}",
    "leave to watch": rb"/media/\w+\.[\w-]+\.[\w-]+\.\d+\.[\w-]{32}",
    "a token for scripts": rb"matinee_[\w-]{43}",
    "somebody's token": rb"Bearer [\w-]{40}",
}
"""What is recognised though nobody says which was given out."""
HELPERS = (b"ffmpeg", b"ffprobe", b"bwrap")
OF_HELPERS = "FFmpeg's environment"
LOOK_SECONDS = 0.01


@dataclass
class Watched:
    """What everybody on the machine can read of a process and those below it."""

    pid: int
    lines: set[bytes] = field(default_factory=set)
    helpers: set[bytes] = field(default_factory=set)
    """The environments of those that handle strangers' films."""

    def look(self) -> None:
        for pid in (self.pid, *below(self.pid)):
            folder = Path(f"/proc/{pid}")
            try:
                line = folder.joinpath("cmdline").read_bytes()
                self.lines.add(line)
                if line.split(b"\0", 1)[0].rpartition(b"/")[2] in HELPERS:
                    self.helpers.add(folder.joinpath("environ").read_bytes())
            except OSError:  # it has ended
                continue

    @property
    def places(self) -> dict[str, bytes]:
        found = {"ps": self.lines, OF_HELPERS: self.helpers}
        return {place: b"\n".join(sorted(told)) for place, told in found.items()}


@contextmanager
def watched(pid: int) -> Iterator[Watched]:
    """Looks all the time: FFprobe is there for a moment only."""
    family, over = Watched(pid), threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            family.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield family
    finally:
        over.set()
        thread.join()
        family.look()


def leaks(secrets: Mapping[str, str], places: Mapping[str, bytes]) -> list[str]:
    """Which secret stands where."""
    known = {name: re.escape(secret.encode()) for name, secret in secrets.items()}
    return [
        f"{name} in {place}"
        for place, text in places.items()
        for name, pattern in {**known, **SIGNED}.items()
        if re.search(pattern, text)
    ]
