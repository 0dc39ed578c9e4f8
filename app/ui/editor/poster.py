"""The poster of a film: three suggestions, any of its frames, or a picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.edits.draft import POSTER
from app.errors import MatineeError
from app.ui.background import Task
from app.ui.editor.frames import SHARES, Frames, NoPoster, poster_of
from app.ui.editor.loading import EditorMeans
from app.ui.forms.file_choice import FileChoice
from app.ui.style import text
from app.ui.style.flow import FlowLayout
from app.ui.style.parts import given, timer
from app.ui.style.words import told, translate

PREVIEW, SUGGESTION = QSize(288, 162), QSize(96, 54)
STEPS_PER_SECOND = 10
SCRUB_MS = 120


class PosterField(QWidget):
    """`said` is as of an `EditField`, `had` as of the captions."""

    said = Signal(str, object)
    had = Signal(str, object)

    def __init__(
        self, means: EditorMeans, frames: Frames | None, duration: float, poster_url: str | None
    ) -> None:
        super().__init__()
        self._means, self._frames, self._duration = means, frames, duration
        self._former_url, self._has_former = poster_url, False
        self._scrubbing = Task()
        self.preview = given(QLabel(), "poster_preview", alignment=Qt.AlignmentFlag.AlignCenter)
        self.preview.setFixedSize(PREVIEW)
        self.suggestions = [self._suggestion(share * duration) for share in SHARES]
        self.slider = QSlider(Qt.Orientation.Horizontal)
        given(self.slider, "scrub", accessibleName=translate("Editor", "Moment of the poster"))
        self.slider.setRange(0, max(0, round(duration * STEPS_PER_SECOND) - 1))
        self.time = given(QLabel(text.clock(0)), "quiet")
        self.use = QPushButton(translate("Editor", "Use this picture"))
        self.choose = FileChoice(
            translate("Details", "Choose a picture…"),
            f"{translate('Details', 'Pictures')} (*.jpg *.jpeg *.png *.webp)",
            shows_name=False,
        )
        self.automatic = QPushButton(translate("Editor", "Let Matinee choose"))
        self.fault = given(QLabel(wordWrap=True), "bad")
        self.fault.hide()
        self._settle = timer(self, SCRUB_MS, self._scrub)
        self._lay_out()
        self._wire()

    def _wire(self) -> None:
        self.slider.valueChanged.connect(lambda _value: self._moved())
        self.use.clicked.connect(lambda: self.use_frame(self.seconds))
        self.choose.chosen.connect(self.take)
        self.automatic.clicked.connect(lambda: self.said.emit(POSTER, ""))
        if self._former_url is not None:
            url = self._former_url
            self._means.scope.run(
                lambda: self._means.client.fetch(url), self._show_bytes, lambda _error: None
            )
        if self._frames is not None:
            for button, share in zip(self.suggestions, SHARES, strict=True):
                self._fetch(share * self._duration, partial(show_icon, button))

    def _lay_out(self) -> None:
        scrub = QHBoxLayout()
        scrub.addWidget(self.slider, 1)
        scrub.addWidget(self.time)
        strip, buttons = FlowLayout(4), FlowLayout(8)
        for button in self.suggestions:
            strip.addWidget(button)
        for widget in (self.use, self.choose, self.automatic):
            buttons.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.preview)
        layout.addLayout(strip)
        layout.addLayout(scrub)
        layout.addLayout(buttons)
        layout.addWidget(self.fault)
        for part in (self.slider, self.time, self.use, *self.suggestions):
            part.setVisible(self._frames is not None)

    @property
    def seconds(self) -> float:
        return self.slider.value() / STEPS_PER_SECOND

    def show_value(self, value: str | None) -> None:
        """What was chosen here; None and "" leave it to what the server has."""
        if value:
            image = QImage(str(self._means.outbox.kept(value)))
            self._show(image)

    def use_frame(self, seconds: float) -> None:
        frames = self._frames
        if frames is not None:
            self._say(lambda: required(frames.exact(seconds)))

    def take(self, path: Path) -> None:
        self._say(lambda: poster_of(path))

    def _say(self, make: Callable[[], bytes]) -> None:
        """The poster that is there is kept first, so that the way back leads somewhere."""
        means, url = self._means, self._former_url
        wants_former = url is not None and not self._has_former

        def work() -> tuple[str | None, str]:
            former = None
            if wants_former and url is not None:
                former = means.outbox.keep(means.client.fetch(url), ".jpg")
            return former, means.outbox.keep(make(), ".jpg")

        self.fault.hide()
        means.scope.run(work, self._made, self._failed)

    def _made(self, kept: tuple[str | None, str]) -> None:
        former, name = kept
        if former is not None:
            self._has_former = True
            self.had.emit(POSTER, former)
        self.said.emit(POSTER, name)

    def _failed(self, error: MatineeError) -> None:
        self.fault.setText(told(error.sentence))
        self.fault.show()

    def _moved(self) -> None:
        self.time.setText(text.clock(self.seconds))
        self.slider.setAccessibleDescription(self.time.text())
        self._settle.start()

    def _scrub(self) -> None:
        """Only the picture asked for last is of use."""
        self._scrubbing.forget()
        self._scrubbing = self._fetch(self.seconds, self._show_bytes)

    def _fetch(self, seconds: float, then: Callable[[bytes], None]) -> Task:
        frames = self._frames
        assert frames is not None
        return self._means.scope.run(
            lambda: required(frames.at(seconds)), then, lambda _error: None
        )

    def _suggestion(self, seconds: float) -> QToolButton:
        label = translate("Editor", "Picture at {time}", time=text.clock(seconds))
        button = given(QToolButton(), toolTip=label, accessibleName=label)
        button.setIconSize(SUGGESTION)
        button.clicked.connect(lambda: self.use_frame(seconds))
        return button

    def _show_bytes(self, data: bytes) -> None:
        self._show(QImage.fromData(data))

    def _show(self, image: QImage) -> None:
        if not image.isNull():
            self.preview.setPixmap(scaled(image, PREVIEW))


def show_icon(button: QToolButton, data: bytes) -> None:
    button.setIcon(QIcon(scaled(QImage.fromData(data), SUGGESTION)))


def scaled(image: QImage, size: QSize) -> QPixmap:
    kept = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(size, kept, smooth))


def required(data: bytes | None) -> bytes:
    if data is None:
        raise NoPoster("There is no picture at that moment.")
    return data
