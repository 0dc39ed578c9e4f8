"""What is asked and shown about servers and accounts, in dialogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.errors import MatineeError
from app.known_servers import GUEST, Profile
from app.server.servers import FoundServer, host_of
from app.server.videos import Account
from app.ui.accounts.account_dialog import AccountDialog
from app.ui.accounts.host import Host
from app.ui.accounts.open_accounts import OpenAccount
from app.ui.accounts.switcher import AccountSwitcher, nothing
from app.ui.background import Background, Scope
from app.ui.forms.questions import ask
from app.ui.style.parts import given
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.account_calls import AccountCalls
    from app.server.connection import Connector


class AccountDialogs:
    """Joins the dialogs with the connection of the moment, and with who one is."""

    def __init__(
        self,
        host: Host,
        parent: QWidget,
        accounts: AccountSwitcher,
        background: Background,
        connector: Connector,
    ) -> None:
        self._host, self._parent, self._accounts = host, parent, accounts
        self._background, self._connector = background, connector
        self._own: OwnAccount | None = None
        accounts.menu.account_wanted.connect(self.show_account)
        accounts.menu.forget_wanted.connect(self.confirm_forget)
        host.window.sign_in_page.forget_wanted.connect(self.confirm_forget)

    # Servers

    def visit_server(self, url: str, then: Callable[[], None] = nothing) -> None:
        """Be at that server, and then call `then`. One that is not known is added if the user
        agrees: as a guest where such are let in, else with an account."""
        settings = self._host.settings
        present = self._host.present
        if present is not None and present.connection.server == url:
            then()
        elif settings.servers.at(url) is not None:
            self._accounts.visit(settings.servers.profile_at(url), then)
        else:
            self._background.run(
                lambda: self._connector.look_for(url),
                lambda found: self._found(url, found, then),
                lambda error: self._host.window.toast.say(told(error.sentence)),
            )

    def _found(self, asked: str, found: FoundServer, then: Callable[[], None]) -> None:
        if found.url != asked:  # it is known, perhaps, by the address that answers
            self.visit_server(found.url, then)
        else:
            self._confirm_add(found, then)

    def _confirm_add(self, found: FoundServer, then: Callable[[], None]) -> None:
        host = host_of(found.url)
        box = self._box("confirm_server", translate("Accounts", "Go to {host}?", host=host))
        if found.info.guests:
            words = translate(
                "Accounts", "You have not been to this server. You look around there as a guest."
            )
            label = translate("Accounts", "Look around")
            box.accepted.connect(lambda: self._accounts.visit(Profile(found.url, GUEST), then))
        else:
            words = translate("Accounts", "You have not been to this server. It wants an account.")
            label = translate("Accounts", "Sign in…")
            box.accepted.connect(lambda: self._accounts.ask_who_it_is(found.url, then))
        box.setInformativeText(words)
        box.setDefaultButton(add_button(box, "go_to_server", label))
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.open()

    def confirm_forget(self, server: str) -> None:
        host = host_of(server)
        words = translate("Accounts", "Forget {host}?", host=host)
        meant = translate(
            "Accounts",
            "Its accounts are signed out on this computer, and what is being uploaded to it "
            "stops. What is there already stays there.",
        )
        label = translate("Accounts", "Forget it")
        do = partial(self._accounts.forget, server)
        given(ask(self._parent, words, meant, label, do), "confirm_forget")

    def _box(self, name: str, words: str) -> QMessageBox:
        box = given(QMessageBox(self._parent), name)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    # The account

    def show_account(self) -> None:
        present = self._host.present
        if present is None or (account := present.connection.account) is None:
            return
        dialog = AccountDialog(account, host_of(present.connection.server), self._parent)
        scope = Scope(self._background)
        dialog.finished.connect(scope.close)
        calls = present.connection.client.account
        self._own = OwnAccount(dialog, calls, scope, partial(self._renamed, present))
        dialog.open()

    def _renamed(self, present: OpenAccount, account: Account) -> None:
        present.connection = replace(present.connection, account=account)
        self._accounts.note(present.connection)
        self._host.show_renamed(account)


class OwnAccount:
    """Does what an account's dialog asks for, until `scope` closes with it."""

    def __init__(
        self,
        dialog: AccountDialog,
        calls: AccountCalls,
        scope: Scope,
        renamed: Callable[[Account], None],
    ) -> None:
        self._dialog, self._calls, self._scope, self._renamed = dialog, calls, scope, renamed
        dialog.rename_wanted.connect(self._rename)
        dialog.password_wanted.connect(self._change_password)
        dialog.sign_out_wanted.connect(self._sign_out)
        dialog.sign_others_out_wanted.connect(self._sign_others_out)
        dialog.token_wanted.connect(self._add_token)
        dialog.revoke_wanted.connect(self._revoke_token)
        self._list()
        self._list_tokens()

    def _rename(self, name: str) -> None:
        part = self._dialog.name_part
        self._scope.run(lambda: self._calls.rename(name), self._show_renamed, part.refuse)

    def _show_renamed(self, account: Account) -> None:
        self._dialog.show_account(account)
        self._renamed(account)

    def _change_password(self, current: str, new: str) -> None:
        part = self._dialog.password_part
        self._scope.run(
            lambda: self._calls.change_password(current, new), self._show_changed, part.refuse
        )

    def _show_changed(self, _none: None) -> None:
        self._dialog.password_part.show_changed()
        self._list()

    def _sign_out(self, device_id: str) -> None:
        self._change_devices(lambda: self._calls.sign_device_out(device_id))

    def _sign_others_out(self) -> None:
        self._change_devices(self._calls.sign_others_out)

    def _change_devices(self, change: Callable[[], None]) -> None:
        self._scope.run(change, lambda _none: self._list(), self._not_changed)

    def _not_changed(self, error: MatineeError) -> None:
        self._list()
        self._dialog.devices_part.refuse(error)

    def _add_token(self, name: str, scope: str) -> None:
        part = self._dialog.tokens_part
        self._scope.run(
            lambda: self._calls.add_access_token(name, scope), self._show_made, part.refuse
        )

    def _show_made(self, token: str) -> None:
        self._dialog.tokens_part.show_made(token)
        self._list_tokens()

    def _revoke_token(self, token_id: str) -> None:
        self._scope.run(
            lambda: self._calls.revoke_access_token(token_id),
            lambda _none: self._list_tokens(),
            self._not_revoked,
        )

    def _not_revoked(self, error: MatineeError) -> None:
        self._list_tokens()
        self._dialog.tokens_part.refuse(error)

    def _list_tokens(self) -> None:
        part = self._dialog.tokens_part
        self._scope.run(self._calls.access_tokens, part.show_tokens, part.refuse)

    def _list(self) -> None:
        part = self._dialog.devices_part
        self._scope.run(self._calls.devices, part.show_devices, part.refuse)


def add_button(box: QMessageBox, name: str, label: str) -> QPushButton:
    return given(box.addButton(label, QMessageBox.ButtonRole.AcceptRole), name)
