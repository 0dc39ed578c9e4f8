"""The bundled backend lives as long as anybody holds the other end of its input."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

log = logging.getLogger(__name__)


def end_with_parent(end: Callable[[], None]) -> None:
    """Wait for the end of stdin, which comes when all who hold its other end are gone, however
    they went."""
    # Not sys.stdin: a thread inside a buffered read makes the interpreter abort at its end.
    while os.read(0, 4096) or not is_given_up():
        pass
    end()


def is_given_up() -> bool:
    """Whether nobody has come since; from then on nobody can, for whoever comes locks the line."""
    if os.name != "posix":
        return True
    import fcntl

    try:
        fcntl.flock(0, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # a line of some other kind, which nobody shares
        log.debug("Nobody else can hold this line: %s", error)
    return True
