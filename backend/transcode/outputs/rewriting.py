"""Strangers' pictures, decoded and written anew: nothing but the picture itself survives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from backend.transcode.errors import EncodingFailed, Refused
from backend.transcode.process import FFMPEG, Limits, Stop, execute

READERS = {b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG\r\n\x1a\n": "png_pipe", b"RIFF": "webp_pipe"}
"""By how a file begins, which FFmpeg is told: it must not take a picture for anything else."""
MOST_PIXELS = 64_000_000
LIMITS = Limits(memory_bytes=1 << 30, file_bytes=1 << 24, cpu_seconds=20)
WRITES = (
    *("-map", "0:v:0", "-map_metadata", "-1", "-frames:v", "1", "-update", "1"),
    *("-pix_fmt", "yuvj420p", "-q:v", "3", "file:picture.jpg"),
)


class UnreadablePicture(Refused):
    code = "not_a_picture"
    sentence = "unreadable_picture"


def filling(data: bytes, size: tuple[int, int]) -> bytes:
    """A JPEG that fills this size. Raises UnreadablePicture."""
    width, height = size
    larger = f"scale={width}:{height}:force_original_aspect_ratio=increase"
    return _rewritten(data, f"{larger},crop={width}:{height}")


def fitting(data: bytes, most: int) -> bytes:
    """A JPEG of the whole picture, no larger than that on either side. Raises UnreadablePicture."""
    size = f"w='min({most},iw)':h='min({most},ih)'"
    return _rewritten(data, f"scale={size}:force_original_aspect_ratio=decrease")


def _rewritten(data: bytes, graph: str) -> bytes:
    reading = next((how for mark, how in READERS.items() if data.startswith(mark)), None)
    if reading is None:
        raise UnreadablePicture
    with TemporaryDirectory(prefix="matinee-picture-") as name:
        folder = Path(name)
        (folder / "given").write_bytes(data)
        reads = ("-max_pixels", str(MOST_PIXELS), "-f", reading, "-i", "file:given")
        command = [*FFMPEG, "-protocol_whitelist", "file", *reads, "-vf", graph, *WRITES]
        try:
            execute(command, folder, Stop(), lambda _: None, LIMITS)
            return (folder / "picture.jpg").read_bytes()
        except (EncodingFailed, FileNotFoundError) as error:
            raise UnreadablePicture from error
