"""Things said in passing: toasts that go by themselves, and a bar that stays while it is true."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.style.parts import IconView, given, timer, tool_button
from app.ui.style.words import translate

TOAST_MS = 7000
MARGIN = QMargins(18, 18, 18, 18)


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
        self._gone = timer(self, TOAST_MS, self.hide)
        self.button.clicked.connect(self._press)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(18, 10, 8, 10)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.button)
        layout.addWidget(
            tool_button("toast_close", "close", translate("Notices", "Close"), self.hide, 16)
        )
        self.hide()

    def say(
        self,
        words: str,
        label: str = "",
        do: Callable[[], object] | None = None,
        *,
        stays: bool = False,
        for_ms: int = TOAST_MS,
    ) -> None:
        """One that `stays` waits for the user; else it goes after a few seconds."""
        self.words.setText(words)
        self.button.setText(label)
        self.button.setAccessibleName(label)
        self.button.setVisible(bool(label))
        self._do = do or self.hide
        self.show()
        self.place()
        self.raise_()
        if stays:
            self._gone.stop()
        else:
            self._gone.start(for_ms)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @property
    def said(self) -> str:
        """What it says just now; "" while it is not there."""
        return "" if self.isHidden() else self.words.text()

    @property
    def leaves(self) -> bool:
        """Whether it will go by itself."""
        return self._gone.isActive()

    def pass_by(self) -> None:
        """What it says is over, unless it waits for the user."""
        if self.leaves:
            self._gone.stop()
            self.hide()

    def place(self) -> None:
        if self.isHidden():
            return
        room = self._window.rect().marginsRemoved(self._kept_clear() + MARGIN)
        wanted = self.words.fontMetrics().horizontalAdvance(self.words.text()) + 110
        width = min(wanted + self.button.sizeHint().width(), room.width(), 620)
        self.setFixedWidth(width)
        self.setFixedHeight(max(self._row.heightForWidth(width), self.sizeHint().height()))
        self.move(room.left(), room.bottom() - self.height())

    def _press(self) -> None:
        self.hide()
        self._do()


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
        picture = IconView(20)
        picture.show_icon("pause", "quiet") if label else picture.show_icon("warning", "bad")
        self.words = given(QLabel(), "notice_words", wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(12)
        layout.addWidget(picture)
        layout.addWidget(self.words, 1)
        if label:
            self.button = given(QPushButton(label), "notice_button")
            self.button.clicked.connect(self.pressed)
            layout.addWidget(self.button)
        self.hide()

    def say(self, words: str) -> None:
        """An empty sentence takes the bar away."""
        self.words.setText(words)
        self.setVisible(bool(words))
