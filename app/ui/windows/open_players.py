"""All players: the one of the main window, and those in windows of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from app.player.engine.api import Phase
from app.server.videos import Video
from app.settings import Settings
from app.ui.background import Background
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.player.calls import PlaySession
from app.ui.player.commands.deck import Wish
from app.ui.player.view import PlayerView
from app.ui.watching.playing import PlaybackApi, Playing
from app.ui.watching.watching import Watching
from app.ui.windows.player_window import PlayerWindow


@dataclass(frozen=True, eq=False, slots=True)
class OpenPlayer:
    """A player, and what is joined with it. Each has a session, an mpv and a gateway of its own."""

    view: PlayerView
    playing: Playing
    watching: Watching
    come_up: Callable[[], None]

    @property
    def has_film(self) -> bool:
        return self.view.state.phase is not Phase.IDLE


class OpenPlayers(QObject):
    """The main window's player comes first. Everything on the UI thread."""

    changed = Signal()
    """The one that was used last is another one, or shows something else."""
    state_changed = Signal()
    """Of any of them."""
    opened = Signal(object)
    """The `PlayerWindow` of another one."""
    emptied = Signal()
    """The last of the other windows was closed."""

    def __init__(
        self,
        main: OpenPlayer,
        open_window: Callable[[], PlayerWindow],
        join: Callable[[PlayerWindow], OpenPlayer],
        background: Background,
    ) -> None:
        super().__init__(main.view)
        self._open_window, self._join, self._background = open_window, join, background
        self._windows: dict[OpenPlayer, PlayerWindow] = {}
        self._by_use = [main]
        self._main = main
        self._visit: Visit | None = None
        self._may_keep = False
        self._backend: PlaybackApi | None = None
        self._add(main)
        main.view.deck.wishes[Wish.NEW_WINDOW] = self.move_to_window
        qt = QGuiApplication.instance()
        assert isinstance(qt, QGuiApplication)
        qt.focusWindowChanged.connect(self._focused)

    @property
    def all(self) -> Sequence[OpenPlayer]:
        return (self._main, *self._windows)

    @property
    def windows(self) -> Sequence[PlayerWindow]:
        return tuple(self._windows.values())

    @property
    def last_used(self) -> OpenPlayer:
        return last_used(self._by_use)

    # Another one

    def open(self) -> OpenPlayer:
        """An empty one, in a window that is shown with its first film."""
        window = self._open_window()
        player = self._join(window)
        self._windows[player] = window
        player.view.deck.can_keep = self._may_keep
        self._by_use.append(player)
        if self._visit is not None:
            player.playing.attach(self._backend)
            player.watching.attach(self._visit)
        window.files_opened.connect(player.watching.open_files)
        window.url_opened.connect(player.watching.open)
        window.closing.connect(lambda: self._close(player))
        self._add(player)
        self.opened.emit(window)
        return player

    def play(self, wanted: PlayWanted) -> None:
        """In a window of its own."""
        self.open().watching.play(wanted)

    def move_to_window(self) -> None:
        """What plays in the main window goes on in one of its own, with what comes after it."""
        main = self._main
        if main.has_film:
            now = main.playing.now()
            queue = main.watching.queueing.queue
            main.view.leave()
            player = self.open()
            player.watching.queueing.take_over(queue)
            player.playing.go_on_with(now)

    def _add(self, player: OpenPlayer) -> None:
        player.view.state_changed.connect(lambda: self._look(player))
        player.watching.queueing.listeners.append(lambda: self._look(player))

    def _close(self, player: OpenPlayer) -> None:
        """Its film has been left already; mpv goes on another thread, after its picture."""
        window = self._windows.pop(player)
        self._by_use.remove(player)
        player.watching.detach()
        player.playing.attach(None)
        if (session := player.view.release()) is not None:
            self._background.run(session.close)
        window.deleteLater()
        self.state_changed.emit()
        self.changed.emit()
        if not self._windows:
            self.emptied.emit()

    # Which was used last

    def _focused(self, focused: QWindow | None) -> None:
        for player in self.all:
            if focused is not None and player.view.window().windowHandle() is focused:
                self._use(player)

    def _use(self, player: OpenPlayer) -> None:
        before = self.last_used
        self._by_use.remove(player)
        self._by_use.append(player)
        if self.last_used is not before:
            self.changed.emit()

    def _look(self, player: OpenPlayer) -> None:
        self.state_changed.emit()
        if player is self.last_used:
            self.changed.emit()

    # What is so for all of them

    def attach(self, backend: PlaybackApi, visit: Visit) -> None:
        self._backend, self._visit = backend, visit
        for player in self.all:
            player.playing.attach(backend)
            player.watching.attach(visit)

    def detach(self) -> None:
        self._backend = self._visit = None
        for player in self.all:
            player.playing.attach(None)
            player.watching.detach()

    def playing_in(self, view: object) -> Playing:
        return next(player.playing for player in self.all if player.view is view)

    def follow(self, settings: Settings) -> None:
        for player in self.all:
            player.view.commander.bind(settings.keys)
            player.playing.follow_settings()

    def go_on(self) -> None:
        """The server is back."""
        for player in self.all:
            player.view.go_on()

    def leave_films(self) -> None:
        """A film of the library goes with its account; files and addresses are nobody's."""
        for player in self.all:
            if player.view.video is not None:
                player.view.leave()

    def apply(self, videos: Sequence[Video]) -> None:
        for player in self.all:
            player.watching.apply(videos)

    def look_after(self, video_ids: Collection[str]) -> None:
        for player in self.all:
            player.watching.look_after(video_ids)

    def allow_keeping(self, allowed: bool) -> None:
        """Whether films may be downloaded for later."""
        self._may_keep = allowed
        for player in self.all:
            player.view.deck.can_keep = allowed

    def take_away(self, video_ids: Collection[str]) -> None:
        for player in self.all:
            player.playing.take_away(video_ids)

    def end(self) -> Sequence[PlaySession]:
        """The end: what is to be closed, on another thread."""
        for player in self.all:
            player.playing.end()
        sessions = [player.view.release() for player in self.all]
        for window in self.windows:
            window.hide()
        return [session for session in sessions if session is not None]


def last_used(by_use: Sequence[OpenPlayer]) -> OpenPlayer:
    """Of those with a film, if there are any; the last of the sequence was used last."""
    with_film = (player for player in reversed(by_use) if player.has_film)
    return next(with_film, by_use[-1])
