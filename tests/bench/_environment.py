"""What a bench measures with or against, apart from the libraries that it would not agree with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(name: str) -> Path:
    """The programs of `requirements-NAME.lock`, installed exactly as pinned; kept beside ours."""
    lock = Path(__file__).with_name(f"requirements-{name}.lock")
    folder = ROOT / f".venv-{name}"
    kept = folder / "lock"
    if not kept.exists() or kept.read_bytes() != lock.read_bytes():
        uv = str(ROOT / ".boot/bin/uv")
        quiet = {**os.environ, "VIRTUAL_ENV": str(folder), "UV_PYTHON_DOWNLOADS": "never"}
        create = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)]
        install = [uv, "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
        for command in (create, install):
            subprocess.run(command, check=True, env=quiet)
        shutil.copy(lock, kept)
    return folder / "bin"
