"""What comes next, offered at the end of a film, and begun after a few seconds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.server.videos import Video
from app.ui.style.parts import given
from app.ui.style.words import translate

SECONDS = 5
SECOND_MS = 1000
PICTURE = QSize(192, 108)
WIDTH = 460


class NextCard(QWidget):
    play_wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("next_card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._left = 0
        self.words = given(QLabel(), "quiet")
        self.title = given(QLabel(), "title", wordWrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.picture = given(QLabel(), "next_picture")
        self.picture.setFixedSize(PICTURE)
        self.play = given(QPushButton(translate("Player", "Play now")), "next_play", kind="primary")
        self.cancel = given(QPushButton(translate("Player", "Cancel")), "next_cancel")
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._clock.timeout.connect(self._tick)
        self.play.clicked.connect(self._play)
        self.cancel.clicked.connect(self.dismiss)
        self._lay_out()
        self.setFixedWidth(WIDTH)
        self.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.play)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.words)
        right.addWidget(self.title, 1, Qt.AlignmentFlag.AlignTop)
        right.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addWidget(self.picture)
        layout.addLayout(right, 1)

    def offer(self, video: Video, picture: QImage | None, *, by_itself: bool) -> None:
        """Count down to it, or wait to be asked."""
        self.title.setText(video.title)
        self.picture.setPixmap(
            QPixmap()
            if picture is None
            else QPixmap.fromImage(picture).scaled(
                PICTURE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
        self._left = SECONDS if by_itself else 0
        self._tell()
        self.adjustSize()
        self.show()
        self.play.setFocus()
        if by_itself:
            self._clock.start()

    def dismiss(self) -> None:
        """Nothing follows by itself."""
        self.hide()
        self.cancelled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is not room for both, the words matter."""
        self.picture.setVisible(event.size().width() >= WIDTH)
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._tell()
        else:
            self._play()

    def _play(self) -> None:
        self.hide()
        self.play_wanted.emit()

    def _tell(self) -> None:
        if self._left:
            self.words.setText(translate("Player", "Up next in %n s", self._left))
        else:
            self.words.setText(translate("Player", "Up next"))
