"""What a command needs, and what it does not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.cli.__main__ import COMMANDS
from app.cli.names import COMMANDS as NAMES
from app.cli.names import is_command

EVERYTHING = "import sys, app.cli.__main__, app.cli.upload.command, app.cli.bars"


def loaded_by(script: str, *libraries: str) -> set[str]:
    words = f"{script}; sys.exit(' '.join({set(libraries)} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)
    return set(done.stderr.split())


def test_no_command_knows_qt_or_mpv() -> None:
    """Nor anything of the window."""
    assert loaded_by(EVERYTHING, "PySide6", "mpv", "app.ui", "app.player", "backend") == set()


def test_a_command_waits_for_nothing_that_it_does_not_need() -> None:
    """Bars, keyrings and the engine are loaded by whoever uses them."""
    late = ("rich", "keyring", "sqlite3", "awscrt", "app.upload.engine.queue")
    assert loaded_by("import sys, app.cli.__main__", *late) == set()


def test_matinee_runs_a_command_before_qt_is_there() -> None:
    """Also where no Qt could be."""
    run = "import runpy, sys; sys.modules['PySide6'] = None; sys.argv = ['m', 'servers', '--json']"
    script = f"{run}; runpy.run_module('app.main', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"server": "local"' in done.stdout


def test_each_name_has_its_command() -> None:
    """And no other."""
    assert list(COMMANDS) == list(NAMES)


@pytest.mark.parametrize(
    ("arguments", "is_one"),
    [
        (["upload", "a.mp4"], True),
        (["--help"], True),
        (["a.mp4"], False),
        (["./upload"], False),
        (["--play", "list"], False),
        ([], False),
    ],
)
def test_the_first_word_decides(arguments: list[str], is_one: bool) -> None:
    """Anything else is for the window."""
    assert is_command(arguments) is is_one
