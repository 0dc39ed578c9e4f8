"""Following: the channels one follows, and below them what is new there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.errors import MatineeError
from app.server.catalogue import Sort, Wanted
from app.server.videos import Video
from app.server.viewing import Channel
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.cards.layout import MARGIN
from app.ui.cards.states import StatePage
from app.ui.cards.video_list import VideoList
from app.ui.home.channel_strip import ChannelStrip
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style.parts import given
from app.ui.style.theme import Colours
from app.ui.style.words import translate

PAGE = 48


class Following(Page):
    def __init__(self, background: Background, colours: Colours) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._begun = False
        self.strip = ChannelStrip(colours)
        self.strip.chosen.connect(
            lambda channel: self.go_wanted.emit(Place(Kind.CHANNEL, channel.id))
        )
        empty = StatePage(
            "following_empty",
            "person",
            translate("Home", "Nothing new from channels you follow"),
            translate("Home", "Follow a channel, and what it publishes appears here."),
            translate("Home", "Find channels"),
        )
        empty.pressed.connect(
            lambda: self.go_wanted.emit(Place(Kind.SEARCH, wanted=Wanted(sort=Sort.POPULAR)))
        )
        self.list = VideoList(background, colours, empty=empty, header=self._header())
        self.list.wanted.connect(self._do)
        self.list.rested_on.connect(self.rested_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        self.setFocusProxy(self.list)

    def _header(self) -> QWidget:
        header = QWidget()
        column = QVBoxLayout(header)
        column.setContentsMargins(MARGIN, 14, MARGIN, 2)
        column.setSpacing(10)
        column.addWidget(given(QLabel(self.title), "heading"))
        column.addWidget(self.strip)
        return header

    @property
    def title(self) -> str:
        return translate("Home", "Following")

    # Whose it is

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.list.attach(visit.posters, visit.scope, visit.terms)

    def detach(self) -> None:
        self._visit, self._begun = None, False
        self.list.detach()
        self.strip.clear()

    def show_place(self, _place: Place) -> None:
        """Whom one follows may be another than when it was shown last."""
        if self._begun:
            self.reload()
            return
        if (visit := self._visit) is not None:
            self._begun = True
            client = visit.client
            self.list.show_from(
                lambda cursor: client.viewing.followed_videos(cursor=cursor, limit=PAGE)
            )
            self._ask_channels(visit)

    def reload(self) -> None:
        if (visit := self._visit) is not None and self._begun:
            self.list.reload()
            self._ask_channels(visit)

    def _ask_channels(self, visit: Visit) -> None:
        def show(answer: tuple[tuple[Channel, ...], str | None]) -> None:
            self.strip.show_channels(answer[0], visit.posters)

        visit.scope.run(visit.client.viewing.followed, show, quietly)

    # What changes

    def apply(self, videos: Sequence[Video]) -> None:
        self.list.apply(videos)

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        followed = {channel.id for channel in self.strip.channels}
        self.list.apply_public(gone, videos, followed)

    # What the user does

    def _do(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.PLAY:
            queue = videos if len(videos) > 1 else self.list.videos
            self.play_wanted.emit(PlayWanted(videos[0], queue))
        else:
            self.pass_on(action, videos)


def quietly(_error: MatineeError) -> None:
    """The list beside it says that the line is lost."""
