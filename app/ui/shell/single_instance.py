"""One window for one data directory: a second one hands over and leaves."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.instance import socket_name

ANSWER_MS = 2000


class SingleInstance(QObject):
    """Holds the data directory's lock; hears what later instances were asked to open."""

    asked = Signal(list)

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data_dir = data_dir
        self._name = socket_name(data_dir)
        self._lock = QLockFile(str(data_dir / "window.lock"))
        # Never stale by age: only when the process that made it is gone.
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._hear)

    def claim(self) -> bool:
        """Whether this is the first; then it listens for others.

        Raises OSError when that can't be found out.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        if not self._lock.tryLock(0):
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK), self._lock.fileName())
            return False
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def hand_over(self, arguments: Sequence[str]) -> bool:
        """Have the first window come up and open `arguments`; False when it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        socket.write(json.dumps(list(arguments)).encode() + b"\n")
        # Both may be over before they are waited for, which would count as failed.
        while socket.bytesToWrite() and socket.waitForBytesWritten(ANSWER_MS):
            pass
        heard = socket.bytesAvailable() > 0 or socket.waitForReadyRead(ANSWER_MS)
        socket.disconnectFromServer()
        return heard

    def release(self) -> None:
        self._server.close()
        self._lock.unlock()

    def _hear(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            arguments = json.loads(bytes(socket.readLine().data()))
            socket.write(b"ok\n")
            self.asked.emit(arguments)
