"""What can be done with a film that plays small over the pages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.player.engine.api import Phase, PlayerState
from app.ui.player.controls import play_button, set_button
from app.ui.style import icons
from app.ui.style.parts import tool_button
from app.ui.style.words import translate


class MiniBar(QWidget):
    """Lies over the upper edge of the player, and goes with its width."""

    toggle_wanted = Signal()
    large_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mini_bar")
        self._player = parent
        large, close = translate("Player", "Make it large"), translate("Player", "Stop")
        self.play = tool_button("mini_play", *play_button(Phase.IDLE), self.toggle_wanted.emit, 22)
        self.large = tool_button("mini_large", "full-screen", large, self.large_wanted.emit, 20)
        self.stop = tool_button("mini_close", "close", close, self.close_wanted.emit, 20)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.addWidget(self.play)
        row.addStretch(1)
        for button in (self.large, self.stop):
            row.addWidget(button)
        icons.lighten(self)
        parent.installEventFilter(self)
        self.hide()

    def show_state(self, state: PlayerState) -> None:
        set_button(self.play, *play_button(state.phase))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        self._place()
        super().showEvent(event)

    def _place(self) -> None:
        self.setGeometry(0, 0, self._player.width(), self.sizeHint().height())
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = Qt.GlobalColor.black
        painter = QPainter(self)
        painter.setOpacity(0.6)
        painter.fillRect(self.rect(), shade)
