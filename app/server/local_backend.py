"""The bundled backend: a child process that lives as long as the window."""

from __future__ import annotations

import json
import logging
import os
import queue
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from app.errors import MatineeError, Sentence, writing

log = logging.getLogger(__name__)

START_SECONDS = 30.0
STOP_SECONDS = 3.0
CONNECT_SECONDS = 1.0
LOG_BYTES_MOST = 5_000_000
LOCK = "backend.lock"
WORDS_MOST = 10_000


class BackendFailed(MatineeError):
    """The bundled backend did not start; the log says why."""

    retryable = True

    def __init__(self, reason: str, log_path: Path) -> None:
        super().__init__(
            "Matinee's own server did not start: {reason} Details: {log_path}",
            reason=reason,
            log_path=log_path,
        )


@dataclass(frozen=True, slots=True)
class LocalServer:
    """Where the bundled backend answers, and what opens the owner's session there."""

    url: str
    secret: str


def read_words(line: str) -> dict[str, str]:
    """`{"url": …}` or `{"fault": sentence}`, as the backend prints them; {} for anything else."""
    try:
        words = json.loads(line)
    except ValueError:
        return {}
    return words if isinstance(words, dict) else {}


def backend_command() -> list[str]:
    """What starts the backend: this executable when frozen, else its module."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--backend"]
    return [sys.executable, "-m", "backend.server"]


class LocalBackend:
    """Starts the backend and ends it. `start` and `stop` block: not for the UI thread.

    The child ends by itself when its stdin closes, so it outlives not even a kill -9 of its
    parent. `on_death` hears, on a thread of its own, of an end that nobody asked for.
    """

    def __init__(
        self,
        data_dir: Path,
        on_death: Callable[[], None],
        command: Sequence[str] | None = None,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self.data_dir = data_dir
        self.log_path = data_dir / "logs" / "backend.log"
        self.lock_path = data_dir / LOCK
        self._command = list(command or backend_command())
        self._start_seconds = start_seconds
        self._on_death = on_death
        self._process: subprocess.Popen[str] | None = None
        self._watch: threading.Thread | None = None
        self._stopping = False
        self._lock = threading.Lock()

    def start(self) -> LocalServer:
        """Start it, or start it again, and wait until it answers."""
        with self._lock:
            if self._stopping:
                raise BackendFailed(Sentence("Matinee is closing."), self.log_path)
            self._end_process()
            secret = secrets.token_urlsafe(32)
            process = self._process = self._spawn(secret)
        server = LocalServer(self._first_words(process), secret)
        log.info("The bundled backend answers at %s", server.url)
        tell_others(self.lock_path, server)
        return server

    def stop(self) -> None:
        """End it for good, cleanly if it can."""
        self._stopping = True
        with self._lock:
            self._end_process()

    def _spawn(self, secret: str) -> subprocess.Popen[str]:
        deadline = time.monotonic() + self._start_seconds
        with writing(self.data_dir), ExitStack() as stack:
            self.log_path.parent.mkdir(parents=True, exist_ok=True)
            keep_short(self.log_path)
            errors = stack.enter_context(self.log_path.open("ab"))
            lock = hold_lock(self.lock_path, deadline)
            if lock is not None:
                stack.callback(os.close, lock)
            return self._run(secret, errors, [] if lock is None else [lock])

    def _run(self, secret: str, errors: IO[bytes], kept: Sequence[int]) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(
                [*self._command, "--bundled", "--data-dir", str(self.data_dir / "server")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=None if getattr(sys, "frozen", False) else Path(__file__).parents[2],
                env=os.environ | {"MATINEE_LOCAL_SECRET": secret},
                pass_fds=kept,
                process_group=0,  # a ^C is the application's to answer
            )
        except OSError as error:
            raise BackendFailed(f"{error.strerror}.", self.log_path) from error

    def _first_words(self, process: subprocess.Popen[str]) -> str:
        """The URL on the line that the backend prints once it answers, or why it does not."""
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._watch = threading.Thread(
            target=self._follow, args=(process, lines), name="backend-watch", daemon=True
        )
        self._watch.start()
        try:
            words = read_words(lines.get(timeout=self._start_seconds))
        except queue.Empty:
            words = {"fault": Sentence("it does not answer.")}
        if "url" not in words:
            self._end(process)
            raise BackendFailed(words.get("fault", Sentence("it ended at once.")), self.log_path)
        return words["url"]

    def _follow(self, process: subprocess.Popen[str], lines: queue.SimpleQueue[str]) -> None:
        """Read what it prints until it ends, then say so if nobody asked for that."""
        assert process.stdout is not None
        answered = False
        with process.stdout:
            for line in process.stdout:
                lines.put(line)
                answered = answered or "url" in read_words(line)
        lines.put("")
        code = process.wait()
        log.info("The bundled backend ended with %s", code)
        if answered and process is self._process and not self._stopping:
            self._on_death()

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._end(process)
        if self._watch is not None:
            self._watch.join(STOP_SECONDS)

    def _end(self, process: subprocess.Popen[str]) -> None:
        """End of input is the request to end; whatever ignores it is killed."""
        assert process.stdin is not None
        close_quietly(process.stdin)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("The bundled backend does not end; killing it")
            process.kill()
            process.wait()


class SharedBackend(LocalBackend):
    """The same for a command that works beside a window, or beside another command: it goes to
    the backend that is there, and starts one where there is none."""

    def start(self) -> LocalServer:
        deadline = time.monotonic() + self._start_seconds
        while is_held(self.lock_path) and time.monotonic() < deadline:
            server = told_by_others(self.lock_path)
            if server is not None and answers(server.url):
                return server
            time.sleep(0.02)  # it is starting, or ending
        return super().start()


def is_running(data_dir: Path) -> bool:
    """Whether somebody's bundled backend is there already."""
    return is_held(data_dir / LOCK)


def answers(url: str) -> bool:
    """Whether somebody listens there; one that ends does not any more."""
    address = urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port), CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def close_quietly(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        log.debug("The bundled backend had ended before")


def keep_short(path: Path) -> None:
    """Put a log that has grown long aside, over the one put aside before."""
    if path.exists() and path.stat().st_size > LOG_BYTES_MOST:
        path.replace(path.with_suffix(".old.log"))


def hold_lock(path: Path, deadline: float) -> int | None:
    """A locked file for the child to inherit: it stays locked exactly as long as the child lives.

    So a backend whose parent was killed has ended before the next one starts on its data.
    """
    if os.name != "posix":
        return None
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(handle)
                reason = Sentence("another one is still using its data.")
                raise BackendFailed(reason, path) from None
            time.sleep(0.02)
        else:
            os.ftruncate(handle, 0)
            return handle


def is_held(path: Path) -> bool:
    """Whether a backend is alive there, or about to be."""
    if os.name != "posix":
        return False
    import fcntl

    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def tell_others(path: Path, server: LocalServer) -> None:
    """Into the locked file, which only this user can read: true for as long as it is locked."""
    if os.name == "posix":
        path.write_text(json.dumps({"url": server.url, "secret": server.secret}))


def told_by_others(path: Path) -> LocalServer | None:
    """None as long as nobody has told."""
    words = read_words(path.read_text()[:WORDS_MOST])
    return LocalServer(words["url"], words["secret"]) if {"url", "secret"} <= words.keys() else None
