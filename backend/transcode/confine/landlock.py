"""Where no namespaces may be made: Landlock for files and ports, seccomp for sockets and signals.

All three (`no_new_privs` is the third) are a matter of a thread and of what it starts. So a thread
of its own confines itself, starts the process, and lives as long as that.
"""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from backend.transcode.confine import seccomp
from backend.transcode.confine.api import Reach, Start, served, system_folders, tried

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Alike on all machines."""
BENEATH, PORT = 1, 2
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
READ = READ_FILE | READ_DIR
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14 | 1 << 15
"""The rights that a rule about a file may name: truncating and ioctl among them."""
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All there are from this version of the interface on."""
BIND, CONNECT = 1 << 0, 1 << 1
PORTS_FROM, SCOPES_FROM = 4, 6
ABSTRACT_SOCKETS, SIGNALS = 1 << 0, 1 << 1
SET_NO_NEW_PRIVS, SET_SECCOMP, FILTER_MODE = 38, 22, 2


@dataclass(frozen=True, slots=True)
class Landlock:
    """`version` is the kernel's, of Landlock's interface."""

    version: int
    machine: seccomp.Machine

    @property
    def promise(self) -> str:
        ports = self.version >= PORTS_FROM
        rest = "" if ports else "; what reads a source from S3 may connect to other hosts"
        return f"Landlock {self.version} and seccomp, without namespaces{rest}"

    @contextmanager
    def started(self, start: Start) -> Iterator[subprocess.Popen[bytes]]:
        with ExitStack() as stack:
            port, environment = served(start.reach)
            rules = stack.enter_context(self._rules(start.reach, port))
            starter = Starter(start, environment, rules, self._filter(start.reach))
            stack.callback(starter.end)
            yield starter.process()

    def _filter(self, reach: Reach) -> bytes:
        return seccomp.program(self.machine, internet=reach.server is not None)

    @contextmanager
    def _rules(self, reach: Reach, port: int | None) -> Iterator[int]:
        """A ruleset, as an open file."""
        every = max(rights for first, rights in FILE_RIGHTS.items() if first <= self.version)
        ports = BIND | CONNECT if self.version >= PORTS_FROM else 0
        scopes = ABSTRACT_SOCKETS | SIGNALS if self.version >= SCOPES_FROM else 0
        attributes = struct.pack("<QQQ", every, ports, scopes)
        sizes = {PORTS_FROM: 16, SCOPES_FROM: 24}
        size = max((s for first, s in sizes.items() if first <= self.version), default=8)
        rules = _call(CREATE_RULESET, attributes, size, 0)
        try:
            for path in system_folders():
                _allow(rules, path, (EXECUTE | READ) & every)
            _allow(rules, Path("/dev/null"), (READ_FILE | WRITE_FILE) & every)
            if reach.reads:
                with suppress(FileNotFoundError):  # which the process will have to say
                    _allow(rules, reach.reads, READ_FILE)
            if reach.writes:
                _allow(rules, reach.writes, every & ~EXECUTE)
            if port is not None and ports:
                _call(ADD_RULE, rules, PORT, struct.pack("<QQ", CONNECT, port), 0)
            yield rules
        finally:
            os.close(rules)


class Starter:
    """The thread that a process comes from."""

    def __init__(
        self, start: Start, environment: Mapping[str, str], rules: int, program: bytes
    ) -> None:
        self._start, self._environment = start, environment
        self._rules, self._program = rules, program
        self._process: Future[subprocess.Popen[bytes]] = Future()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="confined", daemon=True)

    def process(self) -> subprocess.Popen[bytes]:
        self._thread.start()
        return self._process.result()

    def end(self) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            _confine(self._rules, self._program)
            self._process.set_result(self._start.popen(self._start.command, self._environment))
        except BaseException as error:  # noqa: BLE001  # whoever waits for it raises it
            self._process.set_exception(error)
        # The process is told to die with its parent, and to the kernel that is this thread.
        self._over.wait()


def find() -> Landlock:
    """Raises OSError where the kernel has none, or we have no filter for the processor."""
    machine = seccomp.here()
    if machine is None:
        raise OSError("There is no filter of system calls for this kind of processor")
    box = Landlock(_call(CREATE_RULESET, None, 0, 1), machine)
    tried(box)
    return box


def _allow(rules: int, path: Path, rights: int) -> None:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not path.is_dir():
            rights &= OF_FILES
        _call(ADD_RULE, rules, BENEATH, struct.pack("<Qi", rights, beneath), 0)
    finally:
        os.close(beneath)


def _confine(rules: int, program: bytes) -> None:
    """This thread, and all that it starts: for good."""
    words = ctypes.create_string_buffer(program, len(program))
    filters = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(words))
    _control(SET_NO_NEW_PRIVS, 1, None)
    _call(RESTRICT_SELF, rules, 0)
    _control(SET_SECCOMP, FILTER_MODE, filters)


def _call(number: int, *arguments: int | bytes | None) -> int:
    return _checked(_libc().syscall(ctypes.c_long(number), *map(_long, arguments)))


def _control(option: int, value: int, data: bytes | None) -> None:
    nothing = ctypes.c_ulong(0)
    _checked(_libc().prctl(option, ctypes.c_ulong(value), _long(data), nothing, nothing))


def _long(value: int | bytes | None) -> ctypes.c_long | ctypes.c_char_p:
    return ctypes.c_long(value) if isinstance(value, int) else ctypes.c_char_p(value)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
