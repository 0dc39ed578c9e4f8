"""How the C library keeps memory that was given back."""

from __future__ import annotations

import ctypes
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""As in malloc.h."""
ARENAS = 2
LARGE_BYTES = 512 * 1024


def give_back_memory() -> None:
    """Before threads begin. By itself glibc has eight arenas for each processor, and takes what is
    freed of segments and pictures for what will be wanted again: a hundred MiB that nobody uses."""
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # other libraries have none
    if set_option is not None:
        set_option(ARENA_MAX, ARENAS)
        set_option(MMAP_THRESHOLD, LARGE_BYTES)
        set_option(TRIM_THRESHOLD, 2 * LARGE_BYTES)
