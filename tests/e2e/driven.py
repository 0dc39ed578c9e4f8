"""A running application in a process of its own, to be used as its user would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parent.parent.parent


def until(ask: Callable[[], T], holds: Callable[[T], object], seconds: float, what: str) -> T:
    """Ask again and again until the answer holds; fail with the last one."""
    deadline = time.monotonic() + seconds
    while not holds(answer := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds:.0f} s; the last was {answer!r}")
        time.sleep(0.05)
    return answer


class Driven:
    """The application under `driver`; its stderr goes to `log`."""

    def __init__(
        self, arguments: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.log = log
        with log.open("ab") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-X", "faulthandler", "-m", "tests.e2e.driver", *arguments],
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        self.until(("ready",), bool, 30, "the window")

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
            pipe.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def do(self, action: str, *arguments: object) -> Any:
        """Have the UI thread do it; raises AssertionError with what went wrong there."""
        answer = self.ask(action, *arguments)
        assert "fault" not in answer, f"{action}{arguments}: {answer['fault']}"
        return answer["is"]

    def ask(self, action: str, *arguments: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([action, *arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the application ended: {self.log.read_text()[-2000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def until(
        self, ask: tuple[object, ...], holds: Callable[[Any], object], seconds: float, what: str
    ) -> Any:
        """Like `until`, of an action's answer; a fault (no such widget yet) is asked again."""
        action, *arguments = ask
        answer = until(
            lambda: self.ask(str(action), *arguments),
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
        return self._process.wait(timeout=20)
