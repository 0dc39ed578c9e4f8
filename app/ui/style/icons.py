"""Our own line icons, drawn when they are shown, in the colours of that moment."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.ui.style.theme import ROLES, Colours, resource

ROLE_OF = {name: role for role, name in reversed(ROLES.items())}
ON_PICTURE = Colours().on_picture


@lru_cache(maxsize=64)
def drawing(name: str) -> str:
    """The SVG of an icon; its strokes and fills are `currentColor`."""
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """`side` is in device-independent pixels."""
    renderer = QSvgRenderer(QByteArray(drawing(name).replace("currentColor", colour).encode()))
    result = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter)
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


class Drawn(QIconEngine):
    """Asks for its colour when it is painted: another theme needs no other icons."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour
        self._clones: list[Drawn] = []

    def iconName(self) -> str:
        return self._name

    def clone(self) -> QIconEngine:
        # Qt does not take a clone over from Python: somebody here has to keep it.
        self._clones.append(Drawn(self._name, self._colour))
        return self._clones[-1]

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        ratio = abs(painter.deviceTransform().m11())
        picture = self._picture(side, ratio, mode)
        corner = rect.center() - QPoint((side - 1) // 2, (side - 1) // 2)
        painter.drawPixmap(corner, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return self._picture(min(size.width(), size.height()), 1.0, mode)

    def _picture(self, side: int, ratio: float, mode: QIcon.Mode) -> QPixmap:
        return pixmap(self._name, colour_now(self._colour, mode), max(1, side), ratio)


def colour_now(colour: str, mode: QIcon.Mode = QIcon.Mode.Normal) -> str:
    """One that Qt has a role for is what the application is dressed in."""
    if (role := ROLE_OF.get(colour)) is None:
        return colour
    disabled = mode == QIcon.Mode.Disabled
    if disabled:
        role = QPalette.ColorRole.WindowText
    group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
    return QApplication.palette().color(group, role).name()


@lru_cache(maxsize=128)
def icon(name: str, colour: str = "text") -> QIcon:
    """Crisp at every size, and greyed where its button is disabled. `colour` is the name of one of
    `Colours` that follows the theme (`text`, `quiet`, `bad`, `accent_text`, `on_accent`), or a
    value that stays."""
    return QIcon(Drawn(name, colour))


def lighten(root: QWidget) -> None:
    """The buttons below it lie on a picture or film, which is dark in every theme."""
    for button in root.findChildren(QAbstractButton):
        if name := button.icon().name():
            button.setIcon(icon(name, ON_PICTURE))
