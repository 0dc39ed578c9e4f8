"""Whose the data folder is."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from backend.folder import InUse, held, hold, make_private


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_folder_is_its_owners(tmp_path: Path) -> None:
    """With the folders above it as the system makes them."""
    make_private(tmp_path / "a" / "b")

    assert mode(tmp_path / "a" / "b") == 0o700


def test_one_that_is_there_becomes_so(tmp_path: Path) -> None:
    """As former versions left it."""
    tmp_path.chmod(0o755)

    make_private(tmp_path)

    assert mode(tmp_path) == 0o700


def test_somebody_elses_folder_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A volume that is mounted so is used all the same."""

    def forbidden(*_: object) -> None:
        raise PermissionError

    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", forbidden)
    with caplog.at_level(logging.WARNING):
        make_private(tmp_path)

    assert f"Others can read {tmp_path}" in caplog.text


def test_one_server_at_a_time(tmp_path: Path) -> None:
    """The next one when the former has let go."""
    with held(tmp_path), pytest.raises(InUse, match="Another Matinee server is using"):
        hold(tmp_path / "server.lock", patience_seconds=0)
    os.close(hold(tmp_path / "server.lock", patience_seconds=0))
