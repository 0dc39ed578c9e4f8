"""The frame that is shown, as a file or on the clipboard."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication, QImage

from app.errors import MatineeError, writing
from app.player.engine.api import PlayerState
from app.ui.background import Background, Scope
from app.ui.style.words import told, translate

PATTERN = "{title} {time}"
UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
MOST_BYTES = 200
"""Of a name; file systems have room for 255, and there is an ending and perhaps a number."""


class TakesPictures(Protocol):
    def screenshot(self, path: Path, *, with_subtitles: bool) -> None:
        """Blocks, and raises `MatineeError`."""


@dataclass(frozen=True, slots=True)
class WantedFrame:
    """A frame that somebody wants."""

    session: TakesPictures
    title: str
    state: PlayerState
    with_subtitles: bool = True


class Screenshots:
    """`tell` hears where it went, or why not."""

    def __init__(self, background: Background, tell: Callable[[str], None]) -> None:
        self._scope, self._tell = Scope(background), tell
        self.pattern = PATTERN

    def end(self) -> None:
        """The player goes: what is under way is saved still, and nobody is told."""
        self._scope.close()

    def save(self, shot: WantedFrame) -> None:
        name = name_of(self.pattern, shot.title, shot.state)
        self._scope.run(
            lambda: save(shot, pictures_folder(), name),
            lambda path: self._tell(translate("Player", "Saved as {name}", name=path.name)),
            self._failed,
        )

    def copy(self, shot: WantedFrame) -> None:
        self._scope.run(lambda: taken(shot), self._to_clipboard, self._failed)

    def _to_clipboard(self, picture: QImage) -> None:
        QGuiApplication.clipboard().setImage(picture)
        self._tell(translate("Player", "Copied"))

    def _failed(self, fault: MatineeError) -> None:
        self._tell(told(fault.sentence))


def pictures_folder() -> Path:
    pictures = QStandardPaths.StandardLocation.PicturesLocation
    return Path(QStandardPaths.writableLocation(pictures))


def name_of(pattern: str, title: str, state: PlayerState) -> str:
    """Of a file, without its ending; what a file may not be called is left out."""
    whole, rest = divmod(max(0.0, state.position_seconds), 1)
    minutes, seconds = divmod(int(whole), 60)
    hours, minutes = divmod(minutes, 60)
    values = {"title": title, "time": f"{hours}.{minutes:02}.{seconds:02}.{int(1000 * rest):03}"}
    for name, value in values.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    short = UNFIT.sub("", pattern).strip(" .").encode("utf-8", "replace")[:MOST_BYTES]
    return short.decode("utf-8", "ignore").strip(" .") or values["time"]


def save(shot: WantedFrame, folder: Path, name: str) -> Path:
    """Over nothing that is there. Blocks, raises `MatineeError`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / f"{name}.png", 1
    while path.exists():
        number += 1
        path = folder / f"{name} {number}.png"
    shot.session.screenshot(path, with_subtitles=shot.with_subtitles)
    return path


def taken(shot: WantedFrame) -> QImage:
    """Blocks, raises `MatineeError`."""
    with tempfile.TemporaryDirectory(prefix="matinee-") as folder:
        path = Path(folder) / "frame.png"
        shot.session.screenshot(path, with_subtitles=shot.with_subtitles)
        return QImage(str(path))
