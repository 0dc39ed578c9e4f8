"""Sending one part: straight from the file to the socket, stoppable at any byte."""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import ssl
import struct
import termios
import threading
from datetime import UTC, datetime
from time import monotonic
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from urllib3.util import wait_for_read, wait_for_write

from app.http.trust import not_secure
from app.server.uploads import SignedPart
from app.upload.errors import FileChanged, Interrupted, StoreUnreachable
from app.upload.source.file import SourceFile
from app.upload.source.parts import Part
from app.upload.transfer.answers import raise_for_answer
from app.upload.transfer.proxies import as_asked_for, connection_to, proxy_for
from app.upload.transfer.rate_limit import TokenBucket

# Without a byte of progress, not in total.
STALL_SECONDS = 30.0
# The store has every byte and thinks: hashing a part of 5 GiB takes it longer than a stall.
ANSWER_SECONDS = 120.0
# How often a waiting connection looks whether it was told to stop.
LOOK_SECONDS = 0.2
# What a connection sends while others go first: S3 gives up on one that is silent for 20 s, and
# Apache on one that sends less than 500 bytes a second.
SIP_SECONDS = 5.0
SIP = 4096
PIECE = 256 * 1024
# The kernel keeps no more than this unsent: what it took is what is on the wire, and on
# loopback sendfile needs half the processor time (0.10 against 0.19 CPU s/GiB).
UNSENT_BYTES = 256 * 1024
TCP_NOTSENT_LOWAT = 25


class Limit:
    """The token bucket as connections see it: shared, and changeable while they wait."""

    def __init__(self, bytes_per_second: int | None = None) -> None:
        self._lock = threading.Lock()
        self._bucket = TokenBucket(bytes_per_second, monotonic())

    @property
    def is_set(self) -> bool:
        return self._bucket.is_limited

    def set(self, bytes_per_second: int | None) -> None:
        with self._lock:
            self._bucket.set_rate(bytes_per_second, monotonic())

    def take(self, wanted: int, stop: threading.Event) -> int:
        """Wait for leave to send up to `wanted` bytes. Raises Interrupted."""
        while not stop.is_set():
            with self._lock:
                granted, delay = self._bucket.take(wanted, monotonic())
            if granted:
                return granted
            stop.wait(min(delay, LOOK_SECONDS))
        raise Interrupted


class Sending:
    """One part on its way: told to stop from outside, read from outside."""

    def __init__(self, part: Part, request: SignedPart, source: SourceFile, limit: Limit) -> None:
        self.part = part
        self.request = request
        self.source = source
        self.limit = limit
        self.stop = threading.Event()
        self.handed_over = False  # every byte: the part may be stored, whatever comes back
        self.arrived_bytes = 0  # acknowledged by the far end's kernel, not yet by the store
        self._turn = threading.Event()
        self._turn.set()

    def let_go_on(self, may: bool) -> None:
        """Or wait, with every byte kept, while others go first."""
        if may != self._turn.is_set():
            (self._turn.set if may else self._turn.clear)()

    def allowance(self, wanted: int, moved_at: float) -> int:
        """How much may go out now; 0 after a moment of waiting for others."""
        if self._turn.is_set() or self._turn.wait(LOOK_SECONDS):
            most = PIECE
        elif monotonic() - moved_at > SIP_SECONDS:
            most = SIP
        else:
            return 0
        wanted = min(wanted, most)
        return self.limit.take(wanted, self.stop) if self.limit.is_set else wanted

    def check(self) -> None:
        if self.stop.is_set():
            raise Interrupted


class Writer(Protocol):
    """Moves bytes from the file to a non-blocking socket; 0: it would block."""

    def write(self, offset: int, count: int) -> int: ...


class Sendfile:
    """The kernel copies; no byte passes through this process."""

    def __init__(self, sock: socket.socket, source: SourceFile) -> None:
        self._sock = sock
        self._source = source

    def write(self, offset: int, count: int) -> int:
        try:
            sent = os.sendfile(self._sock.fileno(), self._source.fileno(), offset, count)
        except BlockingIOError:
            return 0
        if sent == 0:
            raise FileChanged(self._source.path.name)
        return sent


class Copying:
    """For TLS, and for what lies in pieces: one read into one buffer, sent from there."""

    def __init__(self, sock: socket.socket, source: SourceFile) -> None:
        self._sock = sock
        self._source = source
        self._buffer = memoryview(bytearray(PIECE))
        self._offset = self._stop = 0
        self._pending: memoryview | None = None

    def write(self, offset: int, count: int) -> int:
        # OpenSSL wants a blocked write repeated as it was.
        data = self._pending or self._piece(offset, count)
        try:
            sent = self._sock.send(data)
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            self._pending = data
            return 0
        self._pending = None
        return sent

    def _piece(self, offset: int, count: int) -> memoryview:
        if not self._offset <= offset < self._stop:
            got = self._source.read_into(self._buffer, offset)
            if not got:
                raise FileChanged(self._source.path.name)
            self._offset, self._stop = offset, offset + got
        begin = offset - self._offset
        return self._buffer[begin : min(begin + count, self._stop - self._offset)]


class StoreConnection:
    """A kept connection to one origin, through the system's proxy if it has one."""

    def __init__(self, origin: SplitResult) -> None:
        self.host = origin.netloc
        self._proxy = proxy_for(origin)
        self._connection = connection_to(origin, self._proxy)
        self._used = False

    def close(self) -> None:
        self._connection.close()

    def is_stale(self) -> bool:
        """The far end closed it while it was idle."""
        sock = self._connection.sock
        return self._used and (sock is None or wait_for_read(sock, 0))

    def put(self, sending: Sending) -> str:
        """Send the part; returns its ETag. Raises StoreRefused, StoreUnreachable, Interrupted."""
        sock = self._open()
        self._used = True
        self._head(sending)
        try:
            self._body(sending, sock)
        except (BrokenPipeError, ConnectionResetError) as error:
            # An early refusal closes the connection; its reason may have arrived all the same.
            return self._answer_or(sock, error)
        return self._answer(sending, sock)

    def _open(self) -> socket.socket:
        if not self._used:
            self._connect()
        sock: socket.socket = self._connection.sock
        sock.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        return sock

    def _connect(self) -> None:
        try:
            self._connection.connect()
        except (TimeoutError, ssl.SSLCertVerificationError):
            raise
        except OSError as error:
            raise StoreUnreachable(self.host, str(error), absent=True) from error

    def _head(self, sending: Sending) -> None:
        target, headers = as_asked_for(sending.request, self._proxy)
        self._connection.sock.settimeout(STALL_SECONDS)
        self._connection.putrequest(sending.request.method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            if name.lower() not in ("host", "content-length"):
                self._connection.putheader(name, value)
        self._connection.putheader("Content-Length", str(sending.part.size))
        self._connection.endheaders()

    def _body(self, sending: Sending, sock: socket.socket) -> None:
        writer = writer_for(sock, sending.source)
        sock.setblocking(False)
        offset, moved_at = sending.part.start, monotonic()
        while offset < sending.part.stop:
            sending.check()
            allowed = sending.allowance(sending.part.stop - offset, moved_at)
            if not allowed:
                pass
            elif sent := writer.write(offset, allowed):
                offset, moved_at = offset + sent, monotonic()
            else:
                self._wait_for_room(sock, moved_at)
            sending.arrived_bytes = max(0, offset - sending.part.start - unacknowledged(sock))

    def _wait_for_room(self, sock: socket.socket, moved_at: float) -> None:
        if not wait_for_write(sock, LOOK_SECONDS) and monotonic() - moved_at > STALL_SECONDS:
            raise StoreUnreachable(self.host, "it takes no more bytes", stalled=True)

    def _answer(self, sending: Sending, sock: socket.socket) -> str:
        sending.handed_over = True
        left, moved_at = sending.part.size, monotonic()
        while not has_answer(sock):
            sending.check()
            if (now_left := unacknowledged(sock)) != left:
                left, moved_at = now_left, monotonic()
                sending.arrived_bytes = max(sending.arrived_bytes, sending.part.size - left)
            if monotonic() - moved_at > (STALL_SECONDS if left else ANSWER_SECONDS):
                raise StoreUnreachable(self.host, "no answer", unsure=True, stalled=True)
        return self._read(sock)

    def _read(self, sock: socket.socket) -> str:
        sock.settimeout(STALL_SECONDS)
        response = self._connection.getresponse()
        body = response.read(64 * 1024)
        if response.will_close or not response.isclosed():
            self._connection.close()
        raise_for_answer(response, body, self.host, datetime.now(UTC))
        return (response.getheader("ETag") or "").strip('"')

    def _answer_or(self, sock: socket.socket, error: OSError) -> str:
        try:
            etag = self._read(sock)
        except (OSError, http.client.HTTPException):
            raise error from None
        self.close()
        raise StoreUnreachable(self.host, f"it answered early ({etag})")


class PartSender:
    """One sender's connections, one an origin. Not thread-safe: each sender has its own."""

    def __init__(self) -> None:
        self._connections: dict[str, StoreConnection] = {}

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def put(self, sending: Sending) -> str:
        """Send one part and return its ETag; after a fault the connection is not used again."""
        sending.check()
        url = urlsplit(sending.request.url)
        connection = self._connection_to(url)
        try:
            return connection.put(sending)
        except BaseException as error:
            self._drop(url)
            raise as_fault(error, url.netloc, sending) from error

    def _connection_to(self, url: SplitResult) -> StoreConnection:
        connection = self._connections.get(url.netloc)
        if connection is not None and connection.is_stale():
            self._drop(url)
            connection = None
        if connection is None:
            connection = self._connections[url.netloc] = StoreConnection(url)
        return connection

    def _drop(self, url: SplitResult) -> None:
        if (connection := self._connections.pop(url.netloc, None)) is not None:
            connection.close()


def as_fault(error: BaseException, host: str, sending: Sending) -> BaseException:
    match error:
        case ssl.SSLCertVerificationError():
            return not_secure(host, error)
        case OSError() | http.client.HTTPException():
            why = str(error) or type(error).__name__
            return StoreUnreachable(host, why, unsure=sending.handed_over)
        case _:
            return error


def writer_for(sock: socket.socket, source: SourceFile) -> Writer:
    if isinstance(sock, ssl.SSLSocket) or not (hasattr(os, "sendfile") and source.is_in_one_piece):
        return Copying(sock, source)
    return Sendfile(sock, source)


def has_answer(sock: socket.socket) -> bool:
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    return bool(wait_for_read(sock, LOOK_SECONDS))


def unacknowledged(sock: socket.socket) -> int:
    """Bytes the kernel has and the far end's kernel has not (SIOCOUTQ)."""
    try:
        answer = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int(struct.unpack("i", answer)[0])
