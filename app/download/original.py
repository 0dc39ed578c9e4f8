"""One original onto this disk: as often as it breaks off, it goes on where it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.download.partial import Partial
from app.errors import CantWrite, MatineeError, ServerRefused
from app.server.editing import OriginalFile, Received

DELAYS = (0.5, 2.0, 5.0, 10.0, 30.0)
"""Before another try; with each byte that comes they begin anew."""
STALE = (401, 403, 404, 416)
"""What an address answers with that has run out, or leads to another file by now."""

Told = Callable[[int, int], None]
"""How many bytes are here, of how many. What it raises ends the download, and the next one goes on
from there."""


class Originals(Protocol):
    """What is asked of the backend; `StudioCalls` is one."""

    def original_file(self, video_id: str) -> OriginalFile | None: ...
    def receive(self, url: str, start: int, etag: str | None) -> Received: ...


class OriginalGone(MatineeError):
    def __init__(self) -> None:
        super().__init__("The original of this video is not on the server any more.")


class BrokenOff(MatineeError):
    """The connection, or its permission, ended before the file did."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("The download broke off. Start it again, and it goes on from there.")


class ArrivedDamaged(MatineeError):
    """What came is not what was uploaded."""

    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__("{name} arrived damaged and was not kept. Download it again.", name=name)


def download_original(
    originals: Originals,
    video_id: str,
    file: Path,
    told: Told = lambda _have, _size: None,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Have a video's original at `file`, which is there once it is whole and verified; blocks.

    Also goes on with what an earlier call, or another process, left beside `file`.

    Raises OriginalGone, ArrivedDamaged, CantWrite, and what keeps going wrong.
    """
    partial, delays = Partial(file), iter(DELAYS)
    while True:
        before = partial.size_bytes
        try:
            found = fetch(originals, video_id, partial, told)
            break
        except MatineeError as error:
            if partial.size_bytes != before:
                delays = iter(DELAYS)
            delay = next(delays, None)
            if not error.retryable or isinstance(error, CantWrite) or delay is None:
                raise
            sleep(delay)
    if found.blake3 is not None and partial.hexdigest() != found.blake3:
        partial.discard()
        raise ArrivedDamaged(file.name)
    partial.become(file)


def fetch(originals: Originals, video_id: str, partial: Partial, told: Told) -> OriginalFile:
    """The rest of the file, by a fresh permission; all of it, if what is here is of another."""
    if (found := originals.original_file(video_id)) is None:
        raise OriginalGone
    have, etag = partial.beginning(found)
    told(have, found.size_bytes)
    if have < found.size_bytes:
        received = asked(originals, found, have, etag)
        with partial.going_on(found, received.start, received.etag) as write:
            have = received.start
            for piece in received.pieces:
                write(piece)
                have += len(piece)
                told(have, found.size_bytes)
    if have != found.size_bytes:
        raise BrokenOff
    return found


def asked(originals: Originals, found: OriginalFile, have: int, etag: str | None) -> Received:
    try:
        return originals.receive(found.url, have, etag)
    except ServerRefused as error:
        if error.status in STALE:
            raise BrokenOff from error
        raise
