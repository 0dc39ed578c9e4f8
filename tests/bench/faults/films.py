"""Films of any size that are soon encoded: little picture, and a box of noise behind it."""

from __future__ import annotations

import random
import struct
import subprocess
from functools import cache
from pathlib import Path


@cache
def picture(seconds: int) -> bytes:
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc=s=64x36:r=10:d={seconds}"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    command += ["-movflags", "frag_keyframe+empty_moov", "-f", "mp4", "pipe:1"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def film(path: Path, size_bytes: int, chance: random.Random, seconds: int = 1) -> Path:
    """Like no other film, and exactly `size_bytes` long."""
    picture_bytes = picture(seconds)
    box_bytes = size_bytes - len(picture_bytes)
    noise = chance.randbytes(box_bytes - 8)
    path.write_bytes(picture_bytes + struct.pack(">I4s", box_bytes, b"free") + noise)
    return path
