"""Telling films by what is in them, and putting them away."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from blake3 import blake3

from app.upload.watch.listing import FileSighting

HEAD_OR_TAIL = 64 * 1024


def content_of(path: Path, sighting: FileSighting) -> str | None:
    """BLAKE3 of its size, head and tail; None if it is not as it was seen, or can't be read."""
    with suppress(OSError), path.open("rb", buffering=0) as file:
        if FileSighting.of(os.fstat(file.fileno())) != sighting:
            return None
        digest = blake3(str(sighting.size_bytes).encode())
        for offset in (0, max(0, sighting.size_bytes - HEAD_OR_TAIL)):
            digest.update(os.pread(file.fileno(), HEAD_OR_TAIL, offset))
        if FileSighting.of(os.fstat(file.fileno())) == sighting:
            return digest.hexdigest()
    return None


def put_away(path: Path, into: Path) -> Path:
    """Move a file into a folder, under a name that is free there. Raises OSError."""
    if not into.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(into))
    path.stat()
    for name in names_like(path):
        place = into / name
        try:
            place.touch(exist_ok=False)  # ours from now on
        except FileExistsError:
            continue
        try:
            move(path, place)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
        return place
    raise AssertionError


def names_like(path: Path) -> Iterator[str]:
    yield path.name
    number = 2
    while True:
        yield f"{path.stem} ({number}){path.suffix}"
        number += 1


def move(path: Path, place: Path) -> None:
    try:
        path.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy(path, place)
        path.unlink()


def copy(path: Path, place: Path) -> None:
    """To another drive: whole and on its disk before it has its name."""
    with NamedTemporaryFile(dir=place.parent, prefix=".", suffix=".part", delete=False) as beside:
        try:
            with path.open("rb") as source:
                shutil.copyfileobj(source, beside, 1 << 20)
            beside.flush()
            os.fsync(beside.fileno())
            shutil.copystat(path, beside.name)
            Path(beside.name).replace(place)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
