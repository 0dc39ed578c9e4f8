"""An X server of the tests' own, so that no window opens on anybody's screen."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


def start_display(screen: str = "1600x1000x24") -> subprocess.Popen[bytes]:
    """Start Xvfb on a free number and make it this process's display."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", screen, "-nolisten", "tcp"],
        pass_fds=[write_end],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as announced:
        os.environ["DISPLAY"] = f":{announced.readline().strip()}"
    os.environ.pop("WAYLAND_DISPLAY", None)
    return server


@contextmanager
def virtual_display(screen: str = "1600x1000x24") -> Iterator[None]:
    server = start_display(screen)
    try:
        yield
    finally:
        server.terminate()
        server.wait()
