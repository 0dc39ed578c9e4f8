"""Strangers' pictures, decoded and written anew: nothing but the picture itself survives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import ffmpeg

from backend.transcode.errors import EncodingFailed, Refused
from backend.transcode.process import FFMPEG, Limits, Stop, execute

READERS = {b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG\r\n\x1a\n": "png_pipe", b"RIFF": "webp_pipe"}
"""By how a file begins, which FFmpeg is told: it must not take a picture for anything else."""
MOST_PIXELS = 64_000_000
LIMITS = Limits(memory_bytes=1 << 30, file_bytes=1 << 24, cpu_seconds=20)


class UnreadablePicture(Refused):
    code = "not_a_picture"
    sentence = "unreadable_picture"


def rewritten(data: bytes, size: tuple[int, int]) -> bytes:
    """A JPEG that fills this size. Raises UnreadablePicture."""
    reading = next((how for mark, how in READERS.items() if data.startswith(mark)), None)
    if reading is None:
        raise UnreadablePicture
    with TemporaryDirectory(prefix="matinee-picture-") as name:
        folder = Path(name)
        (folder / "given").write_bytes(data)
        command = ffmpeg.compile(graph(reading, size), cmd=list(FFMPEG), overwrite_output=True)
        try:
            execute(command, folder, Stop(), lambda _: None, LIMITS)
            return (folder / "picture.jpg").read_bytes()
        except (EncodingFailed, FileNotFoundError) as error:
            raise UnreadablePicture from error


def graph(reading: str, size: tuple[int, int]) -> object:
    limits = {"protocol_whitelist": "file", "max_pixels": MOST_PIXELS, "f": reading}
    given = ffmpeg.input("file:given", **limits)["v:0"]
    filled = given.filter("scale", *size, force_original_aspect_ratio="increase")
    written = {"frames:v": 1, "map_metadata": -1, "pix_fmt": "yuvj420p", "q:v": 3, "update": 1}
    return ffmpeg.output(filled.filter("crop", *size), "picture.jpg", **written)
