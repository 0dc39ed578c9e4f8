"""Small helpers that every window needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QScrollArea, QToolButton, QWidget

from app.ui.style import icons
from app.ui.style.theme import USUAL_POINTS

Q = TypeVar("Q", bound=QObject)
TITLE_BAR = QSize(0, 36)


def given(thing: Q, name: str = "", **properties: object) -> Q:
    """`thing` with its object name and Qt properties set (Qt's stubs know too few keywords)."""
    if name:
        thing.setObjectName(name)
    for key, value in properties.items():
        if not thing.setProperty(key, value) and key != "kind":
            raise AttributeError(f"{type(thing).__name__} has no property {key}")
    if isinstance(thing, QComboBox) and "accessibleName" in properties:
        # What is chosen is its name on Linux, whatever name it was given.
        thing.setAccessibleDescription(thing.accessibleName())
    return thing


def tool_button(
    name: str,
    picture: str,
    label: str,
    do: Callable[[], object] | None = None,
    side: int = 18,
    colour: str = "text",
) -> QToolButton:
    """A button with an icon; its label is the tool tip and what a screen reader says."""
    button = given(QToolButton(), name, toolTip=label, accessibleName=label)
    button.setIcon(icons.icon(picture, colour))
    button.setIconSize(QSize(side, side))
    if do is not None:
        button.clicked.connect(lambda: do())
    return button


def restyle(widget: QWidget, kind: str) -> None:
    """Change the `kind` that the style sheet looks at."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def timer(parent: QObject, interval_ms: int, call: Callable[[], object]) -> QTimer:
    """Calls once, when nobody has started it again for that long."""
    result = QTimer(parent)
    result.setSingleShot(True)
    result.setInterval(interval_ms)
    result.timeout.connect(lambda: call())
    return result


class IconView(QWidget):
    """An icon by itself, in the colours of the moment."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._icon = QIcon()
        self.setFixedSize(side, side)

    def show_icon(self, picture: str, colour: str = "text") -> Self:
        """`colour` as in `icons.icon`."""
        self._icon = icons.icon(picture, colour)
        self.update()
        return self

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect())


def popup_within(menu: QMenu, window: QWidget, at: QPoint) -> None:
    """Open a menu at a place of the screen, or beside it where it would leave the window; those
    below it stay in that, too."""
    room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
    size = menu.sizeHint()
    left = max(room.left(), min(at.x(), room.right() - size.width()))
    top = max(room.top(), min(at.y(), room.bottom() - size.height()))
    Submenus(menu, room)
    menu.popup(QPoint(left, top))


class Submenus(QObject):
    """Keeps those of an open menu in its window. Qt looks after the screen alone."""

    def __init__(self, menu: QMenu, room: QRect) -> None:
        super().__init__(menu)
        self._room = room
        menu.aboutToHide.connect(self.deleteLater)
        for below in menu.findChildren(QMenu):
            below.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QMenu):
            above = watched.parent()
            beside = above.geometry() if isinstance(above, QMenu) else QRect()
            watched.move(place_beside(watched.geometry(), beside, self._room))
        return super().eventFilter(watched, event)


def place_beside(wanted: QRect, beside: QRect, room: QRect) -> QPoint:
    """On the side that has room for it, and as high as it must be; what is too large for the room
    is left to the screen."""
    width, height = wanted.width(), wanted.height()
    sides = (wanted.left(), beside.left() - width, beside.right() + 1)
    last = room.right() + 1 - width
    left = next((side for side in sides if room.left() <= side <= last), wanted.left())
    if height > room.height():
        return QPoint(left, wanted.top())
    return QPoint(left, max(room.top(), min(wanted.top(), room.bottom() + 1 - height)))


def by_font(pixels: int) -> int:
    """A width that suits letters of the usual size, for those that there are."""
    return round(pixels * max(1.0, QApplication.font().pointSizeF() / USUAL_POINTS))


def fit_screen(window: QWidget, wanted: QSize) -> None:
    """Give a window its size, or as much of it as the screen has, below a title bar."""
    window.resize(wanted.boundedTo(window.screen().availableSize() - TITLE_BAR))


def bring_up(window: QWidget) -> None:
    """Somebody wants to see it, whatever became of it."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()


def scrolling(inside: QWidget) -> QScrollArea:
    """`inside` in as little height as there is; never wider than it is shown."""
    area = QScrollArea(widgetResizable=True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area
