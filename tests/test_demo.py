"""`./dev demo` when something goes wrong: one sentence, exit code 1, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DEMO = [sys.executable, "-m", "tests.demo"]


@contextmanager
def demo(*arguments: object, **env: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*DEMO, *map(str, arguments)],
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def end_of(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def children_of(process: int) -> dict[int, str]:
    """Their command lines by their numbers."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    numbers = [int(child) for listed in lists for child in listed.read_text().split()]
    return {number: Path(f"/proc/{number}/cmdline").read_text() for number in numbers}


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_text("no film")
    return path


def test_a_film_that_is_not_there(tmp_path: Path) -> None:
    """The system's own words, with the path."""
    none = tmp_path / "none.mp4"
    with demo(tmp_path, "--film", none) as process:
        assert end_of(process) == (1, f"demo: No such file or directory: {none}\n")


def test_pictures_that_can_not_be_kept(text_file: Path) -> None:
    """A file is where their folder would be."""
    with demo(text_file) as process:
        assert end_of(process) == (1, f"demo: File exists: {text_file}\n")


def test_no_display(tmp_path: Path, text_file: Path) -> None:
    """Xvfb is not installed."""
    with demo(tmp_path, "--film", text_file, PATH=str(tmp_path)) as process:
        code, said = end_of(process)
    assert (code, said.count("\n"), said.startswith("demo: ")) == (1, 1, True)


@pytest.mark.slow
def test_a_film_that_is_refused(tmp_path: Path, text_file: Path) -> None:
    """The sentence that the window shows, without waiting for what will not come."""
    with demo(tmp_path, "--film", text_file) as process:
        code, said = end_of(process)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("demo: Big Buck Bunny.mp4 is not a video.")
    assert {"matinee.log", "backend.log"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.slow
def test_a_backend_that_does_not_start(tmp_path: Path, text_file: Path) -> None:
    """The sentence names a log that is still there afterwards."""
    with demo(tmp_path, "--film", text_file, MATINEE_TRANSCODE_JOBS="x") as process:
        code, said = end_of(process)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("demo: Matinee's own server did not start")
    assert "MATINEE_TRANSCODE_JOBS" in (tmp_path / "backend.log").read_text()


@pytest.mark.slow
def test_an_application_that_dies(tmp_path: Path, film: Path) -> None:
    """By a signal, as by a crash of mpv's."""
    with demo(tmp_path, "--film", film) as process:
        assert process.stdout is not None
        process.stdout.readline()
        (application,) = [n for n, line in children_of(process.pid).items() if "driver" in line]
        os.kill(application, signal.SIGKILL)
        code, said = end_of(process)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("demo: Matinee ended by itself.")


@pytest.mark.slow
def test_it_can_be_stopped(tmp_path: Path, film: Path) -> None:
    """By ^C, which all of a terminal's processes get: the window closes before its display."""
    with demo(tmp_path, "--film", film) as process:
        assert process.stdout is not None
        process.stdout.readline()
        children = children_of(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        assert end_of(process) == (130, "")
    assert len(children) == 2
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    assert "Traceback" not in (tmp_path / "matinee.log").read_text()
