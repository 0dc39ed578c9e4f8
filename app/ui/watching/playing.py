"""What playing asks of the rest of the application: films, pictures, limits, and reports."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QLocale
from PySide6.QtGui import QImage

from app.errors import MatineeError, TakenAway
from app.links import path_of, title_of
from app.player.engine.api import Clip, PlayerState
from app.server.videos import Playback, PlayReport, Video
from app.settings import Settings
from app.ui import storyboard
from app.ui.background import Background
from app.ui.cards.posters import Posters
from app.ui.offline.watching import KeptPlays
from app.ui.player.calls import Start
from app.ui.player.commands.deck import Wish
from app.ui.player.seeking.chapters import chapters_of
from app.ui.player.view import PlayerView
from app.ui.storyboard import Storyboard
from app.ui.watching.memory import MemoryFile
from app.ui.watching.remembering import Remembering
from app.ui.watching.seams import Leave
from app.ui.watching.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.server.client import Client

log = logging.getLogger(__name__)

METERED_LINES = 480
LINES_AT_ONCE = 720
"""What every server makes at once, of films that have as much."""


class NotConnected(MatineeError):
    retryable = True

    def __init__(self) -> None:
        super().__init__("There is no connection to the server just now.")


class PlaybackApi(Protocol):
    """The connection's part that playing needs."""

    @property
    def client(self) -> Client: ...
    @property
    def posters(self) -> Posters: ...


@dataclass(frozen=True, slots=True)
class PlayerHost:
    """Where a player is: `show` has it seen with a title above it, `upload` takes the file that
    plays, `note_position` hears how far a video was watched, and `watched` that this is known."""

    view: PlayerView
    show: Callable[[str], None]
    upload: Callable[[Path], None]
    note_position: Callable[[str, float], None]
    watched: Callable[[], None]


@dataclass(frozen=True, slots=True)
class FilmStores:
    """What this computer has of films, for all players: those that are kept for later, what is
    remembered, and small pictures of files."""

    kept: KeptPlays
    memory: MemoryFile
    thumbnails: Path


@dataclass(frozen=True, slots=True)
class PlayingNow:
    """What plays, to go on elsewhere: a video, or what has an address."""

    title: str
    seconds: float
    video: Video | None = None
    clip: Clip | None = None
    leave: Leave | None = None
    address: str = ""


class Playing:
    """Joins a player with the backend of the moment, if there is one."""

    def __init__(
        self,
        host: PlayerHost,
        background: Background,
        settings: Callable[[], Settings],
        stores: FilmStores,
    ) -> None:
        self._host, self._background, self._settings = host, background, settings
        self._view = view = host.view
        self._backend: PlaybackApi | None = None
        self._reports_to: Client | None = None
        self._ending = False
        self._lines = 0
        self._leave: tuple[str, Leave] | None = None
        self._link_of = dict[str, str | None]()
        self._kept = stores.kept
        self.remembering = Remembering(
            view, background, stores.memory, lambda: settings().remember_films
        )
        self._thumbnails = Thumbnails(view, background, stores.thumbnails)
        view.deck.wishes[Wish.UPLOAD] = self._upload
        view.position_changed.connect(self._save_position)
        view.lines_changed.connect(self._show_lines)

    def attach(self, backend: PlaybackApi | None) -> None:
        self._backend = backend
        if backend is not None:
            self._reports_to = backend.client

    def end(self) -> None:
        """From now on a report is sent at once: there will be nobody to send it later."""
        self._ending = True

    def play(
        self,
        video: Video,
        start: Start | None = None,
        leave: Leave | None = None,
    ) -> None:
        self._leave = (video.id, leave) if leave is not None else None
        self._link_of[video.id] = leave.link_id if leave is not None else None
        poster: QImage | None = None
        if (backend := self._backend) is not None:
            poster = backend.posters.get(video)
            backend.posters.original(video, self._show_poster)
            self._fetch_storyboard(video, backend.client)
            self._fetch_heat(video, backend.client)
        if self._kept.has(video.id):
            self._read_poster(video.id)
        self._host.show(video.title)
        self._thumbnails.follow(None)
        self._view.progress.save()
        self.remembering.begin_video(video)
        self._view.play_video(video, poster, start)
        self.follow_settings()

    def play_file(self, path: Path, title: str) -> None:
        """From where it was left."""
        self._view.progress.save()
        self.remembering.begin_file(path, partial(self._play_file, path, title))

    def _play_file(self, path: Path, title: str, seconds: float) -> None:
        self._host.show(title)
        self._thumbnails.follow(path)
        self._view.play_file(path, title, seconds)
        self.follow_settings()

    def play_url(self, url: str, title: str = "") -> None:
        """Also of a file here, as other programs name it."""
        if (path := path_of(url)) is not None:
            self.play_file(path, title or path.name)
            return
        self._view.progress.save()
        self.remembering.forget_film()
        self._host.show(title or title_of(url))
        self._thumbnails.follow(None)
        self._view.play_url(url, title or title_of(url))
        self.follow_settings()

    def now(self) -> PlayingNow:
        view, leave = self._view, self._leave
        state, video = view.state, view.video
        by_leave = leave[1] if leave is not None and video and leave[0] == video.id else None
        title, seconds, address = view.top.title.text(), state.position_seconds, view.deck.address
        return PlayingNow(title, seconds, video, state.clip, by_leave, address)

    def go_on_with(self, now: PlayingNow) -> None:
        """What has played elsewhere, from that moment."""
        if now.video is not None:
            self.play(now.video, Start(now.seconds, now.clip), now.leave)
        elif (path := path_of(now.address)) is not None:
            play = partial(self._play_file, path, now.title, now.seconds)
            self.remembering.begin_file(path, lambda _left: play())
        else:
            self.play_url(now.address, now.title)
            if now.seconds and (session := self._view.session) is not None:
                session.seek(now.seconds)

    def take_away(self, video_ids: Collection[str]) -> None:
        """These may not be watched any more, but by a link."""
        video, session = self._view.video, self._view.session
        if video is None or session is None or video.id not in video_ids or self._leave:
            return
        session.withdraw(video.id, TakenAway().sentence)

    def follow_settings(self) -> None:
        """The most that Auto may choose, and which subtitles are shown and how."""
        self._view.tools.follow(self._settings())
        if not self._settings().remember_films:
            self.remembering.clear()
        self._view.controls.cap = self._settings().quality_most
        session = self._view.session
        if session is not None:
            session.set_limits(highest(self._settings()), None)
            wanted = self._settings().subtitle_captions
            session.prefer_captions(tuple(QLocale().uiLanguages()) if wanted else ())

    def playback_of(self, video_id: str) -> Playback:
        """For the session, on its thread: how to play a video of the present connection."""
        backend, leave = self._backend, self._leave
        if leave is not None and leave[0] == video_id:
            found = leave[1].ask()
        elif (kept := self._kept.of(video_id)) is not None:
            if (webvtt := kept.chapters) is not None:
                self._background.post(lambda: self._show_chapters(video_id, webvtt))
            return kept.playback
        elif backend is not None:
            found = backend.client.playback(video_id, self._lines)
        else:
            raise NotConnected
        if backend is not None and found.chapters_url is not None:
            self._fetch_chapters(found.chapters_url, video_id, backend.client)
        return found

    def _upload(self) -> None:
        """The file that plays, which goes on."""
        if (path := path_of(self._view.deck.address)) is not None:
            self._host.upload(path)

    def _show_lines(self, lines: int) -> None:
        """The player has become larger: a server that makes tall rungs on demand hears of it."""
        grown, self._lines = lines > self._lines, lines
        video, backend = self._view.video, self._backend
        if grown and lines > LINES_AT_ONCE and video is not None and backend is not None:
            client = backend.client
            self._background.run(lambda: client.playback(video.id, lines), failed=unasked)

    def report(self, state: PlayerState) -> None:
        """For the session, on its thread: a play is over."""
        client, video_id = self._reports_to, state.video_id
        if client is None or video_id is None or not self._settings().send_reports:
            return
        report, link_id = report_of(state), self._link_of.get(video_id)
        if not self._ending:
            self._background.run(
                lambda: client.report_play(video_id, report, link_id), failed=unsent
            )
            return
        try:
            client.report_play(video_id, report, link_id)
        except MatineeError as fault:
            unsent(fault)

    def _plays(self, video_id: str) -> bool:
        """What comes too late is of another film."""
        video = self._view.video
        return video is not None and video.id == video_id

    def _show_poster(self, video_id: str, picture: QImage) -> None:
        """In its full size."""
        if self._plays(video_id) and not picture.isNull():
            self._view.poster.show_image(picture)

    def _fetch_storyboard(self, video: Video, client: Client) -> None:
        def show(loaded: Storyboard) -> None:
            if self._plays(video.id):
                self._view.preview.storyboard = loaded

        if (url := video.storyboard_url) is not None:
            self._background.run(
                lambda: storyboard.load(url, client.fetch),
                show,
                lambda error: log.info("No storyboard: %s", error),
            )

    def _fetch_heat(self, video: Video, client: Client) -> None:
        def show(heat: Sequence[float]) -> None:
            if self._plays(video.id):
                self._view.controls.seek_bar.show_heat(heat)

        self._background.run(
            lambda: client.figures.heat(video.id),
            show,
            lambda error: log.info("No heat: %s", error),
        )

    def _fetch_chapters(self, url: str, video_id: str, client: Client) -> None:
        self._background.run(
            lambda: client.fetch(url),
            lambda webvtt: self._show_chapters(video_id, webvtt),
            lambda error: log.info("No chapters: %s", error),
        )

    def _show_chapters(self, video_id: str, webvtt: bytes) -> None:
        if self._plays(video_id):
            found = chapters_of(webvtt.decode("utf-8", "replace"))
            self._view.show_chapters(found)

    def _read_poster(self, video_id: str) -> None:
        """Of a film that is here: its server may be away."""
        self._background.run(
            lambda: QImage.fromData(self._kept.poster(video_id) or b""),
            lambda picture: self._show_poster(video_id, picture),
        )

    def prefetch(self, video: Video) -> None:
        """It is likely to be played next."""
        session = self._view.session
        if session is not None:
            session.prefetch(video.id)

    def _save_position(self, video_id: str, seconds: float) -> None:
        if (path := path_of(video_id)) is not None:
            self.remembering.note_place(path, seconds)
            return
        client = self._backend.client if self._backend is not None else None
        save = self._kept.saving(video_id, seconds, client)
        if client is not None and save is None:
            save = partial(client.save_position, video_id, seconds)
        if save is None:
            return
        self._host.note_position(video_id, seconds)
        self._background.run(
            save,
            lambda _none: self._host.watched(),
            failed=lambda error: log.info("The position is not saved: %s", error),
        )


def report_of(state: PlayerState) -> PlayReport:
    """The measurements that the server may know."""
    names = [item.name for item in fields(PlayReport) if item.name != "error"]
    return PlayReport(
        error=state.error, **{name: getattr(state.statistics, name) for name in names}
    )


def unasked(fault: MatineeError) -> None:
    log.info("More lines are not asked for: %s", fault)


def unsent(fault: MatineeError) -> None:
    log.info("A play is not reported: %s", fault)


def highest(settings: Settings) -> int | None:
    """The most lines that Auto may choose."""
    caps = [int(settings.quality_most.removesuffix("p"))] if settings.quality_most else []
    return min([*caps, METERED_LINES] if settings.metered else caps, default=None)
