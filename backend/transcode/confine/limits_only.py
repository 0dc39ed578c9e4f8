"""Where the kernel offers nothing better: a process has the limits that its command sets, and may
touch what the backend may."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from backend.transcode.confine.api import LOOPBACK, Start


@dataclass(frozen=True, slots=True)
class LimitsOnly:
    promise = "nothing but limits"

    @contextmanager
    def started(self, start: Start) -> Iterator[subprocess.Popen[bytes]]:
        environment: Mapping[str, str] = {}
        if (server := start.reach.server) is not None:
            listening = socket.create_server((LOOPBACK, 0))
            environment = server.environment(listening.getsockname()[1])
            server.serve(listening)
        yield start.popen(start.command, environment)
