"""Channels side by side, each with its picture and name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.server.viewing import Channel
from app.ui.cards.avatar import Avatar
from app.ui.cards.posters import Posters
from app.ui.style.labels import plain_tip
from app.ui.style.parts import given
from app.ui.style.theme import Colours
from app.ui.style.words import translate

SIDE, WIDTH, HEIGHT = 56, 96, 104


class ChannelButton(QPushButton):
    def __init__(self, colours: Colours, channel: Channel, posters: Posters) -> None:
        super().__init__()
        given(self, f"channel_{channel.id}", kind="flat")
        self.setAccessibleName(channel.name)
        self.setToolTip(plain_tip(channel.name))
        avatar = Avatar(colours, SIDE)
        avatar.show_channel(channel, posters)
        name = QLabel()
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        room = WIDTH - 12
        elided = name.fontMetrics().elidedText(channel.name, Qt.TextElideMode.ElideRight, room)
        name.setText(elided)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 4, 6)
        layout.addWidget(avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(name)
        for widget in (avatar, name):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(WIDTH, HEIGHT)


class ChannelStrip(QScrollArea):
    """Hidden without channels; scrolls to the side."""

    chosen = Signal(object)
    """A `Channel`."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        given(self, "channel_strip", accessibleName=translate("Home", "Channels you follow"))
        self._colours = colours
        self.channels: tuple[Channel, ...] = ()
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollBarPolicy(off)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.hide()

    def show_channels(self, channels: Sequence[Channel], posters: Posters) -> None:
        if tuple(channels) != self.channels:
            self.channels = tuple(channels)
            self._fill(posters)

    def clear(self) -> None:
        self.channels = ()
        self.hide()

    def _fill(self, posters: Posters) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for channel in self.channels:
            button = ChannelButton(self._colours, channel, posters)
            button.clicked.connect(lambda _checked=False, it=channel: self.chosen.emit(it))
            row.addWidget(button)
        row.addStretch()
        self.setWidget(inside)
        self.setVisible(bool(self.channels))

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT if self.channels else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if abs(turned.x()) > abs(turned.y()):
            super().wheelEvent(event)
        else:
            event.ignore()
