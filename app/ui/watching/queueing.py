"""The queue between the pages that fill it, the player that shows it, and the backend that has
more of a list."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.server.videos import Video, VideoPage
from app.settings import Settings
from app.ui.background import Task
from app.ui.cards.actions import is_watchable
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.player.calls import Start
from app.ui.player.following.queue import PlayQueue, Repeat, Shuffle
from app.ui.player.view import PlayerView
from app.ui.style.words import translate
from app.ui.watching.entries import address_of
from app.ui.watching.seams import Films, Notices

if TYPE_CHECKING:
    from app.server.client import Client
    from app.ui.cards.posters import Posters

log = logging.getLogger(__name__)

FEW = 10
"""With fewer videos ahead, more of the list is fetched."""
PAGE = 100


class Queueing:
    """`settings` are those of the moment."""

    def __init__(
        self,
        view: PlayerView,
        films: Films,
        notices: Notices,
        settings: Callable[[], Settings],
        change_settings: Callable[[Settings], None],
        shuffle: Shuffle = random.shuffle,
    ) -> None:
        self._view, self._films, self._notices = view, films, notices
        self._settings, self._change_settings = settings, change_settings
        self._random = shuffle
        self._visit: Visit | None = None
        self._more: tuple[str, str] | None = None
        self._cursor: str | None = None
        self._task = Task()
        self.queue = PlayQueue()
        self.listeners: list[Callable[[], None]] = []
        """They hear that the queue is another one."""
        self._wire()

    def _wire(self) -> None:
        view, panel = self._view, self._view.panel
        view.next_wanted.connect(lambda: self._go(self.queue.forward()))
        view.previous_wanted.connect(lambda: self._go(self.queue.back()))
        view.over.connect(self._film_over)
        view.nearly_over.connect(self._prefetch)
        panel.chosen.connect(lambda place: self._go(self.queue.jump(place)))
        panel.removed.connect(lambda number: self._become(self.queue.remove(number)))
        panel.moved.connect(lambda number, to: self._become(self.queue.move(number, to)))
        panel.cleared.connect(lambda: self._become(self.queue.clear()))
        panel.shuffle_wanted.connect(self._shuffle)
        panel.repeat_wanted.connect(lambda repeat: self._become(self.queue.repeating(repeat)))
        panel.autoplay_wanted.connect(self._set_autoplay)
        self._become(self.queue)

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        visit.posters.arrived.connect(self._touch)

    def _touch(self, _video_id: str) -> None:
        self._view.panel.touch()

    def detach(self) -> None:
        """What was queued belongs to the account that goes, but for what is nobody's."""
        visit, self._visit = self._visit, None
        if visit is not None:
            visit.posters.arrived.disconnect(self._touch)
        self._seek_more("", "")
        queue = self.queue
        if queue.now is not None and not address_of(queue.now.video):
            queue = PlayQueue(repeat=queue.repeat, shuffled=queue.shuffled)
        self._become(queue.drop({e.video.id for e in queue.all if not address_of(e.video)}))

    # What others want

    def play(self, wanted: PlayWanted) -> None:
        """A video, and behind it the rest of the list that it came from."""
        self.follow(wanted)
        self._films.play(wanted.video, Start(wanted.start_seconds))

    def play_files(self, entries: Sequence[Video]) -> None:
        """One after the other, from the first; there is one."""
        self._seek_more("", "")
        self._become(self.queue.play(entries[0], entries, self._random))
        self._start(entries[0])

    def follow(self, wanted: PlayWanted) -> None:
        """The same for a video that plays already."""
        videos = [video for video in wanted.videos if is_watchable(video)]
        self._seek_more(wanted.playlist_id, wanted.channel_id)
        self._become(self.queue.play(wanted.video, videos, self._random))

    def take_over(self, queue: PlayQueue) -> None:
        """Another player's, which goes on in this one."""
        self._seek_more("", "")
        self._become(queue)

    def go_to(self, number: int) -> None:
        """One of the queue, wherever it is."""
        self._go(self.queue.to(number))

    def play_next(self, videos: Sequence[Video]) -> None:
        queue = self.queue
        for video in reversed(videos):
            queue = queue.play_next(video)
        self._become(queue)
        self._tell_queued(videos, translate("Queue", "“{title}” plays next."))

    def add(self, videos: Sequence[Video]) -> None:
        queue = self.queue
        for video in videos:
            queue = queue.add(video)
        self._become(queue)
        self._tell_queued(videos, translate("Queue", "“{title}” is in the queue."))

    def _tell_queued(self, videos: Sequence[Video], words: str) -> None:
        """With a button to begin, where nothing plays."""
        if len(videos) == 1:
            words = words.format(title=videos[0].title)
        else:
            words = translate("Queue", "%n video(s) are in the queue.", len(videos))
        label = "" if self._view.video is not None else translate("Queue", "Play")
        self._notices.say(words, label, lambda: self._go(self.queue.forward()))

    def drop(self, video_ids: Collection[str]) -> None:
        """These were taken away."""
        self._become(self.queue.drop(video_ids))

    # What follows

    def _go(self, queue: PlayQueue) -> None:
        if queue is not self.queue and queue.now is not None:
            self._become(queue)
            self._start(queue.now.video)

    def _start(self, video: Video) -> None:
        if address := address_of(video):
            self._films.play_url(address, video.title)
        else:
            self._films.play(video)

    def _become(self, queue: PlayQueue) -> None:
        self.queue = queue
        view, following = self._view, queue.next
        view.panel.show_queue(queue, self._picture_of)
        view.panel.show_autoplay(self._settings().autoplay)
        title = following.video.title if following is not None else None
        view.controls.show_neighbours(before=bool(queue.behind), after=title)
        view.failure.next.setVisible(following is not None)
        if view.progress.ends_soon:
            self._prefetch()
        self._fetch_more()
        for listener in self.listeners:
            listener()

    @property
    def posters(self) -> Posters | None:
        return self._visit.posters if self._visit is not None else None

    def _picture_of(self, video: Video) -> QImage | None:
        return self._visit.posters.get(video) if self._visit is not None else None

    def _shuffle(self, on: bool) -> None:
        queue = self.queue
        self._become(queue.shuffle(self._random) if on else queue.unshuffle())

    def _set_autoplay(self, on: bool) -> None:
        self._change_settings(replace(self._settings(), autoplay=on))

    def _film_over(self) -> None:
        view, following = self._view, self.queue.next
        if not self.plays_now or view.session is None:
            return
        alone = following is not None and following == self.queue.now
        if self.queue.repeat is Repeat.ONE or alone:
            view.session.play()
        elif following is not None:
            picture = self._picture_of(following.video)
            view.offer_next(following.video, picture, by_itself=self._settings().autoplay)

    @property
    def plays_now(self) -> bool:
        """Whether what plays is the queue's, and not an address that was opened by itself."""
        view, now = self._view, self.queue.now
        if view.video is not None or now is None:
            return view.video is not None
        return bool(view.deck.address) and address_of(now.video) == view.deck.address

    def _prefetch(self) -> None:
        """The film's last seconds: have the start of the next one here."""
        session, following = self._view.session, self.queue.next
        again = self.queue.repeat is Repeat.ONE or not self._settings().autoplay
        if (
            session is not None
            and following is not None
            and not (again or address_of(following.video))
        ):
            session.prefetch(following.video.id)

    # More of a list than its page had loaded

    def _seek_more(self, playlist_id: str, channel_id: str) -> None:
        self._task.forget()
        self._task = Task()
        self._more = (playlist_id, channel_id) if playlist_id or channel_id else None
        self._cursor = None

    def _fetch_more(self) -> None:
        visit, more, cursor = self._visit, self._more, self._cursor
        few = sum(not entry.by_hand for entry in self.queue.ahead) < FEW
        if visit is None or more is None or not few:
            return
        self._more = None  # until this page is here
        self._task = visit.scope.run(
            lambda: page_of(visit.client, *more, cursor),
            lambda page: self._take_more(more, page),
            lambda error: log.info("No more of the list: %s", error),
        )

    def _take_more(self, more: tuple[str, str], page: VideoPage) -> None:
        self._more, self._cursor = (more, page.next_cursor) if page.next_cursor else (None, None)
        queue, videos = self.queue, [video for video in page.videos if is_watchable(video)]
        alone = sum(not entry.by_hand for entry in queue.all) == 1
        if alone and queue.now is not None and queue.now.video.id in {v.id for v in videos}:
            self._become(queue.play(queue.now.video, videos, self._random))
        else:
            self._become(queue.follow(videos, self._random))


def page_of(client: Client, playlist_id: str, channel_id: str, cursor: str | None) -> VideoPage:
    """Of a playlist or of a channel; blocks."""
    if not playlist_id:
        return client.viewing.channel_videos(channel_id, cursor, PAGE)
    page = client.viewing.playlist(playlist_id, cursor, PAGE)
    videos = tuple(entry.video for entry in page.entries if entry.video is not None)
    return VideoPage(videos, page.next_cursor)
