"""What a process holds, and whether that grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Held:
    """What a process has while nothing is asked of it."""

    resident_bytes: int
    threads: int
    files: int
    sockets: int


def held_by(pid: int) -> Held:
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    files = list(opened(pid))
    sockets = sum(name.startswith("socket:") for name in files)
    resident = int(status["VmRSS"].split()[0]) * 1024
    return Held(resident, int(status["Threads"]), len(files) - sockets, sockets)


def opened(pid: int) -> Iterator[str]:
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            yield str(path.readlink())


def growth(looks: Sequence[Held]) -> Held:
    """From the first third to the last."""
    third = max(1, len(looks) // 3)

    def grown(name: str) -> int:
        values = [int(getattr(each, name)) for each in looks]
        return round(median(values[-third:]) - median(values[:third]))

    return Held(**{field.name: grown(field.name) for field in fields(Held)})
