"""The backend, killed at one moment inside of complete: `-m tests.bench.faults.dying POINT …`.

It is the program itself, with one of its methods taken over: nothing in it knows of this.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from backend.server import main
from backend.uploads.completion import Completer

POINTS = {
    "before-mark": ("_mark", False),
    "before-join": ("_join", False),
    "before-commit": ("_commit", False),
    "after-commit": ("_commit", True),
}
"""The method, and whether it dies after it instead of before."""


def deadly(method: Callable[..., Any], after: bool) -> Callable[..., Any]:
    def dying(*arguments: Any) -> None:
        if after:
            method(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    return dying


if __name__ == "__main__":
    name, after = POINTS[sys.argv[1]]
    setattr(Completer, name, deadly(getattr(Completer, name), after))
    sys.exit(main(sys.argv[2:]))
