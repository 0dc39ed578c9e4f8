"""What painted widgets are, for assistive technology: Qt only knows its own."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


def tell_roles() -> None:
    """From now on a widget with a `role_told` has that role; asked for once per widget, and only
    while somebody listens."""
    QAccessible.installFactory(interface_of)


def interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "role_told", None)
    if role is None or not isinstance(thing, QWidget):
        return None
    return QAccessibleWidget(thing, role)
