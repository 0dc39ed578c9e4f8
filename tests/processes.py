"""Processes of this machine, by the kernel's own list."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path


def below(pid: int) -> list[int]:
    """Those that a process has started, and that they have."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:  # it has ended
            continue
        children[int(parent)].append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children[each]
    return found[1:]
