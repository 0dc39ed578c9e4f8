"""Without a window: `python -m app.cli COMMAND …`, which `matinee COMMAND …` leads to.

Runs a command, and says how it ended.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from app.cli import accounts, downloads, figures, videos
from app.cli.console import Console
from app.cli.exit_codes import MEANINGS, ExitCode, code_of
from app.cli.options import build_parser, options_of
from app.cli.reference.completion import completion_for
from app.cli.reference.manual import manual_of
from app.cli.words import language_of, translations_for
from app.errors import MatineeError, Sentence
from app.logs import LogFile, configure
from app.settings import data_path

log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Run what is named; returns its exit code."""
    streams = [writable(stream) for stream in (sys.stdout, sys.stderr)]
    try:
        return run(arguments, *streams)
    except BrokenPipeError:
        # What is still to be written goes nowhere, without a word from the interpreter.
        for stream in streams:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return ExitCode.PIPE_CLOSED


def writable(stream: TextIO | None) -> TextIO:
    """None is one that was closed before Matinee began; what can't be written becomes `?`."""
    if stream is None:
        return open(os.devnull, "w")  # noqa: PTH123 (until the process ends)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


def run(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    console = Console(
        out,
        err,
        sys.stdin or io.StringIO(),
        as_json="--json" in arguments,
        translations=translations_for(language_of(os.environ)),
    )
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, end)
    try:
        options = options_of(arguments)
        keep_log(getattr(options, "data_dir", None))
        return COMMANDS[options.command](console, options)
    except MatineeError as error:
        return fail(console, error.sentence, code_of(error))
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):
        raise
    except Exception:
        log.exception("A command failed")
        words = Sentence("Something went wrong inside Matinee. Its log says what.")
        return fail(console, words, ExitCode.FAILED)


def fail(console: Console, words: str, code: ExitCode) -> int:
    console.note(words)
    console.event("error", message=str(words), exit_code=int(code))
    return code


def end(_number: int, _frame: FrameType | None) -> NoReturn:
    """Uploads are left so that they go on."""
    sys.exit(ExitCode.TERMINATED)


def keep_log(data_dir: Path | None) -> None:
    """A file beside the window's; what can't be kept is not needed to do what was asked."""
    path = (data_dir or data_path()) / "logs" / "commands.log"
    handler: logging.Handler = logging.NullHandler()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = LogFile(path)
    configure(handler)


def upload(console: Console, options: argparse.Namespace) -> ExitCode:
    # The engine takes longer to import than other commands take in all.
    from app.cli.upload.command import upload

    return upload(console, options)


def completion(console: Console, options: argparse.Namespace) -> ExitCode:
    console.result("completion", completion_for(options.shell, build_parser()))
    return ExitCode.DONE


def manual(console: Console, _options: argparse.Namespace) -> ExitCode:
    console.result(
        "manual", manual_of(build_parser(), {int(code): words for code, words in MEANINGS.items()})
    )
    return ExitCode.DONE


Command = Callable[[Console, argparse.Namespace], ExitCode]
COMMANDS: Mapping[str, Command] = {
    "upload": upload,
    "list": videos.list_videos,
    "show": videos.show,
    "edit": videos.edit,
    "delete": videos.delete,
    "undelete": videos.undelete,
    "download": downloads.download,
    "stats": figures.stats,
    "share": videos.share,
    "sign-in": accounts.sign_in,
    "sign-out": accounts.sign_out,
    "servers": accounts.servers,
    "completion": completion,
    "manual": manual,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
