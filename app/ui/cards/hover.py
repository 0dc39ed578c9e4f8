"""The preview of the card that the pointer rests on: scenes of the film, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.server.videos import Video
from app.ui.background import Task
from app.ui.cards.posters import Posters
from app.ui.storyboard import Storyboard, picture_of
from app.ui.style.motion import may_move
from app.ui.style.parts import timer

BEGIN_MS = 500
SCENE_MS = 600


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of a film, and how far into the film it is: 0…1."""

    video_id: str
    picture: QImage
    share: float


class HoverPreview(QObject):
    """Plays for one video at a time; `changed` says whose card is to be painted anew."""

    changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.posters: Posters | None = None
        self.scene: Scene | None = None
        self._video: Video | None = None
        self._storyboard = Storyboard()
        self._next = 0
        self._task = Task()
        self._begin = timer(self, BEGIN_MS, self._load)
        self._turn = QTimer(self, interval=SCENE_MS)
        self._turn.timeout.connect(self._show_next)

    def rest_on(self, video: Video | None) -> None:
        """The pointer is on this card now, or on none."""
        if (video.id if video else None) == (self._video.id if self._video else None):
            return
        self._end()
        self._video = video
        if video is not None and video.storyboard_url and may_move():
            self._begin.start()

    def _end(self) -> None:
        self._task.forget()
        self._begin.stop()
        self._turn.stop()
        self._next = 0
        shown, self.scene = self.scene, None
        if shown is not None:
            self.changed.emit(shown.video_id)

    def _load(self) -> None:
        if self._video is not None and self.posters is not None:
            self._task = self.posters.storyboard(self._video, self._play)

    def _play(self, storyboard: Storyboard) -> None:
        self._storyboard = storyboard
        self._show_next()
        self._turn.start()

    def _show_next(self) -> None:
        cues, video = self._storyboard.cues, self._video
        if not cues or video is None:
            self._end()
            return
        number = self._next % len(cues)
        self._next += 1
        picture = picture_of(cues[number], self._storyboard.sheets)
        if picture is not None:
            self.scene = Scene(video.id, picture, (number + 1) / len(cues))
            self.changed.emit(video.id)
