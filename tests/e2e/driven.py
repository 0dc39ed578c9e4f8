"""A running application in a process of its own, to be used as its user would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parent.parent.parent


class Trouble(AssertionError):
    """What its user would see go wrong, as a sentence; a note has the details."""


def trouble(sentence: str, details: str) -> Trouble:
    error = Trouble(sentence)
    error.add_note(details)
    return error


def until(
    ask: Callable[[], T],
    holds: Callable[[T], object],
    seconds: float,
    what: str,
    pause_seconds: float = 0.05,
) -> T:
    """Ask again and again until the answer holds; fail with the last one."""
    deadline = time.monotonic() + seconds
    while not holds(answer := ask()):
        if time.monotonic() > deadline:
            raise trouble(f"{what}: not within {seconds:.0f} s", f"the last was {answer!r}")
        time.sleep(pause_seconds)
    return answer


class Driven:
    """The application under `driver`; its stderr goes to `log`.

    Unless `patient`, a wait is over as soon as the window says that something went wrong.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        *,
        patient: bool = True,
    ) -> None:
        self.log, self._patient = log, patient
        with log.open("ab") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-X", "faulthandler", "-m", "tests.e2e.driver", *arguments],
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                process_group=0,
            )
        try:
            self.until(("ready",), bool, 120, "the window")
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # what was never read is nobody's any more
                pipe.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def do(self, action: str, *arguments: object) -> Any:
        """Have the UI thread do it; raises `Trouble` with what went wrong there."""
        answer = self.ask(action, *arguments)
        if "fault" in answer:
            raise Trouble(f"{action}{arguments}: {answer['fault']}")
        return answer["is"]

    def ask(self, action: str, *arguments: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # it has ended, which the next line finds
            self._process.stdin.write(json.dumps([action, *arguments]) + "\n")
            self._process.stdin.flush()
        if not (line := self._process.stdout.readline()):
            raise trouble("Matinee ended by itself.", self.log.read_text()[-2000:])
        answer: dict[str, Any] = json.loads(line)
        return answer

    def until(
        self, ask: tuple[object, ...], holds: Callable[[Any], object], seconds: float, what: str
    ) -> Any:
        """Like `until`, of an action's answer; a fault (no such widget yet) is asked again."""
        action, *arguments = ask

        def ask_once() -> dict[str, Any]:
            if not self._patient and (complaint := self.do("complaint")):
                raise Trouble(complaint)
            return self.ask(str(action), *arguments)

        answer = until(
            ask_once,
            lambda answer: "fault" not in answer and holds(answer["is"]),
            seconds,
            what,
        )
        return answer["is"]

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def quit(self) -> int:
        """Close the window as its user does; returns the exit code."""
        self.do("close")
        return self._wait()

    def end(self) -> int:
        """Ask it to end, however it is; returns the exit code."""
        self._process.terminate()
        return self._wait()

    def _wait(self) -> int:
        try:
            return self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            raise trouble("Matinee does not end.", self.log.read_text()[-2000:]) from None
