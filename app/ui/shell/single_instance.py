"""One window for one data directory: a second one hands over and leaves.

By a socket of Python's: Qt's own would have its network library loaded before the window is seen.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QSocketNotifier, Signal

from app import instance

log = logging.getLogger(__name__)

PIECE = 64 * 1024
UploadsOf = Callable[[Collection[str]], Sequence[Mapping[str, Any]]]


class SingleInstance(QObject):
    """Holds the data directory's lock; hears what later instances were asked to open."""

    asked = Signal(list)

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.uploads_of: UploadsOf = lambda _files: ()
        """Answers commands that ask what became of files."""
        self._data_dir = data_dir
        self._lock = QLockFile(str(data_dir / "window.lock"))
        # Never stale by age: only when the process that made it is gone.
        self._lock.setStaleLockTime(0)
        self._ear: Ear | None = None

    def claim(self) -> bool:
        """Whether this is the first; then it listens for others.

        Raises OSError when that can't be found out.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        if not self._lock.tryLock(0):
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK), self._lock.fileName())
            return False
        try:
            listening = listen(instance.socket_path(self._data_dir))
        except OSError as error:
            log.warning("A second Matinee can't hand over to this one: %s", error)
        else:
            self._ear = Ear(listening, self)
            self._ear.heard.connect(self._hear)
        return True

    def hand_over(self, arguments: Sequence[str]) -> bool:
        """Have the first window come up and open `arguments`; False when it does not answer."""
        return instance.hand_over(self._data_dir, arguments)

    def release(self) -> None:
        if self._ear is not None:
            self._ear.close()
            for request in self.findChildren(Request):
                request.close()
            instance.socket_path(self._data_dir).unlink(missing_ok=True)
        self._lock.unlock()

    def _hear(self) -> None:
        if self._ear is not None:
            try:
                other, _ = self._ear.line.accept()
            except OSError as error:  # it was in a hurry
                log.info("Nobody hands over after all: %s", error)
                return
            Request(other, self.uploads_of, self).asked.connect(self.asked)


class Ear(QObject):
    """Tells when there is something to be read; it closes the socket."""

    heard = Signal()

    def __init__(self, line: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        line.setblocking(False)
        self.line = line
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self.heard)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        self.line.close()
        self.deleteLater()


class Request(QObject):
    """A line of JSON from another instance, which is told that it was heard, or what it asked."""

    asked = Signal(list)

    def __init__(self, line: socket.socket, uploads_of: UploadsOf, parent: QObject) -> None:
        super().__init__(parent)
        self._uploads_of = uploads_of
        self._said = b""
        self._ear = Ear(line, self)
        self._ear.heard.connect(self._read)

    def _read(self) -> None:
        try:
            piece = self._ear.line.recv(PIECE)
            self._said += piece
            if piece and not self._said.endswith(b"\n"):
                return
            said = json.loads(self._said)
            self._ear.line.sendall(self._answer(said).encode() + b"\n")
        except (OSError, ValueError) as error:
            log.info("Another instance broke off: %s", error)
        else:
            if isinstance(said, list):
                self.asked.emit(said)
        self.close()

    def _answer(self, said: object) -> str:
        if isinstance(said, dict):
            return json.dumps(self._uploads_of(said.get(instance.UPLOADS_OF, ())))
        return "ok"

    def close(self) -> None:
        self._ear.close()
        self.deleteLater()


def listen(path: Path) -> socket.socket:
    """Of a former one that ended by a kill the socket is still there. Raises OSError."""
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(str(path))
        path.chmod(0o600)  # before anybody can connect
        listening.listen()
    except BaseException:
        listening.close()
        raise
    return listening
