"""A box over the window, which goes as it came."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app.ui.style.parts import by_font

MARGIN = 16


class OverWindow(QFrame):
    """Lies over `window`, which is a top-level one, until Escape, or a click beside it.

    Part of the window rather than one of its own, so that it has its place on Wayland too; whoever
    had the keyboard gets it back.
    """

    role_told = QAccessible.Role.Dialog

    def __init__(self, window: QWidget, widest: int, tallest: int) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._widest, self._tallest = window, widest, tallest
        self._before = QApplication.focusWidget()
        window.installEventFilter(self)
        self._handle = window.windowHandle()
        if self._handle is not None:
            self._handle.installEventFilter(self)

    def open_at(self, first: QWidget) -> None:
        """With the keyboard at `first`."""
        self._place()
        self.show()
        self.raise_()
        first.setFocus()

    def limit(self, tallest: int) -> None:
        """It needs no more than that."""
        self._tallest = tallest
        self._place()

    def leave(self) -> None:
        before, inside = self._before, self.isAncestorOf(QApplication.focusWidget() or self)
        self.close()
        if inside and before is not None and before.isVisible():
            before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        is_press = watched is self._handle and event.type() == QEvent.Type.MouseButtonPress
        seen = is_press and self.isVisible()
        if seen and isinstance(event, QMouseEvent) and not self._has(event):
            self.leave()
            return True
        return super().eventFilter(watched, event)

    def _has(self, event: QMouseEvent) -> bool:
        return self.geometry().contains(event.position().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, ahead: bool) -> bool:
        """Tab stays in the box: what is below it can't be seen."""
        # Not along Qt's own chain: PySide takes each of it for a child of the one before.
        tab = Qt.FocusPolicy.TabFocus
        stops = [
            each
            for each in self.findChildren(QWidget)
            if each.focusPolicy() & tab == tab and each.isEnabled() and each.isVisible()
        ]
        focused = QApplication.focusWidget()
        place = stops.index(focused) if focused in stops else -1 if ahead else 0
        if stops:
            reason = Qt.FocusReason.TabFocusReason if ahead else Qt.FocusReason.BacktabFocusReason
            stops[(place + (1 if ahead else -1)) % len(stops)].setFocus(reason)
        return bool(stops)

    def _place(self) -> None:
        room = self._window.rect()
        width = min(by_font(self._widest), room.width() - 2 * MARGIN)
        height = min(self._tallest, room.height() - 2 * MARGIN)
        left = (room.width() - width) // 2
        top = max(MARGIN, min(room.height() // 8, room.height() - height - MARGIN))
        self.setGeometry(QRect(left, top, width, height))
