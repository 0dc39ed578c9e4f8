"""Bundled backends as processes that begin with everything imported, which is most of a start."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from backend.server import main
from backend.timing import PRODUCTION, Timing


@contextmanager
def forked(
    folder: Path, log: Path, timing: Timing = PRODUCTION, **env: str
) -> Iterator[tuple[BaseProcess, dict[str, str]]]:
    """The process, killed when the block ends if it has not ended itself; and its first words."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    (theirs, line), (out, said) = context.Pipe(duplex=False), context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(folder, log, timing, env, theirs, said))
    with line, out:
        with theirs, said:
            process.start()
        try:
            with open(out.fileno(), closefd=False) as answers:
                yield process, json.loads(answers.readline() or "{}")
        finally:
            process.kill()
            process.join()


def serve(
    folder: Path,
    log: Path,
    timing: Timing,
    env: dict[str, str],
    line: Connection,
    said: Connection,
) -> None:
    """What `python -m backend.server --bundled` does."""
    with log.open("ab") as errors:
        for number, end in enumerate((line.fileno(), said.fileno(), errors.fileno())):
            os.dup2(end, number)
    os.environ.update(env)
    sys.exit(main(["--bundled", "--data-dir", str(folder)], timing))
