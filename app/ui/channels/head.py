"""What stands above a channel's videos."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStyle, QVBoxLayout, QWidget

from app.server.viewing import Channel
from app.ui.cards.avatar import Avatar
from app.ui.channels.banner import Banner
from app.ui.style import icons, text
from app.ui.style.labels import plain_label
from app.ui.style.painting import fill
from app.ui.style.parts import given, restyle, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import translate

SIDE, EDGE, TOP = 80, 24, 16


class ChannelHead(QWidget):
    """Who it is, how many follow, and the choice of what is shown of it."""

    follow_toggled = Signal()
    edit_wanted = Signal()
    menu_wanted = Signal()
    tab_chosen = Signal(int)

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.banner, self.picture = Banner(colours), Avatar(colours, SIDE)
        self.name, self.details = plain_label("heading"), plain_label("quiet")
        self.follow = given(QPushButton(translate("Channels", "Follow")), "follow")
        self.edit = given(QPushButton(translate("Channels", "Edit…")), "edit_channel")
        self.more = tool_button("channel_more", "more", translate("Channels", "More"), side=20)
        self.tabs = QButtonGroup(self)
        for number, words in enumerate(
            (
                translate("Channels", "Videos"),
                translate("Channels", "Playlists"),
                translate("Channels", "About"),
            )
        ):
            tab = given(QPushButton(words), f"tab_{number}", checkable=True)
            tab.setProperty("kind", "tab")
            self.tabs.addButton(tab, number)
        self.follow.clicked.connect(self.follow_toggled)
        self.edit.clicked.connect(self.edit_wanted)
        self.more.clicked.connect(self.menu_wanted)
        self.tabs.idClicked.connect(self.tab_chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.details)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        for button in (self.follow, self.edit, self.more):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, TOP, EDGE, 8)
        layout.setSpacing(12)
        layout.addWidget(self.banner)
        layout.addLayout(row)
        tabs = QHBoxLayout()
        tabs.setSpacing(20)
        for tab in self.tabs.buttons():
            tabs.addWidget(tab)
        tabs.addStretch(1)
        layout.addLayout(tabs)

    def choose(self, tab: int) -> None:
        self.tabs.button(tab).click()

    def show_channel(self, channel: Channel, *, signed_in: bool) -> None:
        self.name.setText(channel.name)
        followers = translate("Channels", "%Ln follower(s)", channel.followers)
        self.details.setText(text.join(f"@{channel.handle}", followers))
        self.edit.setVisible(channel.own)
        self.more.setVisible(channel.own)
        self.follow.setVisible(not channel.own)
        self.follow.setEnabled(signed_in)
        self.follow.setToolTip("" if signed_in else translate("Channels", "Sign in to follow it."))
        follow, following = translate("Channels", "Follow"), translate("Channels", "Following")
        self.follow.setText(following if channel.following else follow)
        restyle(self.follow, "" if channel.following else "primary")
        self.follow.setIcon(icons.icon("check") if channel.following else QIcon())


class HeadSkeleton(QWidget):
    """The shape of a channel that is still on its way."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, radius in (
            (QRect(EDGE, TOP, SIDE, SIDE), SIDE // 2),
            (QRect(EDGE + SIDE + 12, TOP + 18, 220, 18), 6),
            (QRect(EDGE + SIDE + 12, TOP + 48, 140, 12), 6),
        ):
            there = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
            fill(painter, there, self._colours.raised, radius)
        painter.end()
