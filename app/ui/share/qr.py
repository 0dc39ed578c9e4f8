"""An address as a picture that a telephone reads. The only module that knows segno."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.style.words import translate

MOST_SIDE = 176
LEAST_MODULE = 3
QUIET_MODULES = 4
"""So much white around it is part of the code."""


class QrCode(QWidget):
    """Black on white whatever the theme: not every reader knows the inverse."""

    role_told = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[bytes, ...] = ()
        self._module = LEAST_MODULE
        self.setObjectName("qr_code")
        self.setAccessibleName(translate("Share", "QR code of the link"))
        self.setToolTip(translate("Share", "Opens the link on a telephone"))

    def show_address(self, address: str) -> None:
        import segno  # when the first dialog opens: the window needs no codes to appear

        code = segno.make(address, micro=False, error="m")
        self._rows = tuple(bytes(row) for row in code.matrix)
        count = len(self._rows) + 2 * QUIET_MODULES
        self._module = max(LEAST_MODULE, MOST_SIDE // count)
        self.setFixedSize(QSize(count, count) * self._module)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        module, first = self._module, QUIET_MODULES * self._module
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    left, top = first + x * module, first + y * module
                    painter.fillRect(left, top, module, module, Qt.GlobalColor.black)
