"""What a film looks and sounds like, for who cuts it: pictures at moments, and how loud it is."""

from __future__ import annotations

import subprocess
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

from app.upload.source.probe import FORMATS, finished
from app.upload.trim.edges import ffmpeg

PICTURE_SECONDS = 15.0
HERTZ = 4000
PER_SECOND = 20
"""So many peaks there are for each second of sound."""
LOUDEST = 32768.0
TOLD_SECONDS = 60
"""Peaks are told for so much sound at a time."""


def picture_at(path: Path, seconds: float, height: int, *, exact: bool = True) -> bytes | None:
    """A JPEG, or None where there is none in time. Without `exact` it is the key frame before,
    which takes less to find. Raises NoFFmpeg."""
    command = [
        *(ffmpeg(), "-nostdin", "-v", "error", "-threads", "1"),
        *("-protocol_whitelist", "file", "-format_whitelist", FORMATS),
        *(() if exact else ("-copyts", "-noaccurate_seek", "-skip_frame", "nokey")),
        *("-ss", f"{max(0.0, seconds):.3f}", "-i", f"file:{path}", "-map", "0:V:0"),
        *("-frames:v", "1", "-vf", f"scale=w=-2:h={height},format=yuvj420p", "-q:v", "5"),
        *("-fps_mode", "passthrough"),
        *("-f", "mjpeg", "-protocol_whitelist", "pipe", "pipe:1"),
    ]
    done = finished(command, PICTURE_SECONDS)
    return done.stdout if done and done.stdout else None


def peaks(path: Path, stopped: Callable[[], bool]) -> Iterator[bytes]:
    """How loud each twentieth of a second is, from 0 to 255, a minute at a time; ends early where
    it is `stopped`. Raises NoFFmpeg."""
    command = [
        *(ffmpeg(), "-nostdin", "-v", "quiet", "-threads", "1"),
        *("-protocol_whitelist", "file", "-format_whitelist", FORMATS),
        *("-vn", "-i", f"file:{path}", "-map", "0:a:0", "-ac", "1", "-ar", str(HERTZ)),
        *("-f", "s16le", "-protocol_whitelist", "pipe", "pipe:1"),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            while not stopped() and (data := process.stdout.read(HERTZ * 2 * TOLD_SECONDS)):
                yield loudness(data)
        finally:
            process.kill()


def loudness(data: bytes) -> bytes:
    samples = array("h", data[: len(data) // 2 * 2])
    step = HERTZ // PER_SECOND
    parts = (samples[at : at + step] for at in range(0, len(samples), step))
    return bytes(min(255, round(max(max(p), -min(p)) / LOUDEST * 255)) for p in parts)
