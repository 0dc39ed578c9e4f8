"""To wait for a condition, never for a duration."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_SECONDS = 15.0
LOOK_SECONDS = 0.01


def until(holds: Callable[[], object]) -> None:
    """Look again and again; fails if it does not hold for very long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(LOOK_SECONDS)
