"""The mouse and fingers on the picture."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QInputDevice, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.player.seeking.taps import Taps, Third
from app.ui.style.wheel import Notches

SYNTHESIZED = (
    Qt.MouseEventSource.MouseEventSynthesizedBySystem,
    Qt.MouseEventSource.MouseEventSynthesizedByQt,
)


class Gestures(QObject):
    """Of the widgets that it watches, which lie where the picture is. They take no touches of their
    own, so that Qt makes clicks of these, which tell where they come from."""

    moved = Signal()
    clicked = Signal()
    double_clicked = Signal()
    tapped = Signal(Taps)
    """By a finger, which is no click: the film goes on."""
    turned = Signal(int)
    """Notches of the wheel, away from the viewer; back they are negative."""
    menu_wanted = Signal(QPoint)
    """At a place of the screen."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._pressed_at: QPointF | None = None
        self._opened = QDeadlineTimer(0)
        self._notches, self._taps = Notches(), Taps()
        self.patience_ms = 2 * QApplication.doubleClickInterval()
        """So long after a film was opened, clicks are still those that opened it."""

    def watch(self, picture: QWidget) -> None:
        picture.setMouseTracking(True)
        picture.installEventFilter(self)

    def begin(self) -> None:
        """A film was opened, perhaps by the first of two clicks."""
        self._opened = QDeadlineTimer(self.patience_ms)
        self._pressed_at, self._taps = None, Taps()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                self.moved.emit()
                self._drag(event)
            case QEvent.Type.MouseButtonPress if left(event):
                self._press(event)
            case QEvent.Type.MouseButtonDblClick if left(event) and by_finger(event):
                self._press(event)
            case QEvent.Type.MouseButtonDblClick if left(event):
                self._double_click()
            case QEvent.Type.MouseButtonRelease if left(event):
                self._release(watched, event)
            case QEvent.Type.Wheel if isinstance(event, QWheelEvent):
                if notches := self._notches.of(event):
                    self.turned.emit(notches)
            case QEvent.Type.ContextMenu if isinstance(event, QContextMenuEvent):
                self.menu_wanted.emit(event.globalPos())
            case _:
                return super().eventFilter(watched, event)
        return True

    def _press(self, event: QEvent) -> None:
        if self._opened.hasExpired() and isinstance(event, QMouseEvent):
            self._pressed_at = event.globalPosition()

    def _drag(self, event: QMouseEvent) -> None:
        """The window goes with the picture, unless it fills the screen."""
        handle = self._view.window().windowHandle()
        if self._pressed_at is None or handle is None or self._view.window().isFullScreen():
            return
        way = (event.globalPosition() - self._pressed_at).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._pressed_at = None
            handle.startSystemMove()

    def _release(self, picture: QObject, event: QEvent) -> None:
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None:
            return
        if isinstance(picture, QWidget) and isinstance(event, QMouseEvent) and by_finger(event):
            self._tap(event, event.position().x() / max(1, picture.width()))
        else:
            self.clicked.emit()

    def _tap(self, event: QMouseEvent, across: float) -> None:
        patience_ms = QApplication.doubleClickInterval()
        self._taps = self._taps.then(Third.at(across), event.timestamp(), patience_ms)
        self.moved.emit()
        self.tapped.emit(self._taps)

    def _double_click(self) -> None:
        self._pressed_at = None
        if self._opened.hasExpired():
            self.double_clicked.emit()


def left(event: QEvent) -> bool:
    return isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton


def by_finger(event: QEvent) -> bool:
    """Also where not Qt, but the system made a click of it."""
    if not isinstance(event, QMouseEvent):
        return False
    touched = event.deviceType() == QInputDevice.DeviceType.TouchScreen
    return touched or event.source() in SYNTHESIZED
