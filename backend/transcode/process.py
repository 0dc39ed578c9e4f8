"""Runs FFmpeg and FFprobe: confined, at low priority, and stopped at a word.

A source is a stranger's file. What keeps it from reading other files or calling other hosts
is the list of formats first (an uploaded playlist is a film to FFmpeg otherwise), the list of
protocols second, and, should it take FFmpeg over, the box that this works in (`confine/`); what
keeps it from eating the machine are the limits.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from backend.errors import BackendError, DiskFull, Unavailable
from backend.file_urls import local_path
from backend.transcode.confine.api import Reach, Start, harmless
from backend.transcode.confine.choice import box
from backend.transcode.confine.door import ADDRESS, SourceDoor
from backend.transcode.errors import (
    Cancelled,
    EncodingFailed,
    GaveUp,
    HalfRead,
    NotAVideo,
    NotInstalled,
)

FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,flv,live_flv,asf,"
    "ogg,mp3,wav,w64,flac,aac,gif,mxf,dv,rm,aiff,amr"
)
PIPE = "pipe:0"
"""Where FFmpeg reads what is fed to it."""
PROTOCOLS = {"file": "file", "https": "http,tcp", "http": "http,tcp", "pipe": "pipe"}
"""A URL is read by `SourceDoor`, and that asked in the clear: there is no network between."""
NOWHERE = Path("/")
"""The folder of what writes nothing."""
MAX_PIXELS = 8192 * 8192
SILENT_SECONDS = 60
"""A store that says nothing for so long is away."""
GIB = 1 << 30
FFMPEG = ("ffmpeg", "-nostdin", "-hide_banner", "-v", "error")
"""How it is started, whatever it is to do."""
LONGEST_LINE = 64 << 10
REMOTE = ("http", "https")
SHELLS_SIGNAL = 128
DEADLY = frozenset(
    {signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
    | {signal.SIGSYS, signal.SIGXCPU, signal.SIGXFSZ}
)
"""What the kernel ends a process by."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use; the kernel ends it beyond that."""

    memory_bytes: int = 6 * GIB
    file_bytes: int = 8 * GIB
    cpu_seconds: int = 6 * 3600
    niceness: int = 10


PROBING = Limits(memory_bytes=2 * GIB, cpu_seconds=60)
FED = Limits(memory_bytes=2 * GIB, cpu_seconds=3600)
"""Of a probe that reads the whole of a source."""
Feed = Callable[[], Iterator[bytes]]
"""Gives the bytes of a source from the beginning."""


class Stop:
    """A word that ends whatever runs under it, at once and from any thread."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()

    def __call__(self) -> None:
        with self._lock:
            self._asked.set()
            for process in self._running:
                _kill(process)

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than until the word is said; returns whether it was."""
        return self._asked.wait(seconds)

    def check(self) -> None:
        if self.asked:
            raise Cancelled

    @contextmanager
    def over(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Have the word reach `process` too; it never outlives the block."""
        with self._lock:
            self._running.add(process)
            if self.asked:
                _kill(process)
        try:
            yield
        finally:
            _kill(process)
            process.wait()
            with self._lock:
                self._running.discard(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def find_ffmpeg() -> None:
    """Raises Unavailable where it is not installed."""
    if shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None:
        raise Unavailable("no_ffmpeg")


def input_options(url: str) -> dict[str, str | int]:
    """What must stand before `-i`: only real containers, and only the source's own protocol."""
    scheme = urlsplit(url).scheme
    patience = {} if scheme == "file" else {"rw_timeout": SILENT_SECONDS * 1_000_000}
    return {
        "protocol_whitelist": PROTOCOLS[scheme],
        "format_whitelist": FORMATS,
        "max_pixels": MAX_PIXELS,
        **patience,
    }


def probe_command(url: str, options: Sequence[str]) -> list[str]:
    fixed = [word for k, v in input_options(url).items() for word in (f"-{k}", str(v))]
    return ["ffprobe", "-v", "error", *fixed, *options, url]


def run_probe(
    stop: Stop, feed: Feed | None = None
) -> Callable[[str, Sequence[str]], Iterator[bytes]]:
    """A `RunProbe` that ends with `stop`. What FFprobe can't open is not a video. With `feed`, the
    URL is `PIPE`."""

    def run(url: str, options: Sequence[str]) -> Iterator[bytes]:
        limits = FED if feed else PROBING
        try:
            yield from lines(probe_command(url, options), NOWHERE, stop, limits, feed, url)
        except (NotInstalled, HalfRead):
            raise
        except EncodingFailed as error:
            raise NotAVideo from error

    return run


def execute(
    command: Sequence[str],
    folder: Path,
    stop: Stop,
    take: Callable[[bytes], None],
    limits: Limits = Limits(),
    url: str | None = None,
) -> None:
    """Run `command` in `folder`, give its standard output to `take` line by line."""
    for line in lines(command, folder, stop, limits, url=url):
        take(line)


def lines(
    command: Sequence[str],
    folder: Path,
    stop: Stop,
    limits: Limits = Limits(),
    feed: Feed | None = None,
    url: str | None = None,
) -> Generator[bytes, None, None]:
    """The standard output of `command`, which ends early where the generator is closed. Besides
    `folder`, in which it may write, it sees the source at `url`; what it reads from its standard
    input is `feed`'s.

    Raises `EncodingFailed` with FFmpeg's own last words for a bad exit, `DiskFull` where it found
    no room, `Cancelled` after `stop`. A good exit says nothing: the caller looks at what was
    written.
    """
    stop.check()
    door = SourceDoor(url, SILENT_SECONDS) if url and urlsplit(url).scheme in REMOTE else None
    start = Start(
        [*_limited(limits), *(ADDRESS if door and word == url else word for word in command)],
        Reach(local_path(url or ""), None if folder == NOWHERE else folder, door),
        is_fed=feed is not None,
        environment=harmless(os.environ),
    )
    with ExitStack() as stack:
        if door:
            stack.callback(door.close)
        process = stack.enter_context(box().started(start))
        last_words = yield from _listened_to(process, stop, feed)
    stop.check()
    if door and door.was_cut_off:
        raise HalfRead
    if process.returncode:
        raise _failure(_exit_code(process.returncode), last_words)


def _listened_to(
    process: subprocess.Popen[bytes], stop: Stop, feed: Feed | None
) -> Generator[bytes, None, Sequence[bytes]]:
    """What it says; returns its last words."""
    assert process.stdout is not None
    assert process.stderr is not None
    last_words: deque[bytes] = deque(maxlen=8)
    heard = _bounded_lines(process.stderr)
    listener = threading.Thread(target=last_words.extend, args=(heard,), daemon=True)
    feeding = Feeding(feed, process.stdin) if feed and process.stdin else None
    with process.stdout, process.stderr:
        listener.start()
        try:
            with stop.over(process):
                if feeding:
                    feeding.start()
                yield from _bounded_lines(process.stdout)
                process.wait()
        finally:
            # What a box has around it may end first: nobody writes any more when all is said.
            listener.join()
    stop.check()
    if feeding:
        feeding.check()
    return last_words


def _bounded_lines(file: IO[bytes]) -> Iterator[bytes]:
    """One that has no end comes in pieces."""
    return iter(lambda: file.readline(LONGEST_LINE), b"")


class Feeding(threading.Thread):
    """Pours a source into a process for as long as that reads."""

    def __init__(self, feed: Feed, into: IO[bytes]) -> None:
        super().__init__(name="feed", daemon=True)
        self._feed, self._into = feed, into
        self._is_done = False
        self._fault: BackendError | None = None

    def run(self) -> None:
        try:
            with suppress(BrokenPipeError), self._into:
                for block in self._feed():
                    self._into.write(block)
            self._is_done = True
        except BackendError as error:
            self._fault = error

    def check(self) -> None:
        """What the process has made of half a source is worth nothing."""
        self.join()
        if not self._is_done:
            raise self._fault or HalfRead


def _limited(limits: Limits) -> list[str]:
    """The process dies with its parent, yields to everybody, and has an end to what it uses."""
    wrapped = []
    if setpriv := shutil.which("setpriv"):
        wrapped += [setpriv, "--pdeathsig", "KILL"]
    if nice := shutil.which("nice"):
        wrapped += [nice, "-n", str(limits.niceness)]
    if prlimit := shutil.which("prlimit"):
        sizes = (f"--as={limits.memory_bytes}", f"--fsize={limits.file_bytes}")
        wrapped += [prlimit, *sizes, f"--cpu={limits.cpu_seconds}", "--core=0", "--"]
    return wrapped


def _exit_code(code: int) -> int:
    """A box tells of a signal as shells do."""
    return SHELLS_SIGNAL - code if code - SHELLS_SIGNAL in DEADLY else code


def _failure(code: int, last_words: Sequence[bytes]) -> BackendError:
    text = b"".join(last_words)
    if b"No space left on device" in text:
        return DiskFull()
    if b"Cannot allocate memory" in text:
        return EncodingFailed("not_enough_memory")
    if code in (126, 127):
        return NotInstalled()
    if code < 0:
        return EncodingFailed("ffmpeg_ended", signal=-code)
    return GaveUp(code)
