"""Things said in passing: toasts that go by themselves, and a bar that stays while it is true."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.style.parts import IconView, given, restyle, timer, tool_button
from app.ui.style.words import translate

TOAST_MS = 7000
MARGIN = QMargins(18, 18, 18, 18)


def nothing() -> None:
    """To be gone is enough."""


class ToastMessage(NamedTuple):
    """`do` is done at the press of a button that is called `label`; None stays for ever."""

    words: str
    label: str
    do: Callable[[], object]
    for_ms: int | None


class Toast(QWidget):
    """One sentence at the bottom of the window, perhaps with something to do about it."""

    def __init__(self, parent: QWidget, kept_clear: Callable[[], QMargins]) -> None:
        """`kept_clear` is what at the edges of the window must not be covered."""
        super().__init__(parent)
        self._window, self._kept_clear = parent, kept_clear
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = given(QLabel(), "toast_words", wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.button = given(
            QPushButton(), "toast_button", accessibleName=translate("Notices", "Act on the message")
        )
        self._do: Callable[[], object] = lambda: None
        self._next: ToastMessage | None = None
        self._is_last_chance = False
        self._gone = timer(self, TOAST_MS, self._go)
        self.button.clicked.connect(self._press)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(18, 10, 8, 10)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.button)
        layout.addWidget(
            tool_button("toast_close", "close", translate("Notices", "Close"), self._go, 16)
        )
        self.hide()

    def say(
        self,
        words: str,
        label: str = "",
        do: Callable[[], object] | None = None,
        *,
        stays: bool = False,
        is_last_chance: bool = False,
        for_ms: int = TOAST_MS,
    ) -> None:
        """One that `stays` waits for the user; else it goes after a few seconds. What is said while
        there is a last chance to do something waits until that has gone; the newest of it."""
        said = ToastMessage(words, label, do or nothing, None if stays else for_ms)
        if self._is_last_chance and not self.isHidden() and not is_last_chance:
            self._next = said
            return
        self._next, self._is_last_chance = None, is_last_chance
        self._show(said)

    def _show(self, said: ToastMessage) -> None:
        self.words.setText(said.words)
        self.button.setText(said.label)
        self.button.setAccessibleName(said.label)
        self.button.setVisible(bool(said.label))
        self._do = said.do
        self.show()
        self.place()
        self.raise_()
        if said.for_ms is None:
            self._gone.stop()
        else:
            self._gone.start(said.for_ms)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said.words))

    def _go(self) -> None:
        """Whatever waited has its turn."""
        self.hide()
        self._is_last_chance = False
        if (said := self._next) is not None:
            self._next = None
            self._show(said)

    @property
    def said(self) -> str:
        """What it says just now, or next; "" while it is not there."""
        if self._next is not None:
            return self._next.words
        return "" if self.isHidden() else self.words.text()

    @property
    def leaves(self) -> bool:
        """Whether it will go by itself."""
        return self._gone.isActive()

    def pass_by(self) -> None:
        """What it says is over, unless it waits for the user."""
        if self.leaves:
            self._gone.stop()
            self._next, self._is_last_chance = None, False
            self.hide()

    def place(self) -> None:
        if self.isHidden():
            return
        clear = self._kept_clear()
        if self.isRightToLeft():
            clear = QMargins(clear.right(), clear.top(), clear.left(), clear.bottom())
        room = self._window.rect().marginsRemoved(clear + MARGIN)
        wanted = self.words.fontMetrics().horizontalAdvance(self.words.text()) + 110
        width = min(wanted + self.button.sizeHint().width(), room.width(), 620)
        self.setFixedWidth(width)
        self.setFixedHeight(max(self._row.heightForWidth(width), self.sizeHint().height()))
        left = room.right() - width + 1 if self.isRightToLeft() else room.left()
        self.move(left, room.bottom() - self.height())

    def _press(self) -> None:
        do = self._do
        self._go()
        do()


class Notice(QWidget):
    """A bar below the header, as long as something is the matter, perhaps with something to do
    about it."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None, label: str = "") -> None:
        """One with a button is about what is as it should be."""
        super().__init__(parent)
        self.setObjectName("hold_notice" if label else "notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._has_button = bool(label)
        self._picture = IconView(20)
        self.words = given(QLabel(), "notice_words", wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(12)
        layout.addWidget(self._picture)
        layout.addWidget(self.words, 1)
        if label:
            self.button = given(QPushButton(label), "notice_button")
            self.button.clicked.connect(self.pressed)
            layout.addWidget(self.button)
        self.hide()

    def say(self, words: str, *, is_fault: bool = True) -> None:
        """An empty sentence takes the bar away. What is as it should be is told quietly."""
        calm = self._has_button or not is_fault
        self._picture.show_icon(*(("pause", "quiet") if calm else ("warning", "bad")))
        restyle(self, "calm" if calm else "")
        self.words.setText(words)
        self.setVisible(bool(words))
