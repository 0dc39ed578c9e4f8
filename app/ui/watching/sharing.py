"""Links to videos, on the clipboard and in the dialog that makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from PySide6.QtGui import QGuiApplication, QPixmap

from app.errors import MatineeError
from app.links import WatchLink
from app.server.videos import Video
from app.server.viewing import ShareLink
from app.ui.navigation.page import Visit
from app.ui.player.seeking.marks import Marks
from app.ui.player.view import PlayerView
from app.ui.share.dialog import Shared, ShareDialog
from app.ui.share.new_link import NewLink
from app.ui.style.dragging import drag_out
from app.ui.style.words import told, translate
from app.ui.watching.seams import Notices


class Sharing:
    def __init__(self, view: PlayerView, notices: Notices) -> None:
        self._view, self._notices = view, notices
        self._visit: Visit | None = None
        self._dialog: ShareDialog | None = None
        self._came_by = dict[str, str]()
        view.share_wanted.connect(self._share_playing)
        view.copy_wanted.connect(self._copy_playing)
        self.drag_out: Callable[[str, QPixmap], None] = partial(drag_out, view.top.title)
        view.top.title.drag_wanted.connect(self._drag_playing)

    def attach(self, visit: Visit) -> None:
        self._visit = visit

    def detach(self) -> None:
        self._visit = None
        self._came_by.clear()
        if self._dialog is not None:
            self._dialog.reject()

    def came_by(self, link: WatchLink) -> None:
        """Somebody's share link, which is how others reach the video, too."""
        self._came_by[link.video_id] = link.link_id

    def copy_link(self, video: Video, at_seconds: float = 0.0) -> None:
        if self._visit is not None:
            self._copy(self._link_to(self._visit, video).at(at_seconds).url)

    def share(self, video: Video, at_seconds: float = 0.0, marks: Marks | None = None) -> None:
        if (visit := self._visit) is None:
            return
        ends = marks or Marks()
        shared = Shared(
            video,
            self._link_to(visit, video),
            at_seconds,
            ends.start_seconds,
            ends.end_seconds,
            local=not visit.server,
        )
        dialog = self._dialog = ShareDialog(shared, self._view.window())
        dialog.finished.connect(self._closed)
        dialog.copied.connect(self._copy)
        dialog.link_wanted.connect(partial(self._make, visit, dialog, video))
        dialog.revoke_wanted.connect(partial(self._revoke, visit, dialog, video))
        if video.own:
            self._load(visit, dialog, video)
        dialog.open()

    def _closed(self) -> None:
        self._dialog = None

    def _share_playing(self) -> None:
        view = self._view
        if view.video is not None:
            self.share(view.video, view.state.position_seconds, view.tools.marks)

    def _copy_playing(self) -> None:
        view = self._view
        if view.video is not None:
            self.copy_link(view.video, view.state.position_seconds)

    def _drag_playing(self) -> None:
        """A film out of the window is its link, and a file of this computer that file."""
        view, visit = self._view, self._visit
        address = view.deck.address.partition("|")[0]
        if view.video is not None and visit is not None and visit.server:
            address = self._link_to(visit, view.video).url
        if address:
            self.drag_out(address, view.top.title.grab())

    def _copy(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        said = translate("Share", "Copied.")
        if self._visit is not None and not self._visit.server:
            said = translate("Share", "Copied. The link works only on this computer.")
        self._notices.say(said)

    # Links that can be taken back; of a dialog that may have gone meanwhile

    def _load(self, visit: Visit, dialog: ShareDialog, video: Video) -> None:
        def show(links: tuple[ShareLink, ...]) -> None:
            if self._dialog is dialog:
                dialog.show_links(links)

        visit.scope.run(
            lambda: visit.client.viewing.links(video.id), show, partial(self._say, dialog)
        )

    def _make(self, visit: Visit, dialog: ShareDialog, video: Video, wanted: NewLink) -> None:
        def made(link: ShareLink) -> None:
            self._copy(link.url)
            if self._dialog is dialog:
                dialog.form.clear()
                self._load(visit, dialog, video)

        add = visit.client.viewing.add_link
        visit.scope.run(lambda: add(video.id, **asdict(wanted)), made, partial(self._say, dialog))

    def _revoke(self, visit: Visit, dialog: ShareDialog, video: Video, link_id: str) -> None:
        revoke = visit.client.viewing.revoke_link
        visit.scope.run(
            lambda: revoke(link_id),
            lambda _none: self._load(visit, dialog, video),
            partial(self._say, dialog),
        )

    def _say(self, dialog: ShareDialog, error: MatineeError) -> None:
        if self._dialog is dialog:
            dialog.say(told(error.sentence))

    def _link_to(self, visit: Visit, video: Video) -> WatchLink:
        """Where others see it; what is private only by the link that leads to it."""
        is_private = video.visibility == "private" and not video.own
        link_id = self._came_by.get(video.id, "") if is_private else ""
        server = (visit.server or visit.client.server_url).rstrip("/")
        return WatchLink(server, video.id, link_id=link_id)
