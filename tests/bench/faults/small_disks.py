"""Disks that take no more for a while: full ones, and ones that answer with errors.

Small ones are mounted in a namespace of our own, which needs no rights outside of it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.faults.ground import MIB, CannotTryHere

APART = ("unshare", "--map-root-user", "--mount")
"""Before a command: what it mounts is its own, and ends with it."""
SHIM = Path(__file__).with_name("disk.c")


@dataclass(frozen=True)
class Disk:
    """`variables` are for the process that has to believe in it."""

    spoil: Callable[[], None]
    mend: Callable[[], None]
    variables: Mapping[str, str] = field(default_factory=dict)


def require_mounts() -> None:
    """Raises CannotTryHere."""
    if shutil.which("unshare") is None:
        raise CannotTryHere("There is no unshare here, to mount small disks with.")
    tried = subprocess.run([*APART, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    if tried.returncode:
        raise CannotTryHere("No small disk can be mounted here.")


@contextmanager
def mounted(place: Path, size_bytes: int) -> Iterator[Disk]:
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "none", place], check=True)
    filler = place / "filler"
    try:
        yield Disk(lambda: fill(filler), filler.unlink)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(filler: Path) -> None:
    """To the last byte."""
    with filler.open("ab", buffering=0) as file:
        for size in (MIB, 4096):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass


def faulty(folder: Path, place: Path) -> Disk:
    """All that is written to files whose path begins with `place` ends in EIO."""
    if (compiler := shutil.which("cc")) is None:
        raise CannotTryHere("There is no C compiler for a disk that fails.")
    shim, fails = folder / "disk.so", folder / "fails"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(shim), str(SHIM), "-ldl"]
    subprocess.run(command, check=True)
    known = {"LD_PRELOAD": str(shim), "DISK_PLACE": str(place), "DISK_FAILS": str(fails)}
    return Disk(fails.touch, fails.unlink, known)
