"""The icon in the tray: how far everything is, and what one can do without the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.ui.desktop.tally import Overall
from app.ui.style.theme import Colours
from app.ui.style.words import translate

SIDE = 64
BAR = QRectF(2, 50, 60, 12)
STEPS = 20
"""The bar moves by so many steps: each one is sent to the desktop as a picture."""


@dataclass(frozen=True, slots=True)
class TrayActions:
    """What the menu leads to."""

    open: Callable[[], None]
    upload: Callable[[], None]
    pause_all: Callable[[], None]
    resume_all: Callable[[], None]
    send_anyway: Callable[[], None]
    quit: Callable[[], None]


class Tray:
    def __init__(self, icon: QSystemTrayIcon, picture: QIcon, do: TrayActions) -> None:
        """`icon` is shown at once; `picture` is Matinee's own."""
        self._icon, self._picture, self._step = icon, picture, -1
        self.menu = QMenu()
        add = self.menu.addAction
        add(translate("Desktop", "Open Matinee")).triggered.connect(do.open)
        add(translate("Desktop", "Upload videos…")).triggered.connect(do.upload)
        self.menu.addSeparator()
        self.pause = add(translate("Desktop", "Pause all uploads"))
        self.resume = add(translate("Desktop", "Resume all uploads"))
        self.anyway = add(translate("Desktop", "Send anyway"))
        self.pause.triggered.connect(do.pause_all)
        self.resume.triggered.connect(do.resume_all)
        self.anyway.triggered.connect(do.send_anyway)
        self.menu.addSeparator()
        add(translate("Desktop", "Quit")).triggered.connect(do.quit)
        icon.setContextMenu(self.menu)
        icon.activated.connect(lambda reason: self._press(reason, do.open))
        self.show(Overall(), "")
        icon.show()

    @property
    def is_there(self) -> bool:
        """Or whoever shows it has gone."""
        return self._icon.isVisible() and self._icon.isSystemTrayAvailable()

    def show(self, overall: Overall, why_held: str) -> None:
        """How far everything is, and why it waits."""
        lines = ("Matinee", overall.words, why_held if overall.count else "")
        self._icon.setToolTip("\n".join(line for line in lines if line))
        self.pause.setVisible(overall.count > 0)
        self.resume.setVisible(overall.paused > 0)
        self.anyway.setVisible(bool(why_held))
        step = round(overall.share * STEPS) if overall.count else -1
        if step != self._step or self._icon.icon().isNull():
            self._step = step
            self._icon.setIcon(
                with_bar(self._picture, step / STEPS) if step >= 0 else self._picture
            )

    def say(self, title: str, words: str) -> None:
        """Where the desktop has nothing better to say it with."""
        self._icon.showMessage(title, words, self._picture)

    def close(self) -> None:
        self._icon.hide()
        self.menu.deleteLater()

    def _press(self, reason: QSystemTrayIcon.ActivationReason, do: Callable[[], None]) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            do()


def with_bar(picture: QIcon, share: float) -> QIcon:
    """Matinee's picture above a bar that is filled that far. The tray has colours of its own, so
    these are those of the dark theme, on a dark ground of their own."""
    colours = Colours()
    drawn = QPixmap(SIDE, SIDE)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    picture.paint(painter, 8, 0, 48, 48)
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, width in ((colours.raised, 1.0), (colours.accent, share)):
        filled = QRectF(BAR.topLeft(), BAR.size())
        filled.setWidth(max(BAR.height(), BAR.width() * width) if width else 0)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(filled, 6, 6)
    painter.end()
    return QIcon(drawn)
