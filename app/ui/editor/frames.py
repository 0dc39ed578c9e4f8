"""Pictures of a film by their moments: of the file on this disk, or as the server has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.errors import CantRead, MatineeError
from app.ui.storyboard import Storyboard, load
from app.upload.source.probe import frame_of

MOST_PIXELS = 64_000_000
MOST_BYTES = 10 * 1024 * 1024
LARGEST_SIDE = 1920
JPEG_QUALITY = 88
SHARES = (0.25, 0.5, 0.75)
"""Where in a film the suggestions are from."""


class Frames(Protocol):
    """Blocks; None where there is no picture."""

    def at(self, seconds: float) -> bytes | None:
        """A JPEG or PNG to look at, soon: about then, and maybe small."""

    def exact(self, seconds: float) -> bytes | None:
        """The very picture, as large as a poster may be."""


class FramesOfFile:
    """`otherwise` is asked where the file gives none: it may be gone, as may the drive it is on."""

    def __init__(self, path: Path, otherwise: Frames | None) -> None:
        self._path, self._otherwise = path, otherwise

    def at(self, seconds: float) -> bytes | None:
        found = frame_of(self._path, seconds)
        return self._otherwise.at(seconds) if found is None and self._otherwise else found

    def exact(self, seconds: float) -> bytes | None:
        found = frame_of(self._path, seconds)
        return self._otherwise.exact(seconds) if found is None and self._otherwise else found


class FramesOfServer:
    """To look at, those of the storyboard, which is fetched when the first one is asked for."""

    def __init__(
        self, url: str, fetch: Callable[[str], bytes], frame: Callable[[float], bytes | None]
    ) -> None:
        self._url, self._fetch, self._frame = url, fetch, frame
        self._storyboard: Storyboard | None = None

    def at(self, seconds: float) -> bytes | None:
        if self._storyboard is None:
            self._storyboard = load(self._url, self._fetch)
        image = self._storyboard.at(seconds)
        return written(image) if image is not None else None

    def exact(self, seconds: float) -> bytes | None:
        """An older server has none but the small ones."""
        return self._frame(seconds) or self.at(seconds)


class NoPoster(MatineeError):
    """The picture can't be one."""


def poster_of(path: Path) -> bytes:
    """A picture of the user's as a poster: looked at before it is decoded, and made smaller while
    it is. Raises NoPoster, CantRead."""
    reader = QImageReader(str(path))
    size = reader.size()
    if not path.is_file():
        raise CantRead(path.name, "not found")
    if not size.isValid():
        raise NoPoster("{name} is no picture that Matinee can read.", name=path.name)
    if size.width() * size.height() > MOST_PIXELS:
        raise NoPoster(
            "{name} is too large for a poster: {width} × {height}. Make it smaller first.",
            name=path.name,
            width=size.width(),
            height=size.height(),
        )
    most = QSize(LARGEST_SIDE, LARGEST_SIDE)
    if size.width() > LARGEST_SIDE or size.height() > LARGEST_SIDE:
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise NoPoster("{name} is no picture that Matinee can read.", name=path.name)
    return written(image)


def written(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_RGB32).save(buffer, "JPEG", JPEG_QUALITY)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
