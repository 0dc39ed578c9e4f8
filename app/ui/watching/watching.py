"""What the rest of the window asks for, once: the queue, addresses and sharing behind one door."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import MatineeError, ServerRefused
from app.server.videos import Video
from app.settings import Settings
from app.ui.background import Background, Task
from app.ui.cards.actions import Action
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.player.view import PlayerView
from app.ui.style.words import translate
from app.ui.watching.addresses import Addresses, VisitServer
from app.ui.watching.entries import listed
from app.ui.watching.queueing import Queueing
from app.ui.watching.seams import Films, Notices
from app.ui.watching.sharing import Sharing

if TYPE_CHECKING:
    from app.server.client import Client

log = logging.getLogger(__name__)


class Watching:
    """`settings` are those of the moment."""

    def __init__(
        self,
        view: PlayerView,
        background: Background,
        films: Films,
        notices: Notices,
        settings: Callable[[], Settings],
        change_settings: Callable[[Settings], None],
        visit_server: VisitServer,
    ) -> None:
        self._films, self._background, self._notices = films, background, notices
        self._opening = Task()
        self._visit: Visit | None = None
        self.queueing = Queueing(view, films, notices, settings, change_settings)
        self.sharing = Sharing(view, notices)
        self.addresses = Addresses(
            view, films, notices, self.queueing.follow, self.sharing.came_by, visit_server
        )

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self.queueing.attach(visit)
        self.sharing.attach(visit)
        self.addresses.attach(visit)

    def detach(self) -> None:
        self._visit = None
        self._opening.forget()
        for each in (self.queueing, self.sharing, self.addresses):
            each.detach()

    def play(self, wanted: PlayWanted) -> None:
        """A video, and then the rest of its list."""
        self.queueing.play(wanted)

    def do(self, action: Action, videos: Sequence[Video]) -> None:
        """What is chosen in a menu of videos, as far as it is meant for here."""
        match action:
            case Action.PLAY_NEXT:
                self.queueing.play_next(videos)
            case Action.QUEUE:
                self.queueing.add(videos)
            case Action.COPY_LINK:
                self.sharing.copy_link(videos[0])
            case Action.SHARE:
                self.sharing.share(videos[0])

    def open(self, address: str) -> None:
        """Of a video, here or elsewhere, or of a film."""
        self.addresses.open(address)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Files, folders, discs and lists of this computer, one after the other."""
        self._opening.forget()
        self._opening = self._background.run(lambda: listed(paths), self._play_files)

    def _play_files(self, entries: Sequence[Video]) -> None:
        if entries:
            self.queueing.play_files(entries)
        else:
            self._notices.say(translate("Watching", "There is nothing in it that can be played."))

    def apply(self, videos: Sequence[Video]) -> None:
        """These of the account's own have changed."""
        self.take_away({video.id for video in videos if video.state == "deleted"})

    def look_after(self, video_ids: Collection[str]) -> None:
        """These left the catalogue: with their link they may be watched on, or not at all."""
        visit = self._visit
        here = {entry.video.id for entry in self.queueing.queue.all}.intersection(video_ids)
        if visit is not None and here:
            visit.scope.run(lambda: missing(visit.client, here), self.take_away, not_asked)

    def take_away(self, video_ids: Collection[str]) -> None:
        """These can't be watched any more, also while they play."""
        if video_ids:
            self.queueing.drop(video_ids)
            self._films.take_away(video_ids)


def missing(client: Client, video_ids: Collection[str]) -> set[str]:
    """Those that the backend has no more, for this viewer; blocks."""
    gone = set()
    for video_id in video_ids:
        try:
            client.video(video_id)
        except ServerRefused as refusal:
            if not refusal.is_missing:
                raise
            gone.add(video_id)
    return gone


def not_asked(error: MatineeError) -> None:
    log.info("It is not known whether videos are gone: %s", error)
