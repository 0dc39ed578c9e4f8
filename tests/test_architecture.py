"""The import directions of ARCHITECTURE.md, as a table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FORBIDDEN = {
    "app/upload": ("backend", "app.ui", "app.player", "app.main", "PySide6", "mpv", "keyring"),
    "app/player": ("backend", "app.ui", "app.upload", "app.main", "PySide6.QtWidgets", "keyring"),
    "app/ui": ("backend", "app.main", "mpv", "keyring", "requests", "sqlite3"),
    "app": ("backend", "boto3", "fastapi", "sqlalchemy"),
    "backend": ("app", "PySide6", "mpv", "keyring"),
    "backend/http/routes": ("boto3", "sqlite3", "ffmpeg", "subprocess"),
    "backend/storage": (
        "backend.http.routes",
        "backend.transcode",
        "backend.database.database",
        "fastapi",
    ),
    "backend/transcode": (
        "backend.http.routes",
        "backend.server",
        "backend.database.database",
        "fastapi",
    ),
    "backend/delivery": ("backend.http.routes", "backend.server", "backend.transcode", "fastapi"),
}
SOLE_HOME = {
    "mpv": ("app/player/engine/mpv_player.py", "app/player/engine/mpv_render.py"),
    "keyring": ("app/server/credentials.py",),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_a_folder_imports_nothing_it_must_not_know(folder: str) -> None:
    """Each row of the table holds for every module below its folder."""
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in imports(path)
        for banned in FORBIDDEN[folder]
        if is_in(name, banned)
    ]
    assert broken == []


@pytest.mark.parametrize("library", SOLE_HOME)
def test_a_foreign_library_has_one_home(library: str) -> None:
    """mpv and keyring are known to one module each, so they can be replaced there."""
    users = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "app").rglob("*.py"))
        if any(is_in(name, library) for name in imports(path))
    }
    assert users <= set(SOLE_HOME[library])
