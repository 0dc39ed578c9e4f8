"""What is asked of the application and its window, where it matters who one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QMenu

from app.server.videos import Account
from app.settings import Settings
from app.ui.accounts.entry import EntryPage
from app.ui.accounts.open_accounts import OpenAccount
from app.ui.accounts.start import StartPage
from app.ui.background import Scope


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose something is. `account_id` is None until a connection to the server tells."""

    server: str
    account_id: str | None = None


class Says(Protocol):
    def say(self, words: str) -> None: ...
    def pass_by(self) -> None: ...


class HostHeader(Protocol):
    @property
    def menu(self) -> QMenu: ...


class HostWindow(Protocol):
    @property
    def header(self) -> HostHeader: ...
    @property
    def toast(self) -> Says: ...
    @property
    def start_page(self) -> StartPage: ...
    @property
    def sign_in_page(self) -> EntryPage: ...
    @property
    def sign_out_wanted(self) -> SignalInstance: ...
    def show_start(self, words: str) -> None: ...
    def show_start_failed(self, words: str) -> None: ...
    def show_entry(self, *, can_cancel: bool) -> None: ...
    def show_sign_in(self, server: str, *, can_cancel: bool) -> None: ...
    def forget_account(self) -> None: ...
    def come_up(self) -> None: ...


class TakesFiles(Protocol):
    def expect(self, owner: Owner) -> None: ...
    def refuse(self) -> None: ...


class Host(Protocol):
    """The application."""

    settings: Settings

    @property
    def window(self) -> HostWindow: ...
    @property
    def uploading(self) -> TakesFiles: ...
    @property
    def present(self) -> OpenAccount | None:
        """The account on the screen."""

    def attach(self, account: OpenAccount, scope: Scope) -> None: ...
    def detach(self) -> None:
        """From now on nothing arrives that was asked for so far; the account stays open."""

    def leave_films(self) -> None: ...
    def show_renamed(self, account: Account) -> None: ...
    def change_settings(self, settings: Settings) -> None: ...
