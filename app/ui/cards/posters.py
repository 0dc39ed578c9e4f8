"""Poster pictures: fetched and decoded on other threads, kept in memory and on disk."""

from __future__ import annotations

import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath

from app.errors import MatineeError
from app.server.videos import Video
from app.ui import storyboard
from app.ui.background import Background, Task
from app.ui.storyboard import Storyboard

log = logging.getLogger(__name__)
Fetch = Callable[[str], bytes]

CARD = QSize(400, 225)
RADIUS = 12
KEPT_IN_MEMORY = 160
SCENES = 12
SIGNED = re.compile(r"^(\w+\.[\w-]+)\.[\w-]+\.\d+\.[\w-]+$")
"""A step of a path that is a video's and its revision's, and leave to see them."""


@dataclass(slots=True)
class Awaited:
    """A picture that is under way, and who looks for it."""

    task: Task
    by: set[object] = field(default_factory=set)


class Posters(QObject):
    """`get` answers at once, with None until `arrived` says that the picture is there."""

    arrived = Signal(str)

    def __init__(
        self, background: Background, fetch: Fetch, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background, self._fetch, self._folder = background, fetch, folder
        self._pictures: OrderedDict[str, QImage | None] = OrderedDict()
        self._asked: dict[str, Awaited] = {}
        self._closed = False

    def close(self) -> None:
        """Go; pictures that are still under way arrive nowhere."""
        self._closed = True
        for asked in self._asked.values():
            asked.task.forget()
        self.deleteLater()

    def get(self, video: Video, by: object = None) -> QImage | None:
        """The picture as a card shows it. Whoever asks by a name of their own can `leave`."""
        if not video.poster_url:
            return None
        key = poster_key(video)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if key not in self._asked:
            self._asked[key] = Awaited(self._ask(video.id, key, video.poster_url))
        self._asked[key].by.add(by)
        return None

    def leave(self, video: Video, by: object) -> None:
        """The card is not on the screen any more: when nobody else waits, don't fetch it."""
        asked = self._asked.get(key := poster_key(video)) if video.poster_url else None
        if asked is not None and by in asked.by:
            asked.by.discard(by)
            if not asked.by:
                asked.task.forget()
                del self._asked[key]

    def original(self, video: Video, then: Callable[[str, QImage], None]) -> None:
        """The poster in its own size, for the player: `then(video id, picture)`."""
        if video.poster_url:
            self.picture(video.id, video.poster_url, lambda picture: then(video.id, picture))

    def picture(
        self, owner_id: str, url: str, then: Callable[[QImage], None], size: QSize | None = None
    ) -> Task:
        """Any picture of a video or channel, in its own size, or the middle of it in another."""
        file = self._folder / picture_key(owner_id, url)

        def made() -> QImage:
            picture = decoded(stored(file) or store(file, self._fetch(url)))
            return picture if size is None else cut(picture, size)

        return self._background.run_newest_first(
            made,
            lambda picture: None if self._closed else then(picture),
            lambda error: log.info("No picture: %s", error),
        )

    def cut(self, picture: QImage, size: QSize, then: Callable[[QImage], None]) -> Task:
        """The middle of a picture in that size; `then` gets it later."""
        return self._background.run_newest_first(
            lambda: cut(picture, size),
            lambda piece: None if self._closed else then(piece),
            lambda error: log.info("No picture: %s", error),
        )

    def file(self, video: Video, then: Callable[[Path], None]) -> None:
        """Where the poster is kept, once it is."""
        if (url := video.poster_url) is None:
            return
        file = self._folder / poster_key(video)

        def kept() -> Path:
            if stored(file) is None:
                store(file, self._fetch(url))
            return file

        self._background.run_newest_first(
            kept,
            lambda file: None if self._closed else then(file),
            lambda error: log.info("No picture: %s", error),
        )

    def storyboard(self, video: Video, then: Callable[[Storyboard], None]) -> Task:
        """A few scenes of the film, small."""
        url = video.storyboard_url or ""
        return self._background.run_newest_first(
            lambda: storyboard.load(url, self._fetch, SCENES),
            lambda loaded: None if self._closed else then(loaded),
            lambda error: log.info("No storyboard: %s", error),
        )

    def forget(self, video: Video) -> None:
        """The poster was replaced."""
        if video.poster_url:
            key = poster_key(video)
            self._pictures.pop(key, None)
            self._background.run(lambda: (self._folder / key).unlink(missing_ok=True))

    def _ask(self, video_id: str, key: str, url: str) -> Task:
        file = self._folder / key
        return self._background.run_newest_first(
            lambda: card_picture(stored(file) or store(file, self._fetch(url))),
            lambda picture: self._keep(video_id, key, picture),
            lambda error: self._missed(key, error),
        )

    def _keep(self, video_id: str, key: str, picture: QImage | None) -> None:
        if self._closed:
            return
        self._asked.pop(key, None)
        self._pictures[key] = picture
        while len(self._pictures) > KEPT_IN_MEMORY:
            self._pictures.popitem(last=False)
        self.arrived.emit(video_id)

    def _missed(self, key: str, error: MatineeError) -> None:
        """Ask again the next time it is on the screen, if asking may help."""
        log.info("No poster: %s", error)
        self._asked.pop(key, None)
        if not error.retryable:
            self._pictures[key] = None


def poster_key(video: Video) -> str:
    return picture_key(video.id, video.poster_url or "")


def picture_key(owner_id: str, url: str) -> str:
    """A file name that is the same for every signature, time and session."""
    path = urlsplit(url).path.split("/")
    unsigned = "/".join(SIGNED.sub(r"\1", step) for step in path[-2:])
    return hashlib.sha256(f"{owner_id} {unsigned}".encode()).hexdigest() + ".jpg"


def stored(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def store(file: Path, content: bytes) -> bytes:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        log.warning("Can't keep a poster: %s", error)
    return content


def cut(picture: QImage, size: QSize) -> QImage:
    """The middle of a picture, in that size; of none, none."""
    if picture.isNull():
        return picture
    filled = picture.scaled(
        size,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left = (filled.width() - size.width()) // 2
    top = (filled.height() - size.height()) // 2
    return filled.copy(left, top, size.width(), size.height())


def decoded(content: bytes, sized: Callable[[QSize], QSize] = QSize) -> QImage:
    """The picture, in the size that `sized` makes of its own; a null one if unreadable.

    A reader gives Python's lock away while it works; what QImage offers for the same keeps it, and
    with several threads that leaves the window without it for many frames.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    if not reader.size().isEmpty():
        reader.setScaledSize(sized(reader.size()))
    return reader.read()


def on_card(size: QSize) -> QSize:
    fills = 1.2 <= size.width() / size.height() <= 2.4
    mode = Qt.AspectRatioMode
    return size.scaled(CARD, mode.KeepAspectRatioByExpanding if fills else mode.KeepAspectRatio)


def card_picture(content: bytes) -> QImage | None:
    """The picture as a card shows it: fitted into 16:9, with round corners; None if unreadable.

    A picture that is nearly 16:9 fills the card; a portrait stands in the middle on black.
    """
    scaled = decoded(content, on_card)
    if scaled.isNull():
        return None
    card = QImage(CARD, QImage.Format.Format_ARGB32_Premultiplied)
    card.fill(Qt.GlobalColor.transparent)
    painter = QPainter(card)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(card.rect()), RADIUS, RADIUS)
    painter.setClipPath(path)
    painter.fillRect(card.rect(), Qt.GlobalColor.black)
    painter.drawImage(
        (CARD.width() - scaled.width()) // 2, (CARD.height() - scaled.height()) // 2, scaled
    )
    painter.end()
    return card
