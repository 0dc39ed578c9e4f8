"""A crash of the process leaves something to read at the next start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.crash import CrashNote

CRASHING = """
import ctypes, sys, threading
from pathlib import Path
from app.crash import CrashNote
CrashNote(Path(sys.argv[1])).begin()
threading.Thread(target=threading.Event().wait, daemon=True).start()
ctypes.string_at(0)
"""


def test_a_crash_is_told_at_the_next_start(tmp_path: Path) -> None:
    """With the stacks, that of the thread which crashed first, and only once."""
    path = tmp_path / "logs" / "running.txt"
    died = subprocess.run([sys.executable, "-c", CRASHING, str(path)], capture_output=True)
    assert died.returncode < 0

    note = CrashNote(path)
    told = note.begin()
    note.end()
    assert told is not None
    assert "Segmentation fault" in told
    assert "string_at" in told.partition("Thread 0x")[0]
    assert "Thread 0x" in told
    assert not path.exists()


def test_an_orderly_end_leaves_nothing(tmp_path: Path) -> None:
    """No file, so nothing to tell."""
    path = tmp_path / "running.txt"
    note = CrashNote(path)
    assert note.begin() is None
    note.end()
    assert not path.exists()
