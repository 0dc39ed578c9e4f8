"""Where the kernel offers nothing better: a process has the limits that its command sets, and may
touch what the backend may."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backend.transcode.confine.api import Start, served


@dataclass(frozen=True, slots=True)
class LimitsOnly:
    promise = "nothing but limits"

    @contextmanager
    def started(self, start: Start) -> Iterator[subprocess.Popen[bytes]]:
        _, environment = served(start.reach)
        yield start.popen(start.command, environment)
