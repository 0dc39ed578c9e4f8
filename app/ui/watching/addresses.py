"""Addresses that are pasted, dropped, clicked or named on the command line: a video of a Matinee
server is opened as such, anything else as a film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QLineEdit

from app.errors import MatineeError, ServerRefused
from app.links import WatchLink, is_own, is_server
from app.player.engine.api import Clip
from app.server.servers import host_of
from app.server.videos import Video
from app.server.viewing import Opened
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.player.calls import Start
from app.ui.player.view import PlayerView
from app.ui.style.parts import given
from app.ui.style.words import told, translate
from app.ui.watching.seams import Films, Leave, Notices

if TYPE_CHECKING:
    from app.server.client import Client

PASSWORD_WANTED = "password_wanted"  # noqa: S105 - a fault's code

VisitServer = Callable[[str, Callable[[], None]], None]
Bounds = tuple[float | None, float | None]
WHOLE: Bounds = (None, None)
ROUNDING_SECONDS = 0.1
"""So much longer than the film a part may be, as its server has it."""


class Addresses:
    """`follow` hears of what plays, `shared` of the share link by which it does. `visit_server`
    goes to another server, if the user agrees, and calls back there."""

    def __init__(
        self,
        view: PlayerView,
        films: Films,
        notices: Notices,
        follow: Callable[[PlayWanted], None],
        shared: Callable[[WatchLink], None],
        visit_server: VisitServer,
    ) -> None:
        self._view, self._films, self._notices, self._follow = view, films, notices, follow
        self._shared, self._visit_server = shared, visit_server
        self._here: Visit | None = None
        self._waiting: WatchLink | None = None

    def attach(self, here: Visit) -> None:
        self._here = here
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._open(here, waiting)

    def detach(self) -> None:
        self._here = None

    def open(self, address: str) -> None:
        """Now, or once there is a connection."""
        link = WatchLink.parse(address)
        if link is None and is_own(address):
            self._notices.say(translate("Links", "This link names no video."))
        elif link is None:
            self._films.play_url(address)
        elif self._here is None:
            self._waiting = link
        else:
            self._open(self._here, link)

    def _open(self, here: Visit, link: WatchLink) -> None:
        client = here.client
        if not is_at(link, here):
            self._visit_server(link.server, lambda: self._arrive(link))
        elif link.link_id:
            self._open_shared(here, link, None)
        else:
            here.scope.run(
                lambda: client.video(link.video_id), partial(self._play, link), self._refused
            )

    def _arrive(self, link: WatchLink) -> None:
        """At its server, unless that is known by another name."""
        if self._here is not None and is_at(link, self._here):
            self._open(self._here, link)
        else:
            self._offer_browser(link)

    def _offer_browser(self, link: WatchLink) -> None:
        host = host_of(link.server)
        self._notices.say(
            translate("Links", "This link belongs to another server, {host}.", host=host),
            translate("Links", "Open in the browser"),
            lambda: QDesktopServices.openUrl(QUrl(link.url)),
            stays=True,
        )

    def _refused(self, error: MatineeError) -> None:
        if isinstance(error, ServerRefused) and error.is_missing:
            words = translate("Links", "The video of this link is private, or no longer there.")
        else:
            words = told(error.sentence)
        self._notices.say(words)

    def _play(self, link: WatchLink, video: Video) -> None:
        bounds = link.start_seconds, link.end_seconds
        self._begin(link, video, part_of(bounds, video), Start(start_of(link, video)))

    def _begin(
        self,
        link: WatchLink,
        video: Video,
        clip: Clip | None,
        start: Start,
        leave: Leave | None = None,
    ) -> None:
        self._films.play(video, replace(start, clip=clip), leave)
        self._follow(PlayWanted(video, playlist_id=link.playlist_id))
        if clip is None and (link.start_seconds, link.end_seconds) != WHOLE:
            self._notices.say(
                translate("Links", "The link means a part that this video does not have.")
            )

    # By leave of a share link

    def _open_shared(self, here: Visit, link: WatchLink, password: str | None) -> None:
        client = here.client
        here.scope.run(
            lambda: client.viewing.open_link(link.link_id, password),
            lambda opened: self._play_shared(client, link, password, opened),
            lambda error: self._not_shared(here, link, password, error),
        )

    def _play_shared(
        self, client: Client, link: WatchLink, password: str | None, opened: Opened
    ) -> None:
        video, bounds = opened.video, (opened.start_seconds, opened.end_seconds)
        self._shared(link)
        # Of what is private, the part is all that was shared.
        whole = bounds == WHOLE or video.own or video.visibility != "private"
        if bounds == WHOLE:
            bounds = link.start_seconds, link.end_seconds
        self._begin(
            link,
            video,
            part_of(bounds, video, whole=whole),
            Start(start_of(link, video), playback=opened.playback),
            Leave(link.link_id, lambda: client.viewing.open_link(link.link_id, password).playback),
        )

    def _not_shared(
        self, here: Visit, link: WatchLink, password: str | None, error: MatineeError
    ) -> None:
        if isinstance(error, ServerRefused) and error.code == PASSWORD_WANTED:
            self._ask_password(here, link, wrong=password is not None)
        else:
            self._notices.say(told(error.sentence))

    def _ask_password(self, here: Visit, link: WatchLink, *, wrong: bool) -> None:
        dialog = given(QInputDialog(self._view.window()), "link_password")
        dialog.setWindowTitle(translate("Links", "Password"))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.setLabelText(
            translate("Links", "That password is not right. Ask whoever sent the link.")
            if wrong
            else translate("Links", "This link asks for its password:")
        )
        dialog.setMinimumWidth(400)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda typed: self._open_shared(here, link, typed))
        dialog.open()


def start_of(link: WatchLink, video: Video) -> float | None:
    """Where the link wants to begin, if the video lasts that long."""
    at, duration = link.at_seconds, video.duration_seconds
    return at if at is None or duration is None or at < duration else None


def part_of(bounds: Bounds, video: Video, *, whole: bool = True) -> Clip | None:
    """None where none is meant, or the video has no such part."""
    start, end = bounds
    begins = start or 0.0
    if bounds == WHOLE or (end is not None and end <= begins):
        return None
    duration = video.duration_seconds
    if duration is not None and (begins >= duration or (end or 0.0) > duration + ROUNDING_SECONDS):
        return None
    return Clip(begins, end, whole)


def is_at(link: WatchLink, here: Visit) -> bool:
    """Whether it is of the server where one is, as that or as the settings call it."""
    return any(is_server(link.server, known) for known in (here.client.server_url, here.server))
