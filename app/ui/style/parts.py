"""Small helpers that every window needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.style import icons

Q = TypeVar("Q", bound=QObject)


def given(thing: Q, name: str = "", **properties: object) -> Q:
    """`thing` with its object name and Qt properties set (Qt's stubs know too few keywords)."""
    if name:
        thing.setObjectName(name)
    for key, value in properties.items():
        if not thing.setProperty(key, value) and key != "kind":
            raise AttributeError(f"{type(thing).__name__} has no property {key}")
    return thing


def tool_button(
    name: str, picture: str, label: str, do: Callable[[], object] | None = None, side: int = 18
) -> QToolButton:
    """A button with an icon; its label is the tool tip and what a screen reader says."""
    button = given(QToolButton(), name, toolTip=label, accessibleName=label)
    button.setIcon(icons.icon(picture))
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
