"""What was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.server.catalogue import Wanted
from app.server.videos import ChannelBrief, Video
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.cards.states import StatePage
from app.ui.cards.video_list import VideoList
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.search.filters import Filters, is_narrowed, unnarrowed
from app.ui.style import text
from app.ui.style.labels import plain_label
from app.ui.style.theme import Colours
from app.ui.style.words import translate

PAGE = 48


class SearchPage(Page):
    def __init__(self, background: Background, colours: Colours) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._wanted: Wanted | None = None
        self.heading = plain_label("heading")
        self.filters = Filters()
        clear = translate("Search", "Clear search")
        self.nothing = StatePage("no_match", "search", "", "", clear)
        self.videos = VideoList(background, colours, empty=self.nothing)
        top = QVBoxLayout()
        top.setContentsMargins(24, 14, 24, 6)
        top.setSpacing(10)
        top.addWidget(self.heading)
        top.addWidget(self.filters)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.videos, 1)
        self.setFocusProxy(self.videos)
        self._wire()

    def _wire(self) -> None:
        self.filters.changed.connect(self._go)
        self.nothing.pressed.connect(self._clear)
        self.videos.wanted.connect(self._do)
        self.videos.rested_on.connect(self.rested_on)
        self.videos.filled.connect(self._offer_channels)

    @property
    def title(self) -> str:
        if self._wanted and self._wanted.query:
            return translate(
                "Search", "Results for “{query}”", query=text.brief(self._wanted.query)
            )
        return translate("Search", "All videos")

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.videos.attach(visit.posters, visit.scope, visit.terms)

    def detach(self) -> None:
        self._visit = self._wanted = None
        self.videos.detach()
        self.filters.show_wanted(Wanted())

    def show_place(self, place: Place) -> None:
        wanted = place.wanted
        if (visit := self._visit) is None or wanted == self._wanted:
            return
        self._wanted = wanted
        self.heading.setText(self.title)
        self.filters.show_wanted(wanted)
        self._say_nothing(wanted)
        viewing = visit.client.viewing
        self.videos.show_from(lambda cursor: viewing.catalogue(wanted, cursor, PAGE))
        if wanted.channel is not None:
            self._name_channel(visit, wanted.channel)

    def reload(self) -> None:
        self.videos.reload()

    def apply(self, videos: Sequence[Video]) -> None:
        self.videos.apply(videos)

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        self.videos.apply_public(gone, videos)

    def _say_nothing(self, wanted: Wanted) -> None:
        """The sentence that stands there if nothing is found, with what would help."""
        heading = translate("Search", "There are no videos yet.")
        if wanted.query:
            query = text.brief(wanted.query)
            heading = translate("Search", "No video matches “{query}”.", query=query)
        elif is_narrowed(wanted):
            heading = translate("Search", "No video matches these filters.")
        narrowed = is_narrowed(wanted)
        clear, search = translate("Search", "Clear filters"), translate("Search", "Clear search")
        words = translate("Search", "Without the filters there may be some.") if narrowed else ""
        self.nothing.say(heading, words)
        self.nothing.button.setText(clear if narrowed else search)
        self.nothing.button.setVisible(wanted != Wanted())

    def _offer_channels(self) -> None:
        found = {video.channel.id: video.channel for video in self.videos.videos if video.channel}
        self.filters.offer_channels(found.values())

    def _name_channel(self, visit: Visit, channel_id: str) -> None:
        """One came from its page: nothing that is found needs to tell its name."""
        viewing = visit.client.viewing

        def offer(channel: ChannelBrief) -> None:
            if self._wanted and self._wanted.channel == channel_id:
                self.filters.offer_channels((channel,))

        def brief() -> ChannelBrief:
            channel = viewing.channel(channel_id)
            return ChannelBrief(channel.id, channel.handle, channel.name)

        visit.scope.run(brief, offer, lambda _error: None)

    # What the user does

    def _go(self, wanted: Wanted) -> None:
        self.go_wanted.emit(Place(Kind.SEARCH, wanted=wanted))

    def _clear(self) -> None:
        if self._wanted is not None and is_narrowed(self._wanted):
            self._go(unnarrowed(self._wanted))
        else:
            self.go_wanted.emit(Place(Kind.HOME))

    def _do(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.PLAY:
            several = len(videos) > 1
            shown = videos if several else self.videos.videos
            self.play_wanted.emit(PlayWanted(videos[0], shown))
        else:
            self.pass_on(action, videos)
