"""Between the player and what the desktop shows of it: its keys, its applets, and its screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.desktop.media.now_playing import (
    AddressWanted,
    FilmWanted,
    ListedFilm,
    LoopStatus,
    LoopWanted,
    MediaButton,
    MediaCommand,
    MediaKeys,
    NowPlaying,
    PlaybackState,
    PositionWanted,
    RateWanted,
    ShuffleWanted,
    VolumeWanted,
)
from app.player.engine.api import Phase, PlayerState
from app.server.videos import Video
from app.ui.player.following.queue import Entry, PlayQueue, Repeat
from app.ui.player.view import PlayerView
from app.ui.watching.queueing import Queueing
from app.ui.windows.open_players import OpenPlayers

STATES = {
    Phase.LOADING: PlaybackState.PLAYING,
    Phase.PLAYING: PlaybackState.PLAYING,
    Phase.BUFFERING: PlaybackState.PLAYING,
    Phase.PAUSED: PlaybackState.PAUSED,
    Phase.ENDED: PlaybackState.PAUSED,
}
LOOPS = {
    Repeat.OFF: LoopStatus.NONE,
    Repeat.ONE: LoopStatus.TRACK,
    Repeat.ALL: LoopStatus.PLAYLIST,
}
REPEATS = {loop: repeat for repeat, loop in LOOPS.items()}


class MediaControls:
    """Of the player that was used last; `end` ends the application. Everything on the UI thread.
    Until `start` there is nobody to show it to."""

    def __init__(self, players: OpenPlayers, end: Callable[[], None]) -> None:
        self._players, self._end = players, end
        self._keys: MediaKeys | None = None
        self._queue = PlayQueue()
        self._films: tuple[ListedFilm, ...] = ()
        self._picture = ("", "")
        players.changed.connect(self.look)

    def start(self, keys: MediaKeys) -> None:
        self._keys = keys
        self.look()

    @property
    def _view(self) -> PlayerView:
        return self._players.last_used.view

    @property
    def _queueing(self) -> Queueing:
        return self._players.last_used.watching.queueing

    def look(self) -> None:
        """Something is different, perhaps."""
        if self._keys is not None:
            self._list(self._queueing.queue)
            self._find_picture(self._view.video)
            self._keys.show(self._now())

    def _list(self, queue: PlayQueue) -> None:
        """Made anew only when the queue is another one: this is asked many times a second."""
        if queue is not self._queue:
            self._queue = queue
            self._films = tuple(map(listed, queue.all))

    def _find_picture(self, video: Video | None) -> None:
        """A file here: what the server gives would let others in."""
        posters, video_id = self._queueing.posters, video.id if video is not None else ""
        if video_id == self._picture[0]:
            return
        self._picture = video_id, ""
        if video is not None and posters is not None:
            posters.file(video, lambda file: self._take_picture(video.id, file))

    def _take_picture(self, video_id: str, file: Path) -> None:
        if self._picture[0] == video_id:
            self._picture = video_id, file.as_uri()
            self.look()

    def _now(self) -> NowPlaying:
        view = self._view
        film = film_of(view.state, view.top.title.text(), view.video, self._queue, self._picture[1])
        if film is not None and view.video is None and self._queueing.plays_now and self._queue.now:
            film = replace(film, number=self._queue.now.number)
        return now_playing(view.state, film, self._queue, self._films)

    # What the desktop asks

    def do(self, command: MediaCommand) -> None:
        panel, session = self._view.panel, self._view.session
        match command:
            case MediaButton():
                self._press(command)
            case AddressWanted(address):
                self._players.last_used.watching.open(address)
            case FilmWanted(number):
                self._queueing.go_to(number)
            case LoopWanted(loop):
                panel.repeat_wanted.emit(REPEATS[loop])
            case ShuffleWanted(shuffled):
                panel.shuffle_wanted.emit(shuffled)
            case PositionWanted(seconds) if session is not None:
                session.seek(seconds)
            case RateWanted(factor) if session is not None:
                session.set_speed(factor)
            case VolumeWanted(percent) if session is not None:
                session.set_volume(percent)
                session.set_muted(False)

    def _press(self, button: MediaButton) -> None:
        view, session = self._view, self._view.session
        match button:
            case MediaButton.RAISE:
                self._players.last_used.come_up()
            case MediaButton.QUIT:
                self._end()
            case MediaButton.NEXT:
                view.next_wanted.emit()
            case MediaButton.PREVIOUS:
                view.previous_wanted.emit()
            case _ if session is None or view.state.phase is Phase.IDLE:
                return
            case MediaButton.PLAY:
                session.play()
            case MediaButton.PAUSE:
                session.pause()
            case MediaButton.TOGGLE:
                session.toggle()
            case MediaButton.STOP:
                view.leave()


def listed(entry: Entry) -> ListedFilm:
    video = entry.video
    by = video.channel.name if video.channel is not None else ""
    return ListedFilm(entry.number, video.title, by, video.duration_seconds)


def film_of(
    state: PlayerState, title: str, video: Video | None, queue: PlayQueue, picture: str
) -> ListedFilm | None:
    """What plays; what no server has is called as it calls itself, and has the number 0."""
    if state.phase not in STATES:
        return None
    duration, now = state.duration_seconds, queue.now
    if video is None:
        return ListedFilm(0, title, duration_seconds=duration)
    number = now.number if now is not None and now.video.id == video.id else 0
    by = video.channel.name if video.channel is not None else ""
    return ListedFilm(number, video.title, by, duration or video.duration_seconds, picture)


def now_playing(
    state: PlayerState, film: ListedFilm | None, queue: PlayQueue, films: tuple[ListedFilm, ...]
) -> NowPlaying:
    return NowPlaying(
        STATES[state.phase] if film is not None else PlaybackState.STOPPED,
        film,
        films,
        position_seconds=state.position_seconds,
        rate=state.speed,
        volume_percent=0.0 if state.muted else state.volume,
        loop=LOOPS[queue.repeat],
        shuffled=queue.shuffled,
        has_next=queue.next is not None,
        has_previous=bool(queue.behind),
    )
