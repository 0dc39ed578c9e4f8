"""What is told in passing: in the window to who looks at it, else by the desktop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from PySide6.QtWidgets import QApplication, QWidget

from app.desktop.notifications import DEFAULT, Notification, Notifier
from app.ui.style.words import translate


class Deed(NamedTuple):
    """Something to do about it."""

    label: str
    do: Callable[[], object]


class ToastLike(Protocol):
    @property
    def said(self) -> str: ...
    def say(self, words: str, label: str = "", do: Callable[[], object] | None = None) -> None: ...


class Telling:
    """One thing at a time: the next one takes the place of the last, wherever that stands."""

    def __init__(self, window: QWidget, toast: ToastLike, come_up: Callable[[], None]) -> None:
        self._window, self._toast, self._come_up = window, toast, come_up
        self.notifier: Notifier | None = None
        self.fallback: Callable[[str, str], None] | None = None
        """Shows a title and words where nobody shows notifications."""
        self.is_looked_at: Callable[[], bool] = lambda: QApplication.activeWindow() is not None
        self._words = ""

    @property
    def is_for_desktop(self) -> bool:
        """Nobody looks at the window, and somebody else can say it."""
        return self.notifier is not None and not self.is_looked_at()

    def say(self, words: str, deeds: Sequence[Deed] = (), *, urgent: bool = False) -> None:
        """The first deed is the one that the window offers."""
        first = deeds[0] if deeds else Deed("", self._come_up)
        self._words = words
        if self.notifier is None or not self.is_for_desktop:
            self._toast.say(words, first.label, first.do)
            QApplication.alert(self._window)
            return
        labels = {str(number): deed.label for number, deed in enumerate(deeds)}
        opens = {DEFAULT: translate("Desktop", "Open")}
        self.notifier.show(
            Notification("Matinee", words, {**labels, **opens}, is_urgent=urgent),
            lambda key: self._act(key, deeds),
            lambda: self._refused(words, first),
        )

    def is_said(self, words: str) -> bool:
        """It still stands there."""
        if self.notifier is not None and self.notifier.is_shown and self._words == words:
            return True
        return self._toast.said == words

    def _act(self, key: str, deeds: Sequence[Deed]) -> None:
        self._come_up()
        if key.isdecimal():
            deeds[int(key)].do()

    def _refused(self, words: str, deed: Deed) -> None:
        """It is said twice: where nobody may look, and where it waits."""
        if self.fallback is not None:
            self.fallback("Matinee", words)
        self._toast.say(words, deed.label, deed.do)
