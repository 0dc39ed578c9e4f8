"""Pictures of films: the server's, or a frame of the file on this computer until there is one."""

from __future__ import annotations

import logging
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from app.errors import MatineeError
from app.ui.background import Background
from app.ui.cards.posters import Posters, card_picture
from app.ui.uploads.entries import UploadEntry
from app.upload.source.probe import Probe

log = logging.getLogger(__name__)
MOST_KEPT = 200


class Pictures(QObject):
    """`get` answers at once, with None until `arrived` names the film whose picture is there."""

    arrived = Signal(str)

    def __init__(self, background: Background, probe: Probe, parent: QObject | None = None) -> None:
        """`probe` finds a frame of a file, and takes its time."""
        super().__init__(parent)
        self._background, self._probe = background, probe
        self.posters: Posters | None = None
        self._own: OrderedDict[Path, QImage | None] = OrderedDict()
        self._small: OrderedDict[tuple[int, int, float], QImage] = OrderedDict()

    def get(self, film: UploadEntry, size: QSize, ratio: float) -> QImage | None:
        picture = self._of_server(film) or self._of_file(film)
        return None if picture is None else self._scaled(picture, size, ratio)

    def _of_server(self, film: UploadEntry) -> QImage | None:
        return self.posters.get(film.video, self) if self.posters and film.video else None

    def _of_file(self, film: UploadEntry) -> QImage | None:
        path = film.upload.path
        if path is None:
            return None
        if path not in self._own:
            if film.upload.state.is_final:
                return None
            self._own[path] = None
            self._background.run_newest_first(
                lambda: picture_of(self._probe, path),
                lambda picture: self._keep(film.key, path, picture),
                lambda error: log.info("No picture of a file: %s", error),
            )
        return self._own[path]

    def _keep(self, key: str, path: Path, picture: QImage | None) -> None:
        self._own[path] = picture
        while len(self._own) > MOST_KEPT:
            self._own.popitem(last=False)
        if picture is not None:
            self.arrived.emit(key)

    def _scaled(self, picture: QImage, size: QSize, ratio: float) -> QImage:
        """As large as a row shows it: scaling takes longer than all else that is painted."""
        key = picture.cacheKey(), size.width(), ratio
        if key not in self._small:
            smooth = Qt.TransformationMode.SmoothTransformation
            ignored = Qt.AspectRatioMode.IgnoreAspectRatio
            self._small[key] = picture.scaled(size * ratio, ignored, smooth)
            while len(self._small) > MOST_KEPT:
                self._small.popitem(last=False)
        return self._small[key]


def picture_of(probe: Probe, path: Path) -> QImage | None:
    """On another thread. A file that is no film has none."""
    try:
        media = probe(path)
    except (MatineeError, OSError):
        return None
    return card_picture(media.poster) if media and media.poster else None
