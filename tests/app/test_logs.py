"""The application's log where there is no room for it."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

import pytest

from app.logs import LogFile


def record(message: str) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message})


def test_a_full_disk_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not with every line, and not with a traceback."""
    path = tmp_path / "matinee.log"
    path.symlink_to("/dev/full")
    log = LogFile(path)

    for message in ("one", "two"):
        log.handle(record(message))

    words = f"Matinee can't write to {path}: No space left on device.\n"
    assert capsys.readouterr().err == words
    with suppress(OSError):  # what it holds back can't be written at its end either
        log.close()


def test_a_fault_of_ours_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As Python does: with the place where it was logged."""
    log = LogFile(tmp_path / "matinee.log")
    log.handle(logging.makeLogRecord({"msg": "%d", "args": ("no number",)}))
    log.close()
    assert "TypeError" in capsys.readouterr().err
