"""What a search might be for, below the field where it is typed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem

from app.server.videos import ChannelBrief
from app.server.viewing import Suggestions
from app.ui.background import Task
from app.ui.navigation.page import Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style import icons
from app.ui.style.parts import given, timer
from app.ui.style.words import translate

PAUSE_MS = 150
LEAST_LETTERS = 2
ROW_HEIGHT = 38
FRAME = 7
"""Its padding and its line, as the style sheet has them."""
SUGGESTION = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title to search for, or a channel to go to."""

    words: str
    channel: ChannelBrief | None = None

    def __str__(self) -> str:
        return f"{self.words}  @{self.channel.handle}" if self.channel else self.words


def offered(found: Suggestions) -> tuple[Suggestion, ...]:
    """Channels first: there are few, and who types a name means it."""
    channels = (Suggestion(channel.name, channel) for channel in found.channels)
    return (*channels, *map(Suggestion, dict.fromkeys(found.titles)))


class SuggestionList(QListWidget):
    """Lies over the window below `field`, which keeps the keyboard. Says what was chosen."""

    go_wanted = Signal(object)
    """A `Place`: that of a channel."""
    search_wanted = Signal(str)

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field.window())
        self._field = field
        self._visit: Visit | None = None
        self._task = Task()
        given(self, "suggestions", accessibleName=translate("Search", "Suggestions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(18, 18))
        self.setMouseTracking(True)
        self.hide()
        self._pause = timer(self, PAUSE_MS, self._ask)
        self.itemEntered.connect(self.setCurrentItem)
        self.itemClicked.connect(self._choose)
        field.textEdited.connect(self._typed)
        field.installEventFilter(self)
        field.window().installEventFilter(self)

    def attach(self, visit: Visit) -> None:
        self._visit = visit

    def detach(self) -> None:
        self._visit = None
        self.close_list()

    def close_list(self) -> None:
        """What is still on its way is not wanted any more, either."""
        self._pause.stop()
        self._task.forget()
        self.hide()
        self.clear()

    # Asking

    def _typed(self, text: str) -> None:
        self._task.forget()
        if len(text.strip()) < LEAST_LETTERS or "://" in text:
            self.close_list()
        else:
            self._keep_fitting(text)
            self._pause.start()

    def _keep_fitting(self, text: str) -> None:
        """Until the answer comes, nothing is shown that does not fit what is typed by now."""
        self.setCurrentRow(-1)
        for row in reversed(range(self.count())):
            if not fits(self.item(row).text(), text):
                self.takeItem(row)
        self._show()

    def _ask(self) -> None:
        if (visit := self._visit) is not None:
            query, viewing = self._field.text().strip(), visit.client.viewing
            self._task = visit.scope.run(
                lambda: viewing.suggestions(query),
                lambda found: self._answered(query, found),
                lambda _error: self.close_list(),
            )

    def _answered(self, query: str, found: Suggestions) -> None:
        """Suggestions for what is not typed there any more are of no use."""
        if query != self._field.text().strip() or not self._field.hasFocus():
            return
        self.clear()
        for suggestion in offered(found):
            self.addItem(self._item(suggestion))
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self.count()))
        self._place()
        self.raise_()

    def _item(self, suggestion: Suggestion) -> QListWidgetItem:
        icon = "account" if suggestion.channel else "search"
        item = QListWidgetItem(icons.icon(icon, "quiet"), str(suggestion))
        item.setData(SUGGESTION, suggestion)
        item.setSizeHint(QSize(0, ROW_HEIGHT))
        return item

    def _place(self) -> None:
        """As wide as the field, and right below it."""
        window, below = self._field.window(), self._field.rect().bottomLeft() + QPoint(0, 5)
        corner = self._field.mapTo(window, below)
        room = window.height() - corner.y() - FRAME
        height = min(self.count() * ROW_HEIGHT + 2 * FRAME, room)
        self.setGeometry(corner.x(), corner.y(), self._field.width(), height)

    # Choosing

    def _choose(self, item: QListWidgetItem) -> None:
        suggestion: Suggestion = item.data(SUGGESTION)
        self.close_list()
        if (channel := suggestion.channel) is not None:
            self.go_wanted.emit(Place(Kind.CHANNEL, channel.id))
        else:
            self.search_wanted.emit(suggestion.words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._field:
            if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._pressed(event)
            if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
                self.close_list()
        elif kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list, and not for the field."""
        if self.isHidden():
            return False
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Escape:
                self.close_list()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.currentItem() is not None:
                self._choose(self.currentItem())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.close_list()
                return False
            case _:
                return False
        return True

    def _step(self, step: int) -> None:
        """Up and down, with the field itself between the last and the first."""
        row = (self.currentRow() + 1 + step) % (self.count() + 1) - 1
        self.setCurrentRow(row)
        if (item := self.currentItem()) is not None:
            words = QAccessibleAnnouncementEvent(self, item.text())
            QAccessible.updateAccessibility(words)


def fits(suggestion: str, typed: str) -> bool:
    """Whether it has every word, as far as they are typed."""
    return all(word in suggestion.casefold() for word in typed.casefold().split())
