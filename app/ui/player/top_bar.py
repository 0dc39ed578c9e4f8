"""The strip above the picture: the way back, the title, and what is about the film."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QWidget

from app.ui.player.controls import Shade
from app.ui.style.parts import given, tool_button
from app.ui.style.words import translate


class Title(QLabel):
    """One line, with an ellipsis where it does not fit. To drag it is to drag the film."""

    drag_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pressed_at: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if (pressed := self._pressed_at) is not None:
            way = (event.position().toPoint() - pressed).manhattanLength()
            if way >= QApplication.startDragDistance():
                self._pressed_at = None
                self.drag_wanted.emit()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed_at = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        room, mode = self.contentsRect(), Qt.TextElideMode.ElideRight
        words = self.fontMetrics().elidedText(self.text(), mode, room.width())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        QPainter(self).drawText(room, int(align), words)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class TopBar(Shade):
    back_wanted = Signal()
    share_wanted = Signal()
    queue_wanted = Signal()
    statistics_wanted = Signal()
    mini_wanted = Signal()
    pip_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(at_top=True, parent=parent)
        self.setObjectName("player_top")
        self.title = given(Title(), "player_title", textFormat=Qt.TextFormat.PlainText)
        back, share = translate("Player", "Back to the library"), translate("Player", "Share…")
        queue, statistics = translate("Player", "Up next (Q)"), translate("Player", "Statistics")
        self.back = self._button("back", "back", back, self.back_wanted.emit, 24)
        self.share = self._button("share", "share", share, self.share_wanted.emit)
        self.queue = self._button("show_queue", "queue", queue, self.queue_wanted.emit)
        info = self._button("info", "statistics", statistics, self.statistics_wanted.emit)
        mini, pip = (
            translate("Player", "Small, over the pages"),
            translate("Player", "Picture in picture"),
        )
        self.mini = self._button("mini", "mini-player", mini, self.mini_wanted.emit)
        self.pip = self._button("pip", "picture-in-picture", pip, self.pip_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 30)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        for button in (self.share, self.mini, self.pip, self.queue, info):
            row.addWidget(button)

    def _button(
        self, name: str, picture: str, label: str, do: Callable[[], object], side: int = 20
    ) -> QToolButton:
        button = tool_button(name, picture, label, do, side)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @property
    def in_use(self) -> bool:
        return self.underMouse()
