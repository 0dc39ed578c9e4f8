"""A list of videos for any page: it fetches them, shows them as cards, and says where there are
none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.errors import MatineeError, ServerUnreachable
from app.server.videos import Video, VideoPage
from app.ui.background import Background, Scope, Task
from app.ui.cards.actions import Extra, Terms
from app.ui.cards.grid import Grid
from app.ui.cards.layout import MARGIN, Columns
from app.ui.cards.model import VideoModel
from app.ui.cards.painter import CardPainter
from app.ui.cards.posters import Posters
from app.ui.cards.states import StatePage
from app.ui.cards.wording import Shown
from app.ui.style.parts import given, timer
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

Fetch = Callable[[str | None], VideoPage]
"""The page of a list behind a cursor, None for the first one; called on other threads."""

PATIENCE_MS = 400
"""So long what was there stays; then shapes of cards show that something comes."""
RETRY_MS = 5000
"""So long more of a list is not asked for again, however one scrolls, when it could not be had."""
MOST_AGAIN = 240
"""So many videos of a list are fetched anew when the line was lost."""


class VideoList(QWidget):
    """A grid of cards with its states: waiting, empty, nothing found, offline, failed.

        self.videos = VideoList(background, colours, Shown(channel=False), empty=…, nothing=…)
        self.videos.wanted.connect(self._do)          # an Action, and the videos it is for
        self.videos.attach(visit.posters, visit.scope, visit.terms)
        self.videos.show_from(lambda cursor: client.viewing.channel_videos(id, cursor))

    `empty` and `nothing` are what the page says where there is no video (`nothing`: where one
    searched); mostly a `StatePage`. `header` scrolls along above the cards. `show_from` begins
    another list, `reload` asks for the same one again, without a jump. What happens meanwhile is
    told by `apply` and `apply_public`.

    The page answers `Action.PLAY`, since it knows what comes next, and passes the others on.
    """

    wanted = Signal(object, object)
    """An `Action`, and a sequence of videos."""
    rested_on = Signal(object)
    """A video that is likely to be played next."""
    filled = Signal()
    """There are other videos than before, or none."""

    def __init__(
        self,
        background: Background,
        colours: Colours,
        shown: Shown | None = None,
        *,
        empty: QWidget,
        nothing: QWidget | None = None,
        header: QWidget | None = None,
        extras: Sequence[Extra] = (),
    ) -> None:
        super().__init__()
        self._background = background
        self._scope: Scope | None = None
        self._task, self._more_task = Task(), Task()
        self._under_way = False
        self._fetch: Fetch | None = None
        self._searched = self._answered = False
        self._held: dict[str, Video] = {}
        self.model = VideoModel(self)
        painter = CardPainter(colours, shown or Shown())
        self.grid = Grid(self.model, painter, Columns(painter.usual))
        self.grid.extras = extras
        self._empty, self._nothing = empty, nothing or empty
        self.trouble = StatePage("trouble", "warning", "", "", translate("Cards", "Try again"))
        self._more = given(QPushButton(self), "new_videos", kind="primary")
        self._show_held()
        self._patience = timer(self, PATIENCE_MS, self._show_waiting)
        self._until_again = timer(self, RETRY_MS, self.model.more_failed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, 0, 0)
        layout.addWidget(self.grid)
        self.setFocusProxy(self.grid)
        for state in (self._empty, self._nothing, self.trouble):
            state.hide()
        self.grid.set_header(header)
        self._wire()

    def _wire(self) -> None:
        self.grid.wanted.connect(self.wanted)
        self.grid.rested_on.connect(self.rested_on)
        self.grid.refused.connect(self._background.troubled)
        self.grid.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.model.more_wanted.connect(self._load_more)
        self.trouble.pressed.connect(self.reload)
        self._more.clicked.connect(lambda: self.grid.verticalScrollBar().setValue(0))

    @property
    def videos(self) -> tuple[Video, ...]:
        return self.model.videos

    # Whose it is

    def attach(self, posters: Posters, scope: Scope, terms: Terms) -> None:
        """Nothing is asked for before `show_from`."""
        self._scope = scope
        self.grid.terms = terms
        self.grid.show_pictures(posters)

    def detach(self) -> None:
        """Nothing of this account is shown any more, nor what it still asks for."""
        self._forget_asked()
        self._patience.stop()
        self._scope, self._fetch, self._answered = None, None, False
        self.grid.show_pictures(None)
        self._show_waiting()
        self.grid.set_loading(False)
        self.model.clear()

    # What it shows

    def show_from(self, fetch: Fetch, *, searched: bool = False) -> None:
        """Begin a list; what is on the screen stays for a moment."""
        self._fetch, self._searched, self._answered = fetch, searched, False
        self._load(lambda: fetch(None), self._take_other)

    def reload(self) -> None:
        """Ask again for what is shown; nothing jumps."""
        if (fetch := self._fetch) is None:
            return
        if not self._answered:
            self.show_from(fetch, searched=self._searched)
            return
        shown = min(max(1, self.model.rowCount()), MOST_AGAIN)
        self._load(lambda: read(fetch, shown), self._take_again)

    def apply(self, videos: Sequence[Video], *, insert: bool = False) -> list[Video | None]:
        """Take over what became of these; with `insert`, those not known yet come first. Returns
        what each was before."""
        known = [self.model.change(video) or self._held.get(video.id) for video in videos]
        for video, before in zip(videos, known, strict=True):
            if video.state == "deleted":
                self._held.pop(video.id, None)
            elif video.id in self._held or (insert and before is None):
                self._held[video.id] = video
        self._scrolled()
        self._choose_state()
        return known

    def remove(self, video_ids: Sequence[str]) -> None:
        """These can't be seen any more."""
        for video_id in video_ids:
            self._held.pop(video_id, None)
            self.model.remove(video_id)
        self._show_held()
        self._choose_state()

    def apply_public(
        self, gone: Sequence[str], videos: Sequence[Video], channels: Collection[str] = ()
    ) -> None:
        """These can't be seen any more, and those have come or changed: what one of the channels
        has just published comes first."""
        self.remove(gone)
        for video in videos:
            theirs = video.channel is not None and video.channel.id in channels
            self.apply([video], insert=theirs and self._is_newest(video))

    def _is_newest(self, video: Video) -> bool:
        """What only changed may be further down, where it is not known yet."""
        published = video.published_at or ""
        return not self.videos or published > (self.videos[0].published_at or "")

    # Below

    def _load(self, work: Callable[[], VideoPage], then: Callable[[VideoPage], None]) -> None:
        if self._scope is None:
            return
        self._forget_asked()
        self._under_way = True
        if not self._answered or not self.model.rowCount():
            self._patience.start()
        self._task = self._scope.run(work, then, self._not_loaded)

    def _load_more(self) -> None:
        fetch, scope, cursor = self._fetch, self._scope, self.model.next_cursor
        if fetch is not None and scope is not None and not self._under_way:
            more = self._take_more, self._no_more
            self._more_task = scope.run(lambda: fetch(cursor), *more)

    def _forget_asked(self) -> None:
        self._task.forget()
        self._more_task.forget()
        self._until_again.stop()
        self._under_way = False

    def _take_more(self, page: VideoPage) -> None:
        self.model.append(page)
        self._choose_state()

    def _no_more(self, error: MatineeError) -> None:
        """Until a while is over, or the list is asked for anew: each scroll would ask again."""
        self._until_again.start()
        self._background.troubled.emit(told(error.sentence))

    def _take_other(self, page: VideoPage) -> None:
        self.grid.verticalScrollBar().setValue(0)
        self._held.clear()
        self._take(page)

    def _take_again(self, page: VideoPage) -> None:
        """The beginning is new; what was shown beyond it goes on behind."""
        kept = self.model.videos
        last = self.model.row_of(page.videos[-1].id) if page.videos else None
        if page.next_cursor is not None and last is not None and len(page.videos) < len(kept):
            rest = kept[last + 1 :]
            page = VideoPage((*page.videos, *rest), self.model.next_cursor)
        self._held.clear()
        self._take(page)

    def _take(self, page: VideoPage) -> None:
        self._patience.stop()
        self._answered, self._under_way = True, False
        self.grid.set_loading(False)
        if page == VideoPage(self.model.videos, self.model.next_cursor):
            self.model.more_failed()
            self.grid.look_around()
        else:
            self.grid.start_over(without_twins(page))
        self._show_held()
        self._choose_state()
        self.filled.emit()

    def _not_loaded(self, error: MatineeError) -> None:
        self._patience.stop()
        self._under_way = False
        self.grid.set_loading(False)
        self.model.more_failed()
        words = told(error.sentence)
        if self._answered:
            self._background.troubled.emit(words)
            return
        heading = translate("Cards", "These videos can't be shown just now.")
        if isinstance(error, ServerUnreachable):
            heading = translate("Cards", "You are offline.")
        self.model.start_over(VideoPage((), None))
        self.trouble.say(heading, words)
        self.grid.set_notice(self.trouble)

    def _show_waiting(self) -> None:
        self._held.clear()
        self._show_held()
        self.model.start_over(VideoPage((), None))
        self.grid.set_notice(None)
        self.grid.set_loading(True)

    def _choose_state(self) -> None:
        if self.model.rowCount() or self.model.next_cursor is not None:
            self.grid.set_notice(None)
        elif self._answered:
            self.grid.set_notice(self._nothing if self._searched else self._empty)

    # What is new while one looks

    def _scrolled(self) -> None:
        """What is new comes when the beginning is on the screen: until then nothing moves."""
        if self._held and self.grid.verticalScrollBar().value() == 0:
            held, self._held = self._held, {}
            new = [video for video in held.values() if self.model.row_of(video.id) is None]
            self.model.insert_first(new[::-1])
        self._show_held()

    def _show_held(self) -> None:
        self._more.setText(translate("Cards", "%n new video(s)", len(self._held)))
        self._more.setVisible(bool(self._held))
        self._more.adjustSize()
        self._more.raise_()
        self._more.move((self.width() - self._more.width()) // 2, 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_held()


def read(fetch: Fetch, at_least: int) -> VideoPage:
    """The first pages of a list as one."""
    page = fetch(None)
    while page.next_cursor is not None and len(page.videos) < at_least:
        more = fetch(page.next_cursor)
        page = VideoPage((*page.videos, *more.videos), more.next_cursor)
    return page


def without_twins(page: VideoPage) -> VideoPage:
    """What moved while pages were read may be on two of them."""
    unique = {video.id: video for video in page.videos}
    return VideoPage(tuple(unique.values()), page.next_cursor)
