"""A folder as creators have them: forty files of many kinds, three of which are no whole films."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
KINDS: Mapping[str, tuple[str, ...]] = {
    "mp4": X264,
    "mkv": X264,
    "ts": ("-c:v", "mpeg2video", "-r", "25", "-c:a", "mp2"),
    "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
    "avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "mov": ("-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "flv": ("-c:v", "flv", "-c:a", "libmp3lame", "-ar", "44100"),
}
COPIES = 11
"""Of each of the kinds that can be told apart by a few bytes at their end, which mean nothing."""
ENDS: Mapping[str, Callable[[int], bytes]] = {
    "mp4": lambda number: b"\0\0\0\x0cfree" + number.to_bytes(4, "big"),
    "mkv": lambda number: b"\xec\x84" + number.to_bytes(4, "big"),
    "ts": lambda number: b"\x47\x1f\xff\x10" + bytes([number]) * 184,
}
REFUSED: Mapping[str, str] = {
    "Half.mp4": "Failed · Half.mp4 is incomplete: its end is missing. Export or copy it again.",
    "Letter.mp4": "Failed · Letter.mp4 is not a video.",
    "Nothing.mkv": "Failed · Nothing.mkv is empty.",
}
"""What is said of each."""


def make_film(path: Path, seconds: int = 1, hue: int = 0) -> Path:
    """Small and short, of the kind that its name ends with; loud, as quiet tones take FFmpeg's
    quick coder four times as long."""
    source = f"testsrc2=s=64x36:r=10:d={seconds},hue=h={hue}"
    inputs = ["-f", "lavfi", "-i", source, "-f", "lavfi", "-i", f"sine=d={seconds},volume=4"]
    options = ["-g", "10", *KINDS[path.suffix[1:]]]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *inputs, *options, str(path)], check=True)
    return path


def make_big_film(path: Path) -> Path:
    """Some 28 MB in no time: noise, which is kept as it is."""
    picture = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=12,noise=alls=60:allf=t+u"]
    sound = ["-f", "lavfi", "-i", "sine=d=12,volume=4"]
    options = ["-g", "25", "-qp", "4", *X264]
    command = ["ffmpeg", "-nostdin", "-v", "error", *picture, *sound, *options, str(path)]
    subprocess.run(command, check=True)
    return path


def make_folder(folder: Path) -> list[str]:
    """Fill it; returns the titles of its films, in the order in which people count."""
    folder.mkdir()
    firsts = [make_film(folder / f"Clip {kind} 1.{kind}") for kind in KINDS]
    made = [*firsts, *(path for first in firsts for path in copies(first))]
    (folder / "Half.mp4").write_bytes(firsts[0].read_bytes()[:4000])
    (folder / "Letter.mp4").write_bytes(b"This is no film, but a letter to my aunt.\n" * 100)
    (folder / "Nothing.mkv").touch()
    (folder / "Clip mp4 2.en.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    (folder / "notes.txt").write_text("Not to be taken along.")
    return sorted((path.stem for path in made), key=as_counted)


def copies(first: Path) -> Iterator[Path]:
    """Where others can be made of it without another encoder."""
    if (end := ENDS.get(first.suffix[1:])) is not None:
        for number in range(2, COPIES + 1):
            path = first.with_stem(f"{first.stem[:-1]}{number}")
            path.write_bytes(first.read_bytes() + end(number))
            yield path


def as_counted(title: str) -> tuple[str, int]:
    name, _, number = title.rpartition(" ")
    return name, int(number)
