"""What wheels tell, in notches."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent

NOTCH = 120
"""As Qt counts."""


class Notches:
    """Fine wheels send many small turns, which add up."""

    def __init__(self) -> None:
        self._turned = 0

    def of(self, event: QWheelEvent) -> int:
        """Whole ones by now, away from the viewer; back they are negative."""
        self._turned += event.angleDelta().y()
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        return notches
