"""Run inside a box: tries what a process that was taken over would try, and says what it could."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.request import urlopen


def tries(given: Mapping[str, str]) -> Mapping[str, Callable[[], object]]:
    return {
        "reads its source": lambda: Path(given["source"]).read_bytes(),
        "writes its folder": lambda: Path(given["folder"], "a").write_text("a"),
        "changes its source": lambda: Path(given["source"]).write_text("a"),
        "reads the secret": lambda: Path(given["secret"]).read_bytes(),
        "reads another upload": lambda: Path(given["other"]).read_bytes(),
        "sees who else uploads": lambda: _listed(Path(given["uploads"]), "other"),
        "reads a home": lambda: list(Path(given["home"]).iterdir()),
        "writes elsewhere": lambda: Path(given["uploads"], "b").write_text("b"),
        "writes programs": lambda: Path("/usr/bin/b").write_text("b"),
        "reads the backend's environment": Path("/proc", given["backend"], "environ").read_bytes,
        "signals the backend": lambda: os.kill(int(given["backend"]), signal.SIGCONT),
        "connects to loopback": lambda: socket.create_connection(
            ("127.0.0.1", int(given["port"])), 5
        ),
        "connects by a path": lambda: socket.socket(socket.AF_UNIX).connect(given["socket"]),
        "connects by a name": lambda: socket.socket(socket.AF_UNIX).connect("\0" + given["name"]),
        "looks at its lines": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "asks its server": lambda: urlopen("http://source/film", timeout=5).read(),
        "traces": lambda: _checked(ctypes.CDLL(None, use_errno=True).ptrace(0, 0, 0, 0)),
    }


def _checked(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno())


def _listed(folder: Path, name: str) -> None:
    if all(path.name != name for path in folder.iterdir()):
        raise FileNotFoundError


def works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    found = {name: works(attempt) for name, attempt in tries(json.loads(sys.argv[1])).items()}
    print(json.dumps([name for name, did in found.items() if did]))  # noqa: T201
