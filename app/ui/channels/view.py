"""A channel as it looks: its head, and below it videos, playlists or words."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.errors import MatineeError
from app.server.viewing import Channel, Playlist
from app.ui.background import Background
from app.ui.cards.posters import picture_key
from app.ui.cards.states import StatePage
from app.ui.cards.video_list import VideoList
from app.ui.cards.wording import Shown
from app.ui.channels.head import ChannelHead
from app.ui.lists.model import Row, RowPage
from app.ui.lists.rows import RowList
from app.ui.navigation.page import Visit
from app.ui.playlists.words import length_of
from app.ui.style.labels import plain_label
from app.ui.style.parts import given
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

PAGE = 48
VIDEOS, PLAYLISTS, ABOUT = range(3)
LEAST_HEIGHT = 560
"""Below that there is no room for a banner."""


class ChannelView(QWidget):
    """Shows one channel at a time; `playlist_opened` carries an id."""

    playlist_opened = Signal(str)

    def __init__(self, background: Background, colours: Colours) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._shown: Channel | None = None
        self.head = ChannelHead(colours)
        nothing = translate("Channels", "Nothing to watch here yet.")
        empty = StatePage("no_videos", "film", nothing, "")
        self.videos = VideoList(background, colours, Shown(channel=False), empty=empty)
        self.playlists = RowList(colours, translate("Channels", "Playlists"))
        self.playlists.painter.menus = False
        self.about = About()
        self._tabs = QStackedWidget()
        for each in (self.videos, self.playlists, self.about):
            self._tabs.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._tabs, 1)
        self.setFocusProxy(self.videos)
        self.head.tab_chosen.connect(self._choose)
        self.playlists.opened.connect(self.playlist_opened)
        self.playlists.emptied.connect(self._say_no_playlists)
        self.playlists.refused.connect(self._say_refused)

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.videos.attach(visit.posters, visit.scope, visit.terms)
        self.playlists.attach(visit.posters)

    def detach(self) -> None:
        self._visit = self._shown = None
        self.videos.detach()
        self.playlists.detach()

    def show_channel(self, visit: Visit, channel: Channel) -> None:
        """Begin with its videos, unless it is there already."""
        before, self._shown = self._shown, channel
        self.head.show_channel(channel, signed_in=visit.account is not None)
        self.about.show_channel(channel)
        if before is None or before.id != channel.id:
            self.head.choose(VIDEOS)
            self.playlists.clear()
            viewing, key = visit.client.viewing, channel.id
            self.videos.show_from(lambda cursor: viewing.channel_videos(key, cursor, PAGE))
            before = None
        if before is None or faces(before) != faces(channel):
            self.head.banner.show_channel(channel, visit.posters)
            self.head.picture.show_channel(channel, visit.posters)
        self._fit()

    def reload(self) -> None:
        self.videos.reload()
        self.playlists.reload()

    # Tabs

    def _choose(self, tab: int) -> None:
        self._tabs.setCurrentIndex(tab)
        if tab == PLAYLISTS and self._visit is not None and self._shown is not None:
            viewing, key = self._visit.client.viewing, self._shown.id
            self.playlists.show_rows(
                self._visit.scope, lambda cursor: viewing.channel_playlists(key, cursor), rows_of
            )

    def _say_no_playlists(self) -> None:
        words = translate("Channels", "There are no public playlists here.")
        self.playlists.states.say("playlists", words)

    def _say_refused(self, error: MatineeError) -> None:
        self.playlists.states.say("warning", told(error.sentence))

    # Size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        has_banner = self._shown is not None and self._shown.banner_url is not None
        self.head.banner.setVisible(has_banner and self.height() >= LEAST_HEIGHT)


class About(QScrollArea):
    """What a channel says of itself, and since when it is there."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        inside = given(QWidget(), "page")
        self.words, self.since = plain_label(""), plain_label("quiet")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(24, 16, 24, 24)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(self.since)
        layout.addStretch(1)
        self.setWidget(inside)

    def show_channel(self, channel: Channel) -> None:
        silent = translate("Channels", "This channel says nothing of itself.")
        self.words.setText(channel.description or silent)
        day = QDate.fromString(channel.created_at[:10], Qt.DateFormat.ISODate)
        date = QLocale().toString(day, QLocale.FormatType.LongFormat)
        self.since.setText(translate("Channels", "Here since {date}", date=date))
        self.since.setVisible(day.isValid())


def faces(channel: Channel) -> tuple[str, ...]:
    """What its pictures show, whatever the addresses are signed with."""
    urls = (channel.banner_url or "", channel.picture_url or "")
    return (channel.name, *(picture_key(channel.id, url) for url in urls))


def rows_of(answer: tuple[tuple[Playlist, ...], str | None]) -> RowPage:
    playlists, next_cursor = answer
    rows = (Row(each.id, each.title, length_of(each), icon="playlists") for each in playlists)
    return RowPage(tuple(rows), next_cursor)
