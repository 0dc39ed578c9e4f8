"""When the controls are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.style.parts import timer

HIDE_MS = 2500
TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class Hiding(QObject):
    """Shows the bars of a view, and hides them and the pointer when nothing moved for a while, as
    long as `may_hide` says so; `in_use`, and those with the keyboard in them, are looked at again
    later. Tab shows them, too: into what is hidden it leads nowhere."""

    changed = Signal()
    """They are there, or are not any more."""

    def __init__(
        self,
        view: QWidget,
        bars: Sequence[QWidget],
        others: Sequence[QWidget],
        in_use: Callable[[], bool],
        may_hide: Callable[[], bool],
    ) -> None:
        super().__init__(view)
        self._view, self._bars, self._others = view, bars, others
        self._in_use, self._may_hide = in_use, may_hide
        self.timer = timer(self, HIDE_MS, self._hide)
        view.installEventFilter(self)

    def use(self, bars: Sequence[QWidget]) -> None:
        """Others from now on; the ones before are gone."""
        for bar in self._bars:
            bar.hide()
        self._bars = bars
        self.show()

    def show(self) -> None:
        self._view.unsetCursor()
        came = any(bar.isHidden() for bar in self._bars)
        for bar in self._bars:
            bar.show()
        self.wait()
        if came:
            self.changed.emit()

    def wait(self) -> None:
        """From now on."""
        self.timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in TABS:
            self.show()
        return super().eventFilter(watched, event)

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and any(bar.isAncestorOf(focused) for bar in self._bars)

    def _hide(self) -> None:
        if (self._in_use() or self._has_keyboard()) and self._view.isVisible():
            self.wait()
        elif self._may_hide():
            for overlay in (*self._bars, *self._others):
                overlay.hide()
            self._view.setCursor(Qt.CursorShape.BlankCursor)
            self.changed.emit()
