"""The bundled backend: a process that lives as long as anybody uses it, window or command."""

from __future__ import annotations

import json
import logging
import os
import queue
import secrets
import select
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
LINE = "backend.line"
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
    """Goes to the bundled backend that is there, or starts one where there is none. `start` and
    `stop` block: not for the UI thread.

    Windows and commands share it: whoever started it may go before the others. It ends by itself
    when the last of them is gone, so it outlives not even a kill -9 of them. `on_death` hears, on
    a thread of its own, of an end that nobody asked for.
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
        self.lock_path, self.line_path = data_dir / LOCK, data_dir / LINE
        self._command = list(command or backend_command())
        self._start_seconds = start_seconds
        self._on_death = on_death
        self._process: subprocess.Popen[str] | None = None
        self._line: int | None = None
        self._joined: JoinedLine | None = None
        self._watch: threading.Thread | None = None
        self._stopping = False
        self._lock = threading.Lock()

    def start(self) -> LocalServer:
        """Be with one that answers: the one that is there, or a new one."""
        with self._lock:
            self._leave()
        deadline = time.monotonic() + self._start_seconds
        while True:
            with self._lock:
                if self._stopping:
                    raise BackendFailed(Sentence("Matinee is closing."), self.log_path)
                if (server := self._join()) is not None:
                    return server
                secret = secrets.token_urlsafe(32)
                if (process := self._spawn(secret)) is not None:
                    break
            if time.monotonic() > deadline:
                reason = Sentence("another one is still using its data.")
                raise BackendFailed(reason, self.log_path)
            time.sleep(0.02)  # another one is starting, or ending
        server = LocalServer(self._first_words(process), secret)
        log.info("The bundled backend answers at %s", server.url)
        tell_others(self.lock_path, server)
        return server

    def stop(self) -> None:
        """Go for good. Where nobody else uses it, it ends, cleanly if it can."""
        self._stopping = True
        with self._lock:
            self._leave()

    def _join(self) -> LocalServer | None:
        """The one that another application has started, if it answers and is to stay."""
        if not is_held(self.lock_path):
            return None
        server = told_by_others(self.lock_path)
        if not server or not answers(server.url) or not (line := join_line(self.line_path)):
            return None
        log.info("The bundled backend of another Matinee answers at %s", server.url)
        self._joined = JoinedLine(line, self._on_death)
        return server

    def _spawn(self, secret: str) -> subprocess.Popen[str] | None:
        """None as long as another one has the data."""
        with writing(self.data_dir), ExitStack() as stack:
            self.log_path.parent.mkdir(parents=True, exist_ok=True)
            keep_short(self.log_path)
            errors = stack.enter_context(self.log_path.open("ab"))
            try:
                lock = hold_lock(self.lock_path)
            except BlockingIOError:
                return None
            if lock is not None:
                stack.callback(os.close, lock)
            reader, line = open_line(self.line_path)
            stack.callback(os.close, reader)
            try:
                process = self._run(secret, reader, errors, [] if lock is None else [lock])
            except BaseException:
                os.close(line)
                raise
            self._process, self._line = process, line
            return process

    def _run(
        self, secret: str, stdin: int, errors: IO[bytes], kept: Sequence[int]
    ) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(
                [*self._command, "--bundled", "--data-dir", str(self.data_dir / "server")],
                stdin=stdin,
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
            with self._lock:
                self._leave()
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

    def _leave(self) -> None:
        """Be no user of it any more."""
        if self._joined is not None:
            self._joined.leave()
            self._joined = None
        process, self._process = self._process, None
        if self._line is not None:
            os.close(self._line)
            self._line = None
        if process is not None and self._has_ended(process) and self._watch is not None:
            self._watch.join(STOP_SECONDS)

    def _has_ended(self, process: subprocess.Popen[str]) -> bool:
        """End of input is the request to end; whatever ignores it is killed. False: it goes on,
        for others."""
        if has_users(self.line_path):
            return False
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            if has_users(self.line_path):  # who came just then
                return False
            log.warning("The bundled backend does not end; killing it")
            process.kill()
            process.wait()
        return True


class JoinedLine:
    """One end of a backend's line, which another application opened. `on_death` hears when the
    backend's own end closes."""

    def __init__(self, line: int, on_death: Callable[[], None]) -> None:
        self._line, self._on_death = line, on_death
        self._leaving, self._told = os.pipe()
        self._watch = threading.Thread(target=self._attend, name="backend-line", daemon=True)
        self._watch.start()

    def leave(self) -> None:
        """Once; returns when its end is closed."""
        os.close(self._told)
        self._watch.join()

    def _attend(self) -> None:
        waiting = select.poll()
        waiting.register(self._line, 0)  # only that the reader is gone
        waiting.register(self._leaving, 0)
        heard = {end for end, _event in waiting.poll()}
        os.close(self._line)
        os.close(self._leaving)
        if self._leaving not in heard:
            self._on_death()


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


def keep_short(path: Path) -> None:
    """Put a log that has grown long aside, over the one put aside before."""
    if path.exists() and path.stat().st_size > LOG_BYTES_MOST:
        path.replace(path.with_suffix(".old.log"))


def hold_lock(path: Path) -> int | None:
    """A locked file for the child to inherit: it stays locked exactly as long as the child lives.

    So a backend whose users were killed has ended before the next one starts on its data. Raises
    BlockingIOError as long as another one has it.
    """
    if os.name != "posix":
        return None
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(handle)
        raise
    os.ftruncate(handle, 0)
    return handle


def open_line(path: Path) -> tuple[int, int]:
    """The backend's input, and the end of it that its first user holds: a pipe with a name, of
    which others take an end, too. All their ends are locked, shared; the backend ends once it has
    the lock to itself, and then nobody joins it any more.

    Where the disk knows no such pipes, nobody joins.
    """
    if os.name != "posix":
        return os.pipe()
    import fcntl

    path.unlink(missing_ok=True)
    try:
        os.mkfifo(path, 0o600)
    except OSError as error:
        log.info("No other Matinee can join this backend: %s", error)
        return os.pipe()
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    line = os.open(path, os.O_WRONLY)
    os.set_blocking(reader, True)
    fcntl.flock(line, fcntl.LOCK_SH)
    return reader, line


def join_line(path: Path) -> int | None:
    """An end of a backend's line; None where there is none, or the backend is ending."""
    import fcntl

    try:
        line = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:  # nobody reads there any more
        return None
    try:
        fcntl.flock(line, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(line)
        return None
    return line


def has_users(path: Path) -> bool:
    """Whether anybody holds an end of that line. The backend's own lock, once it is ending, is
    none that others share."""
    if os.name != "posix":
        return False
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    finally:
        os.close(handle)
    return False


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
