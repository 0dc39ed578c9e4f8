"""What comes after this film, as a list to choose from and to put in order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from app.server.videos import Video
from app.ui.player.following.queue import PlayQueue, Repeat
from app.ui.player.following.rows import Rows, UpNextPainter
from app.ui.style import icons
from app.ui.style.parts import given, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import translate

WIDTH = 340
NARROW = 900
"""Below this there is no room beside the picture: the list lies on it."""
OWN_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
AFTER_ALL = {Repeat.OFF: Repeat.ALL, Repeat.ALL: Repeat.ONE, Repeat.ONE: Repeat.OFF}


class UpNextList(QListView):
    """Keys: Enter plays, Delete removes, Alt with an arrow moves."""

    def __init__(self, panel: UpNextPanel) -> None:
        super().__init__()
        self._panel = panel
        self._pressed = QModelIndex()

    def event(self, event: QEvent) -> bool:
        """Its own keys are no shortcuts of the player while it has the keyboard."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._panel.key(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.indexAt(at) == self._pressed:
            self._panel.click(at)


class UpNextPanel(QWidget):
    """Shows a queue and says what the viewer wants of it; numbers are those of its entries."""

    chosen = Signal(int)
    """A place in what is ahead."""
    removed = Signal(int)
    moved = Signal(int, int)
    cleared = Signal()
    shuffle_wanted = Signal(bool)
    repeat_wanted = Signal(object)
    autoplay_wanted = Signal(bool)
    close_wanted = Signal()

    def __init__(self, colours: Colours, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("up_next")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._wanted = False
        self._repeat = Repeat.OFF
        self.rows = Rows(self)
        self._painter = UpNextPainter(colours, self)
        self.list = self._new_list()
        self.empty = given(
            QLabel(
                translate(
                    "Player",
                    "Nothing comes after this. “Play next” and “Add to queue” in a video's menu "
                    "put it here.",
                )
            ),
            "quiet",
            wordWrap=True,
        )
        self._lay_out()
        self._wire()
        self.hide()

    def _new_list(self) -> UpNextList:
        rows = given(
            UpNextList(self), "up_next_list", accessibleName=translate("Player", "Up next")
        )
        rows.setModel(self.rows)
        rows.setItemDelegate(self._painter)
        rows.setUniformItemSizes(True)
        rows.setMouseTracking(True)
        rows.setDragDropMode(QListView.DragDropMode.InternalMove)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        return rows

    def _lay_out(self) -> None:
        shuffle, close = translate("Player", "Shuffle"), translate("Player", "Close (Q)")
        clear = translate("Player", "Remove all")
        self.shuffle = tool_button("shuffle", "shuffle", shuffle, self._shuffle)
        self.shuffle.setCheckable(True)
        self.repeat = tool_button("repeat", *repeat_button(Repeat.OFF), self._turn_repeat)
        self.repeat.setCheckable(True)
        self.clear = tool_button("clear_queue", "delete", clear, self.cleared.emit)
        self.autoplay = given(QCheckBox(translate("Player", "Autoplay")), "autoplay")
        top = QHBoxLayout()
        top.addWidget(given(QLabel(translate("Player", "Up next")), "title"), 1)
        for button in (self.shuffle, self.repeat, self.clear):
            top.addWidget(button)
        top.addWidget(tool_button("close_queue", "close", close, self.close_wanted.emit))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 6, 10)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.autoplay)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)

    def _wire(self) -> None:
        self.autoplay.toggled.connect(self.autoplay_wanted)
        self.rows.moved.connect(self.moved)

    # What it shows

    def show_queue(self, queue: PlayQueue, picture_of: Callable[[Video], QImage | None]) -> None:
        self._painter.picture_of = picture_of
        here = self.list.currentIndex().row()
        self.rows.show_entries(queue.ahead)
        if queue.ahead and here >= 0:
            self.list.setCurrentIndex(self.rows.index(min(here, len(queue.ahead) - 1)))
        self.empty.setVisible(not queue.ahead)
        self.list.setVisible(bool(queue.ahead))
        self.clear.setEnabled(bool(queue.ahead))
        self.shuffle.setChecked(queue.shuffled)
        self._repeat = queue.repeat
        picture, label = repeat_button(queue.repeat)
        self.repeat.setIcon(icons.icon(picture))
        self.repeat.setToolTip(label)
        self.repeat.setAccessibleName(label)
        self.repeat.setChecked(queue.repeat is not Repeat.OFF)

    def show_autoplay(self, on: bool) -> None:
        self.autoplay.blockSignals(True)
        self.autoplay.setChecked(on)
        self.autoplay.blockSignals(False)

    def touch(self) -> None:
        """A picture has arrived."""
        self.list.viewport().update()

    # Where it is

    def toggle(self, room: QRect) -> None:
        """Shown beside the picture until it is taken away; on the picture for once."""
        shown = not self.isHidden()
        if room.width() >= NARROW:
            self._wanted = not shown
        self.setVisible(not shown)

    def place(self, room: QRect) -> QRect:
        """Take a place in a room that has changed; what is left of it for the picture."""
        width = min(WIDTH, room.width())
        left = 0 if self.isRightToLeft() else room.width() - width
        self.setGeometry(left, 0, width, room.height())
        if room.width() < NARROW or self.isHidden():
            return room
        return room.adjusted(width, 0, 0, 0) if left == 0 else room.adjusted(0, 0, -width, 0)

    def fit(self, room: QRect) -> None:
        """Go where there is no room any more, and come back where there is."""
        self.setVisible(self._wanted and room.width() >= NARROW)

    # What the viewer does

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether it means something here."""
        row = self.list.currentIndex().row()
        entry = self.rows.entry(row)
        if entry is None:
            return False
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(row)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(entry.number)
        elif step is not None and modifiers & Qt.KeyboardModifier.AltModifier:
            if self.rows.entry(row + step) is not None:
                self.list.setCurrentIndex(self.rows.index(row + step))
                self.moved.emit(entry.number, row + step)
        else:
            return False
        return True

    def click(self, at: QPoint) -> None:
        """On a row, or on the button at its end."""
        index = self.list.indexAt(at)
        entry = self.rows.entry(index.row())
        if entry is None:
            return
        row, direction = self.list.visualRect(index), self.list.layoutDirection()
        if self._painter.button(row, direction).contains(at):
            self.removed.emit(entry.number)
        else:
            self.chosen.emit(index.row())

    def _shuffle(self) -> None:
        self.shuffle_wanted.emit(self.shuffle.isChecked())

    def _turn_repeat(self) -> None:
        self.repeat_wanted.emit(AFTER_ALL[self._repeat])

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 400)


def repeat_button(repeat: Repeat) -> tuple[str, str]:
    match repeat:
        case Repeat.ALL:
            return "repeat", translate("Player", "Repeat: all")
        case Repeat.ONE:
            return "repeat-one", translate("Player", "Repeat: this video")
        case _:
            return "repeat", translate("Player", "Repeat: off")
