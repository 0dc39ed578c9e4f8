"""Whether a test notices a fault: pytest in a fork of this process, which has the libraries."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

from tests.bench.mutants.targets import TARGETS

ROOT = Path(__file__).parents[3]
ROOMS = ("app", "backend", "runtime", "tests")
TREES = (*ROOMS, "resources", "pyproject.toml")
LIBRARIES = (
    "boto3",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "fastapi",
    "hypothesis.stateful",
    "moto.server",
    "pydantic_settings",
    "PySide6.QtTest",
    "requests",
    "sqlalchemy.orm",
)
"""What takes long to import and is in none of the rooms."""
# Hypothesis comes with a plugin; pytest would rather import it itself.
WARM = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
OPTIONS = ("-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", *WARM)
TIMEOUT_SECONDS = 120
EXAMPLES = 25


def prepare() -> None:
    """Every verdict is to be the same the next time, so Hypothesis draws the same examples."""
    for library in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(library)
    settings.register_profile(
        "mutants", derandomize=True, max_examples=EXAMPLES, deadline=None, database=None
    )
    settings.load_profile("mutants")


def tree(folder: Path) -> Path:
    """A copy to put faults into."""
    folder.mkdir()
    for name in TREES:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, folder / name)
    return folder


def unnoticed(faults: Sequence[tuple[str, str]], folders: Sequence[Path]) -> Iterator[int]:
    """The places in `faults` (module, source) of those with which no test fails or hangs."""
    free, running = list(folders), dict[int, tuple[int, Path]]()
    for place, (module, source) in enumerate(faults):
        if not free:
            yield from ended(running, free)
        folder = free.pop()
        running[fork(folder, module, source)] = place, folder
    while running:
        yield from ended(running, free)


def ended(running: dict[int, tuple[int, Path]], free: list[Path]) -> Iterator[int]:
    process, status = os.wait()
    place, folder = running.pop(process)
    free.append(folder)
    if status == 0:
        yield place


def fork(folder: Path, module: str, source: str) -> int:
    if process := os.fork():
        return process
    status = 1
    try:
        signal.alarm(TIMEOUT_SECONDS)
        status = run_tests(folder, module, source)
    except BaseException:  # noqa: BLE001 - whatever it is, it must not unwind into the parent
        traceback.print_exc()
    finally:
        os._exit(status)


def run_tests(folder: Path, module: str, source: str) -> int:
    """In a process of its own: nothing is shown, and no module of ours is loaded yet."""
    path = folder / module
    whole = path.read_text()
    path.write_text(source)
    enter(folder)
    try:
        return int(pytest.main([*OPTIONS, *TARGETS[module]]))
    finally:
        path.write_text(whole)


def enter(folder: Path) -> None:
    os.chdir(folder)
    # Tests of what decides need no display; without Xvfb in sight none is started.
    os.environ["PATH"] = ""
    sys.dont_write_bytecode = True
    sys.path[:] = [str(folder), *(path for path in sys.path if path not in ("", str(ROOT)))]
    for name in [name for name in sys.modules if name.partition(".")[0] in ROOMS]:
        del sys.modules[name]
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
