"""How many connections this process can hold: each is an open file, and often reads another."""

from __future__ import annotations

import sys

WANTED = 16_384
OF_EACH = 3
"""What it reads, and its share of everything else that is open."""
ELSEWHERE = 1000
"""Where there is no such limit to ask for."""


def most_connections() -> int:
    """Once as many files may be open as the system lets this process have: by default it is
    1024, which is less than there may be viewers."""
    if sys.platform == "win32":
        return ELSEWHERE
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return (wanted if soft == resource.RLIM_INFINITY else soft) // OF_EACH
