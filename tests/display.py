"""An X server of the tests' own, so that no window opens on anybody's screen."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


class NoDisplay(Exception):
    """Xvfb is not there, or can't be."""


def start_display(screen: str = "1600x1000x24") -> subprocess.Popen[bytes]:
    """Start Xvfb on a free number and make it this process's display.

    In a session of its own no ^C reaches it before who still needs it; it ends with this process.
    """
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        [
            *("setpriv", "--pdeathsig", "TERM"),
            *("Xvfb", "-displayfd", str(write_end), "-screen", "0", screen, "-nolisten", "tcp"),
        ],
        pass_fds=[write_end],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(write_end)
    with os.fdopen(read_end) as announced:
        number = announced.readline().strip()
    if not number:
        server.wait()
        raise NoDisplay("The virtual display, Xvfb, did not start.")
    os.environ["DISPLAY"] = f":{number}"
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
