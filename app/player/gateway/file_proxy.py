"""A file of the origin passed on to mpv: byte ranges, resumed when the connection breaks."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator

from app.errors import MatineeError, TakenAway, WayOn
from app.player.connections import StreamRefused
from app.player.fetch.retry import delay
from app.player.http import HttpBody, HttpFault, Resource, Trouble
from app.player.manifest.presentation import Origin

PATIENCE_SECONDS = 150.0
RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


class FileProxy:
    """One progressive file."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._ended = threading.Event()
        self.received_bytes = 0
        self.trouble = ""
        self.error: str | None = None
        self.way_on = WayOn.AGAIN

    def close(self) -> None:
        self._ended.set()

    def answer(
        self, wanted: str
    ) -> tuple[int, list[tuple[str, str]], Generator[bytes, None, None]] | None:
        """Status, headers and body for mpv's Range header; None if there is no such file."""
        match = RANGE.match(wanted)
        start = int(match[1]) if match else 0
        stop = int(match[2]) + 1 if match and match[2] else None
        body = self._open(start, stop)
        if body is None:
            return None
        headers = [("Content-Type", body.content_type or "video/mp4"), ("Connection", "close")]
        if body.total_bytes is not None:
            end = body.total_bytes if stop is None else min(stop, body.total_bytes)
            headers += [("Content-Length", str(end - start)), ("Accept-Ranges", "bytes")]
            if match:
                headers.append(("Content-Range", f"bytes {start}-{end - 1}/{body.total_bytes}"))
        return (206 if match and body.total_bytes else 200), headers, self._pump(body, start, stop)

    def _open(self, start: int, stop: int | None) -> HttpBody | None:
        """Ask until there is an answer; None if the origin says that there is nothing."""
        began, tries = time.monotonic(), 0
        while not self._ended.is_set():
            try:
                return self._origin.http.open(Resource(self._origin.source.url, start, stop))
            except StreamRefused as fault:
                self.error, self.way_on = fault.sentence, fault.way_on
                return None
            except HttpFault as fault:
                tries += 1
                self.trouble = fault.sentence
                if fault.trouble is Trouble.MISSING and tries > 3:
                    self.error, self.way_on = fault.sentence, fault.way_on
                    return None
                if time.monotonic() - began > PATIENCE_SECONDS:
                    self.error = fault.sentence
                    return None
                if not self._mend(fault):
                    return None
                self._ended.wait(max(delay(tries), fault.retry_after_seconds))
        return None

    def _mend(self, fault: HttpFault) -> bool:
        """False where nothing helps."""
        if fault.trouble is not Trouble.LINK:
            try:
                self._origin.renew()
            except TakenAway as end:
                self.error, self.way_on = end.sentence, end.way_on
                return False
            except MatineeError as again:
                self.trouble = again.sentence
        return True

    def _pump(
        self, body: HttpBody | None, start: int, stop: int | None
    ) -> Generator[bytes, None, None]:
        while body is not None:
            try:
                for chunk in body.chunks():
                    self.trouble = ""
                    start += len(chunk)
                    self.received_bytes += len(chunk)
                    yield chunk
                return
            except HttpFault as fault:
                self.trouble = fault.sentence
                body.close()
                body = self._open(start, stop)
            finally:
                if body is not None:
                    body.close()
