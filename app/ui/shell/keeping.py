"""What a viewer keeps of videos: for later, on playlists, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.server.videos import Video
from app.server.viewing import LATER
from app.settings import Settings
from app.ui.cards.actions import Action
from app.ui.navigation.page import Visit
from app.ui.navigation.places import Kind, Place
from app.ui.offline.joining import Offline, OfflineWindow
from app.ui.player.view import PlayerView
from app.ui.playlists.choosing import ChoosePlaylist
from app.ui.shell import opening
from app.ui.shell.main_window import MainWindow
from app.ui.studio.download_list import DownloadList
from app.ui.studio.downloads import Download, Downloads
from app.ui.style.names import plain_name
from app.ui.style.parts import given
from app.ui.style.words import translate
from app.ui.windows.open_players import OpenPlayers


class Keeping:
    """Joins these wishes of pages with the backend of the moment, if there is one."""

    def __init__(self, window: MainWindow, downloads: Downloads) -> None:
        self._window, self._downloads = window, downloads
        self.downloads = DownloadList(downloads, window.home)
        downloads.arrived.connect(self._arrived)
        self._visit: Visit | None = None
        window.home.wanted.connect(self.do)

    def attach(self, visit: Visit | None) -> None:
        self._visit = visit

    def do(self, action: Action, videos: Sequence[Video]) -> None:
        match action:
            case Action.WATCH_LATER:
                self.keep_for_later(videos)
            case Action.PLAYLIST:
                self.ask_playlists(videos)
            case Action.DOWNLOAD:
                self.ask_where(videos[0])

    def keep_for_later(self, videos: Sequence[Video]) -> None:
        if (visit := self._visit) is None:
            return
        viewing = visit.client.viewing

        def add() -> None:
            for video in videos:
                viewing.add_to_playlist(LATER, video.id)

        visit.scope.run(add, lambda _none: self._kept(len(videos)))

    def _kept(self, count: int) -> None:
        window = self._window
        window.toast.say(
            translate("Keeping", "%n video(s) added to “Watch later”.", count),
            translate("Keeping", "Show"),
            lambda: window.home.go(Place(Kind.PLAYLIST, LATER)),
        )

    def ask_playlists(self, videos: Sequence[Video]) -> None:
        if (visit := self._visit) is not None:
            dialog = ChoosePlaylist(visit.client, visit.scope, videos, self._window)
            dialog.added.connect(self._window.toast.say)
            dialog.open()

    def ask_where(self, video: Video) -> None:
        dialog = given(QFileDialog(self._window, translate("Keeping", "Download")), "download")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile((video.filename or video.title).replace("/", "-"))  # a name, no path
        dialog.fileSelected.connect(lambda name: self.download(video, Path(name)))
        opening.show(dialog)

    def download(self, video: Video, file: Path) -> None:
        if self._visit is not None and not self._downloads.start(video, file):
            words = translate("Keeping", "Another video is on its way to {name}.", name=file.name)
            self._window.toast.say(words)

    def _arrived(self, download: Download) -> None:
        folder = download.path.parent
        title = plain_name(download.wanted.title)
        self._window.toast.say(
            translate("Keeping", "“{title}” is in {folder}.", title=title, folder=folder),
            translate("Keeping", "Show"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
        )


def joined_offline(
    window: MainWindow, players: OpenPlayers, settings: Callable[[], Settings], root: Path
) -> Offline:
    offline = Offline(
        OfflineWindow(
            window,
            window.kept,
            window.toast.say,
            lambda words: window.toast.say(words, stays=True),
            window.show_downloads,
            players.take_away,
            players.allow_keeping,
        ),
        settings,
        root,
    )

    def keep_playing(view: PlayerView) -> None:
        if view.video is not None:
            window.come_up()
            offline.ask_quality(view.video)

    window.home.wanted.connect(offline.do)
    window.player.keep_wanted.connect(lambda: keep_playing(window.player))
    players.opened.connect(lambda w: w.player.keep_wanted.connect(lambda: keep_playing(w.player)))
    return offline
