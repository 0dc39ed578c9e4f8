"""What people type, made fit to keep and to find."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath


def searchable(*texts: str) -> str:
    """Without case and accents, so that "etude" finds "Étude"."""
    joined = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return "".join(letter for letter in joined if not unicodedata.combining(letter))


def title_of(filename: str) -> str:
    """`holiday_2024.mp4` → `holiday 2024`; a client on Windows may send its whole path."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split()) or "Untitled"


def like_pattern(query: str) -> str:
    """For LIKE … ESCAPE '\\\\': the words in any place, `%` and `_` taken as they are."""
    escaped = searchable(query).strip()
    for letter in "\\%_":
        escaped = escaped.replace(letter, "\\" + letter)
    return f"%{escaped}%"


def human(size_bytes: float) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if size_bytes < 1024 or unit == "TiB":
            break
        size_bytes /= 1024
    return f"{size_bytes:.0f} {unit}" if unit == "bytes" else f"{size_bytes:.1f} {unit}"
