"""What the main window is to players: its own, and those in windows beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.settings import Settings
from app.ui.background import Background
from app.ui.cards.model import VideoModel
from app.ui.offline.kept import KeptFilms
from app.ui.offline.watching import KeptPlays
from app.ui.shell.main_window import MainWindow
from app.ui.style.parts import bring_up
from app.ui.watching.addresses import VisitServer
from app.ui.watching.memory import MemoryFile
from app.ui.watching.playing import FilmStores, PlayerHost, Playing
from app.ui.watching.recent import show_recent
from app.ui.watching.remembering import Remembering
from app.ui.watching.seams import Notices
from app.ui.watching.watching import Watching
from app.ui.windows.open_players import OpenPlayer, OpenPlayers
from app.ui.windows.player_window import PlayerWindow


def host_of(window: MainWindow) -> PlayerHost:
    """Its pages show how far films were watched."""

    def note_position(video_id: str, seconds: float) -> None:
        for model in window.home.findChildren(VideoModel):
            model.note_position(video_id, seconds)

    def watched() -> None:
        if window.pages.currentWidget() is window.home:
            window.home.page.watched()

    return PlayerHost(
        *(window.player, window.show_player, lambda path: window.drop([path])),
        *(note_position, watched),
    )


def host_in(other: PlayerWindow, main: MainWindow) -> PlayerHost:
    """Uploads are seen in the main window alone."""

    def upload(paths: Sequence[Path]) -> None:
        main.come_up()
        main.drop(paths)

    return replace(
        host_of(main), view=other.player, show=other.show_film, upload=lambda path: upload([path])
    )


def stores_in(cache: Path, kept: KeptFilms) -> FilmStores:
    return FilmStores(KeptPlays(kept), MemoryFile(cache / "films.json"), cache / "thumbnails")


@dataclass(frozen=True, slots=True)
class PlayerSurrounding:
    """What all players share: the settings of the moment, and who is told of what in them."""

    window: MainWindow
    background: Background
    stores: FilmStores
    settings: Callable[[], Settings]
    change_settings: Callable[[Settings], None]
    settings_entered: Callable[[Mapping[str, Any]], None]
    volume_changed: Callable[[float], None]
    visit_server: VisitServer
    keys_wanted: Callable[[], None]

    def open_window(self) -> PlayerWindow:
        main = self.window
        window = PlayerWindow(self.background, main.colours, main.build, main.state)
        window.keys_wanted.connect(self.keys_wanted)
        return window

    def join_main(self) -> OpenPlayer:
        return self._join(host_of(self.window), self.window.toast, self.window)

    def join(self, other: PlayerWindow) -> OpenPlayer:
        return self._join(host_in(other, self.window), other.toast, other)

    def _join(self, host: PlayerHost, notices: Notices, window: QWidget) -> OpenPlayer:
        view, settings = host.view, self.settings
        playing = Playing(host, self.background, settings, self.stores)
        watching = Watching(
            *(view, self.background, playing, notices),
            *(settings, self.change_settings, self.visit_server),
        )
        view.controls.set_wanted.connect(self.settings_entered)
        view.volume_changed.connect(self.volume_changed)
        view.commander.bind(settings().keys)
        return OpenPlayer(view, playing, watching, partial(bring_up, window))


def open_players(around: PlayerSurrounding) -> OpenPlayers:
    main, background = around.join_main(), around.background
    return OpenPlayers(main, around.open_window, around.join, background)


def show_recent_in(window: MainWindow, remembering: Remembering) -> None:
    def play(path: Path) -> None:
        window.files_opened.emit([path])

    show_recent(window, remembering.recent(), play, remembering.clear)
