"""What the window and its pages know of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.server.videos import Account, Video
from app.ui.background import Scope
from app.ui.cards.actions import Action, Terms
from app.ui.navigation.places import Kind, Place

if TYPE_CHECKING:
    from app.server.client import Client
    from app.ui.cards.posters import Posters


@dataclass(frozen=True, slots=True)
class Visit:
    """One account with one backend, for as long as it is shown. What `scope` runs is reported
    while it is open. `account` is None for a guest; `server` is "" for the bundled backend."""

    client: Client
    posters: Posters
    scope: Scope
    account: Account | None
    server: str

    @property
    def terms(self) -> Terms:
        """What holds for all videos that it shows."""
        return Terms(self.account is not None, linked=bool(self.server), server=self.server)


@dataclass(frozen=True, slots=True)
class PlayWanted:
    """A video to play, and what comes after it: `videos` has it among others, in their order.

    `playlist_id` and `channel_id` say where they are from, so that more can be fetched."""

    video: Video
    videos: Sequence[Video] = ()
    playlist_id: str = ""
    channel_id: str = ""
    start_seconds: float | None = None


class Page(QWidget):
    """One place of the window. It asks for things by signals and decides nothing beyond itself."""

    go_wanted = Signal(object)
    """A `Place`."""
    play_wanted = Signal(object)
    """A `PlayWanted`."""
    sign_in_wanted = Signal()
    """A guest wants what needs an account."""
    title_changed = Signal()
    """`title` is another one, though the place is the same: it was not known before."""
    wanted = Signal(object, object)
    """What else is to be done with videos: an `Action` of the cards, and the videos."""
    rested_on = Signal(object)
    """A video that is likely to be played next."""

    def attach(self, visit: Visit) -> None:
        """From now on there is something to show, and somebody to ask; nothing is asked for
        before `show_place`."""

    def detach(self) -> None:
        """Nothing of this account is shown any more, nor asked for."""

    def show_place(self, place: Place) -> None:
        """It is the page on the screen now, for `place`; it fetches what it does not have."""

    def watched(self) -> None:
        """A film that covered it was watched for a while, as the server knows by now."""

    def reload(self) -> None:
        """The line is there again, or the user asked: fetch anew what is shown."""

    def apply(self, videos: Sequence[Video]) -> None:
        """These of the account's own have changed (`state` "deleted": gone)."""

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        """Of what anybody may see, these have come or changed, and those ids went."""

    @property
    def title(self) -> str:
        """What stands above the page, and in the window's title."""
        return ""

    def pass_on(self, action: Action, videos: Sequence[Video]) -> None:
        """Have done with videos what is not this page's own."""
        channel = videos[0].channel
        if action is Action.CHANNEL and channel is not None:
            self.go_wanted.emit(Place(Kind.CHANNEL, channel.id))
        elif action is Action.FIGURES:
            self.go_wanted.emit(Place(Kind.FIGURES, videos[0].id))
        else:
            self.wanted.emit(action, videos)
