"""Files of this machine, as FFmpeg is told of them: `file:` and the path, unquoted."""

from __future__ import annotations

from pathlib import Path

SCHEME = "file:"


def file_url(path: Path) -> str:
    return f"{SCHEME}{path}"


def local_path(url: str) -> Path | None:
    """None for what is not on this machine."""
    return Path(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
