"""How one Matinee reaches the window of another over the same data, without Qt."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 2.0
LONGEST_ANSWER = 16 * 1024 * 1024
UPLOADS_OF = "uploads_of"
"""A question: which uploads there are of these files, as `Progress` has itself written."""


def socket_name(data_dir: Path) -> str:
    """What the window's socket is called: one for each user and data directory."""
    digest = hashlib.sha256(f"{os.getuid()}:{data_dir.resolve()}".encode()).hexdigest()
    return f"matinee-{digest[:20]}"


def socket_path(data_dir: Path) -> Path:
    """Beside those of Qt, whose server it was once: any version finds any other."""
    return Path(os.environ.get("TMPDIR") or "/tmp", socket_name(data_dir))  # noqa: S108 - Qt's place


def has_window(data_dir: Path) -> bool:
    """Whether a window answers there."""
    with contextlib.suppress(OSError), connection(data_dir):
        return True
    return False


def hand_over(data_dir: Path, items: Sequence[str]) -> bool:
    """Have the window come up and open `items`; False when none answers."""
    with contextlib.suppress(OSError), connection(data_dir) as window:
        window.sendall(json.dumps(list(items)).encode() + b"\n")
        return window.recv(16) != b""
    return False


def ask_window(data_dir: Path, question: Mapping[str, Any]) -> Any:
    """What the window knows of something, as JSON; None when none answers."""
    with contextlib.suppress(OSError, ValueError), connection(data_dir) as window:
        window.sendall(json.dumps(dict(question)).encode() + b"\n")
        with window.makefile("rb") as answer:
            return json.loads(answer.readline(LONGEST_ANSWER))
    return None


def connection(data_dir: Path) -> socket.socket:
    window = socket.socket(socket.AF_UNIX)
    window.settimeout(ANSWER_SECONDS)
    try:
        window.connect(str(socket_path(data_dir)))
    except BaseException:
        window.close()
        raise
    return window
