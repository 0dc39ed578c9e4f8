"""The menu of accounts: who one can be, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.known_servers import KnownServer, KnownServers, Profile
from app.server.servers import host_of
from app.ui.style.parts import given
from app.ui.style.words import translate

WIDEST = 360


@dataclass(frozen=True, slots=True)
class Choices:
    """What the menu shows. `here` is None where nobody is signed in; `uploading` counts what is
    under way elsewhere."""

    known: KnownServers
    here: Profile | None
    uploading: Mapping[Profile, int] = field(default_factory=dict)


class AccountMenu(QObject):
    """Keeps its entries above those that a menu has already, as they are whenever it opens."""

    chosen = Signal(object)
    """A `Profile`."""
    sign_in_wanted = Signal(str)
    """At a server where one is known but not signed in."""
    add_wanted = Signal()
    account_wanted = Signal()
    forget_wanted = Signal(str)

    def __init__(self, menu: QMenu, offer: Callable[[], Choices]) -> None:
        super().__init__(menu)
        self._menu, self._offer = menu, offer
        self._first = menu.actions()[0]
        self._group = QActionGroup(self)
        self._entries: list[QAction] = []
        menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        for entry in self._entries:
            self._menu.removeAction(entry)
            entry.deleteLater()
        self._entries, offer = [], self._offer()
        if offer.known.all:  # else there is nothing to choose from
            self._add_profiles(offer)
        self._add("add_server", translate("Accounts", "Add a server…"), self.add_wanted.emit)
        if offer.here is not None and offer.here.server:
            self._add_of_here(offer.here)
        self._entries.append(self._menu.insertSeparator(self._first))

    def _add_profiles(self, offer: Choices) -> None:
        self._switch(Profile(), translate("Accounts", "This computer"), offer)
        for server in offer.known.all:
            for profile in server.profiles:
                self._switch(profile, name_of(profile, server), offer)
            if not server.profiles:
                words = translate("Accounts", "Sign in to {host}…", host=host_of(server.url))
                ask = partial(self.sign_in_wanted.emit, server.url)
                self._add("sign_in_there", words, ask)
        self._entries.append(self._menu.insertSeparator(self._first))

    def _switch(self, profile: Profile, words: str, offer: Choices) -> None:
        if count := offer.uploading.get(profile, 0):
            words = translate("Accounts", "{name} – %n uploading", count, name=words)
        entry = self._add(f"be_{profile.account_id}@{profile.server}", words)
        entry.setCheckable(True)
        entry.setActionGroup(self._group)
        entry.setChecked(profile == offer.here)
        entry.triggered.connect(lambda: self.chosen.emit(profile))

    def _add_of_here(self, here: Profile) -> None:
        host = host_of(here.server)
        if not here.is_guest:
            words = translate("Accounts", "Account and devices…")
            self._add("account", words, self.account_wanted.emit)
        else:
            words = translate("Accounts", "Sign in to {host}…", host=host)
            self._add("sign_in_here", words, lambda: self.sign_in_wanted.emit(here.server))
        words = translate("Accounts", "Forget {host}…", host=host)
        self._add("forget_server", words, lambda: self.forget_wanted.emit(here.server))

    def _add(self, name: str, words: str, do: Callable[[], None] | None = None) -> QAction:
        short = self._menu.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, WIDEST)
        entry = given(QAction(short.replace("&", "&&"), self), name)
        if do is not None:
            entry.triggered.connect(lambda: do())
        self._menu.insertAction(self._first, entry)
        self._entries.append(entry)
        return entry


def name_of(profile: Profile, server: KnownServer) -> str:
    """ "Ann · videos.example.org"."""
    account = server.account(profile.account_id)
    who = account.name if account else translate("Accounts", "Guest")
    return f"{who} · {host_of(server.url)}"
