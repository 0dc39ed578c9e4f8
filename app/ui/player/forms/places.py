"""Where something small goes; pure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize

MARGIN = 16
MINI_SHARE, MINI_LEAST, MINI_MOST = 0.3, 240, 400
PIP = QSize(480, 270)


def mini_place(room: QRect, *, right_to_left: bool) -> QRect:
    """In the lower corner at the end of the lines, as wide as there is room for beside the page."""
    width = round(min(MINI_MOST, max(MINI_LEAST, room.width() * MINI_SHARE)))
    size = QSize(min(width, room.width()), width * 9 // 16)
    return in_corner(room, size, right_to_left=right_to_left)


def in_corner(room: QRect, size: QSize, *, right_to_left: bool = False) -> QRect:
    inside = room.marginsRemoved(QMargins(MARGIN, MARGIN, MARGIN, MARGIN))
    left = inside.left() if right_to_left else inside.right() - size.width() + 1
    return QRect(QPoint(left, inside.bottom() - size.height() + 1), size)


def pip_place(kept: object, screens: Sequence[QRect], here: QRect) -> QRect:
    """Where it was the last time, if there still is a screen; else in a corner of this one."""
    if isinstance(kept, QRect) and any(screen.contains(kept.center()) for screen in screens):
        return kept
    return in_corner(here, PIP)
