"""Joins the window with the films that are kept on this disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.known_servers import Profile
from app.offline.contact import Parting
from app.offline.film import KeepRules, KeptFilm
from app.offline.folder import KeptFolder
from app.offline.offered import OfflineChoice
from app.server.videos import Video
from app.settings import Settings
from app.ui.cards.actions import Action
from app.ui.navigation.page import Visit
from app.ui.offline.choosing import KeepDialog
from app.ui.offline.kept import KeptFilms
from app.ui.style.words import translate


@dataclass(frozen=True, slots=True)
class OfflineWindow:
    """What is needed of the window. `say` tells in passing, with a button; `tell` until it is seen;
    `take_away` ends these if they play; `allow` hears whether the player may offer a download."""

    widget: QWidget
    kept: KeptFilms
    say: Callable[[str, str, Callable[[], object]], object]
    tell: Callable[[str], object]
    show_downloads: Callable[[], object]
    take_away: Callable[[Collection[str]], object]
    allow: Callable[[bool], object]


class Offline:
    """With the backend of the moment, if there is one."""

    def __init__(self, window: OfflineWindow, settings: Callable[[], Settings], root: Path) -> None:
        self._window, self._settings, self._root = window, settings, root
        self._known = known_profiles(settings())
        self._visit: Visit | None = None
        window.kept.rules = self._rules
        window.kept.parted.connect(self._parted)

    def attach(self, visit: Visit, profile: Profile) -> None:
        """Films of this computer's own backend are here anyway, and a guest has nothing."""
        may_keep = bool(profile.server) and not profile.is_guest
        if may_keep:
            self._visit = visit
            self._window.kept.attach(visit.client, KeptFolder(self._root, profile))
        self._window.allow(may_keep)

    def detach(self) -> None:
        self._visit = None
        self._window.kept.detach()
        self._window.allow(False)

    def follow(self, settings: Settings) -> None:
        """Who has signed out leaves nothing here."""
        known = known_profiles(settings)
        for profile in self._known - known:
            self._window.kept.forget(KeptFolder(self._root, profile))
        self._known = known

    def do(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.KEEP:
            self.ask_quality(videos[0])

    def ask_quality(self, video: Video) -> None:
        if (visit := self._visit) is None:
            return
        window, most_gb = self._window, self._rules().most_gb
        films = window.kept.films
        dialog = KeepDialog(visit.client, visit.scope, video, films, most_gb, window.widget)
        dialog.kept.connect(self._keep)
        dialog.open()

    def _rules(self) -> KeepRules:
        settings = self._settings()
        return KeepRules(settings.offline_gb, settings.offline_days)

    def _keep(self, choice: OfflineChoice) -> None:
        window = self._window
        window.kept.keep(choice)
        words = translate("Offline", "“{title}” is being downloaded.", title=choice.plan.title)
        window.say(words, translate("Offline", "Show"), window.show_downloads)

    def _parted(self, parting: Parting) -> None:
        """What is not kept any more, and why."""
        self._window.take_away({film.plan.video_id for film in parting.withdrawn})
        words = []
        if parting.withdrawn:
            titles = titles_of(parting.withdrawn)
            words.append(
                translate(
                    "Offline",
                    "Not on the server any more, and so removed from your downloads: {titles}.",
                    titles=titles,
                )
            )
        if parting.expired:
            titles = titles_of(parting.expired)
            words.append(
                translate(
                    "Offline",
                    "Not watched for long, and so removed from your downloads: {titles}.",
                    titles=titles,
                )
            )
        self._window.tell(" ".join(words))


def known_profiles(settings: Settings) -> frozenset[Profile]:
    return frozenset(each for server in settings.servers.all for each in server.profiles)


def titles_of(films: Sequence[KeptFilm]) -> str:
    return ", ".join(f"“{film.plan.title}”" for film in films)
