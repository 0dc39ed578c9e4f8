"""Small helpers that every window needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self, TypeVar

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, QTimer
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
    """Open a menu at a place of the screen, or beside it where it would leave the window."""
    room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
    size = menu.sizeHint()
    left = max(room.left(), min(at.x(), room.right() - size.width()))
    top = max(room.top(), min(at.y(), room.bottom() - size.height()))
    menu.popup(QPoint(left, top))


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
