"""How many bytes a trimmed film sends, against what the kept ranges hold in the source.

python -m tests.bench.trim [FILM]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.upload.trim.ranges import Range, Recipe
from app.upload.trim.trimming import open_trimmed

SECONDS = 72
KEPT = (Range(3.3, 21.7), Range(30.15, 44.9), Range(51.0, 69.35))


def trim_bytes_share(film: Path | None = None, ranges: Sequence[Range] = KEPT) -> float:
    """The bytes of the result ÷ those of the packets that the source has for the same moments,
    with exact cuts. Without a film, one of 72 s at some 4 Mbit/s is made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = film or made_film(folder / "film.mp4")
        recipe = Recipe(tuple(ranges), exact=True)
        sent = open_trimmed(path, recipe, folder / "trims", lambda: False).identity().size_bytes
        return sent / bytes_in_source(path, ranges)


def made_film(path: Path) -> Path:
    """Noise that moves over a test picture: like a camera's film it costs bits everywhere."""
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-nostdin", "-y"),
            *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=30,noise=alls=12:allf=t"),
            *("-f", "lavfi", "-i", "anoisesrc=a=0.1:r=48000", "-t", str(SECONDS)),
            *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "4M", "-maxrate", "5M"),
            *("-bufsize", "5M", "-g", "60", "-bf", "2", "-c:a", "aac", "-b:a", "128k", str(path)),
        ],
        check=True,
    )
    return path


def bytes_in_source(path: Path, ranges: Sequence[Range]) -> int:
    """Of all packets that are shown or heard within the ranges."""
    lines = subprocess.run(
        [
            *("ffprobe", "-v", "error", "-show_entries", "packet=pts_time,size"),
            *("-of", "csv=p=0", f"file:{path}"),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    rows = (line.split(",") for line in lines if line)  # side data is an empty one
    packets = ((float(row[0]), int(row[1])) for row in rows)
    return sum(size for at, size in packets if any(r.start <= at < r.stop for r in ranges))


if __name__ == "__main__":
    share = trim_bytes_share(Path(sys.argv[1]) if sys.argv[1:] else None)
    sys.stdout.write(f"trim_bytes_share {share:.4f}\n")
