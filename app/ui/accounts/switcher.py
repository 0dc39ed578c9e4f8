"""Who one is, and where: connecting, switching, coming in, and leaving."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.errors import MatineeError, SignInNeeded
from app.known_servers import GUEST, KnownAccount, Profile
from app.links import OneTimeLink
from app.server.issuer.visit import IssuerVisit
from app.server.servers import FoundServer, host_of, misfit
from app.ui.accounts.host import Host, Owner
from app.ui.accounts.menu import AccountMenu, Choices
from app.ui.accounts.open_accounts import OpenAccount, OpenAccounts, Queues, Superseded
from app.ui.background import Background, Scope, ignore
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.connection import Connection, Connector

log = logging.getLogger(__name__)


class AccountSwitcher:
    """Has one account on the screen at a time, or the page that asks for one. What the others
    upload goes on."""

    def __init__(
        self, host: Host, background: Background, connector: Connector, queues: Queues
    ) -> None:
        self._host, self._background, self._connector = host, background, connector
        self._window, self._page = host.window, host.window.sign_in_page
        self.open = OpenAccounts(queues)
        self._scope, self._behind = Scope(background), Scope(background)
        self._visit: IssuerVisit | None = None
        self._is_first = True
        self._then: Callable[[], None] = nothing
        self.menu = AccountMenu(self._window.header.menu, self._choices)
        self._wire()

    def _wire(self) -> None:
        start, page = self._window.start_page, self._page
        start.retry_wanted.connect(lambda: self.start(self._then))
        start.elsewhere_wanted.connect(self.add_server)
        page.address_entered.connect(self._look_for)
        page.sign_in_wanted.connect(self.sign_in)
        page.register_wanted.connect(self.register)
        page.password_chosen.connect(self.choose_password)
        page.guest_wanted.connect(lambda server: self.visit(Profile(server, GUEST), self._then))
        page.issuer_wanted.connect(self.sign_in_at_issuer)
        page.issuer_left.connect(self._new_scope)
        page.local_wanted.connect(lambda: self.visit(Profile()))
        page.cancelled.connect(lambda: self.visit(self._host.settings.profile))
        self._window.sign_out_wanted.connect(self.sign_out)
        self.menu.chosen.connect(self.visit)
        self.menu.add_wanted.connect(self.add_server)
        self.menu.sign_in_wanted.connect(self.ask_who_it_is)

    # Being somebody

    def start(self, then: Callable[[], None] | None = None) -> None:
        """Connect, or connect again, as the settings say; `then` is called there."""
        self._leave()
        self._go(self._host.settings.profile, then)

    def visit(self, profile: Profile, then: Callable[[], None] | None = None) -> None:
        """Be somebody else, or elsewhere; `then` is called there."""
        present = self._host.present
        if present is not None and present.connection.profile == profile:
            (then or nothing)()
            return
        self._step_aside()
        if (account := self.open.at(profile)) is not None:
            self._arrived(account, self._new_scope(), then or nothing)
            return
        self._keep(profile)
        self._go(profile, then)

    def sign_in(self, server: str, email: str, password: str) -> None:
        self._enter(lambda: self._connector.sign_in(server, email, password))

    def register(self, server: str, name: str, email: str, password: str) -> None:
        invitation = self._page.invitation
        self._enter(lambda: self._connector.register(server, email, password, name, invitation))

    def choose_password(self, server: str, token: str, password: str) -> None:
        self._enter(lambda: self._connector.choose_password(server, token, password))

    def sign_in_at_issuer(self, server: str) -> None:
        """In the browser; meanwhile one may do something else here, which ends it."""
        farewell = translate("SignIn", "That is all. You can close this page.")
        visit = IssuerVisit(self._browse, farewell, invitation=self._page.invitation)
        self._enter(lambda: self._connector.sign_in_by(server, visit.sign_in), come_up=True)
        self._visit = visit

    def _browse(self, page: str) -> None:
        self._background.post(partial(open_page, page))

    def _enter(self, connect: Callable[[], Connection], come_up: bool = False) -> None:
        self._window.toast.pass_by()
        scope, settings = self._new_scope(), self._host.settings

        def enter() -> OpenAccount:
            connection = connect()
            try:
                account = self.open.open(connection, settings, scope)
            except Superseded:  # cancelled while the server answered
                self._connector.withdraw(connection)
                raise
            self._connector.keep(connection)
            return account

        def arrived() -> None:
            if come_up:
                self._window.come_up()
            then()

        then = self._then
        self._connect(scope, enter, self._page.form.refuse, arrived)

    def _go(self, profile: Profile, then: Callable[[], None] | None = None) -> None:
        self._host.uploading.expect(Owner(profile.server, profile.account_id or None))
        host = host_of(profile.server)
        words = translate("Application", "Connecting to {server}…", server=host)
        self._window.show_start(words if host else translate("Application", "Starting…"))
        scope, settings = self._new_scope(), self._host.settings
        self._connect(
            scope,
            lambda: self.open.reach(
                profile, lambda: self._connector.connect(profile), settings, scope
            ),
            lambda error: self.refused(error, then),
            then or nothing,
        )

    def _connect(
        self,
        scope: Scope,
        reach: Callable[[], OpenAccount],
        refused: Callable[[MatineeError], None],
        then: Callable[[], None],
    ) -> None:
        self._background.run(
            reach,
            lambda account: self._arrived(account, scope, then),
            lambda error: refused(error) if scope.is_open else None,
        )

    def _new_scope(self) -> Scope:
        """Who asks again does not wait for the former."""
        self._close_scope()
        self._scope = Scope(self._background)
        return self._scope

    def _close_scope(self) -> None:
        self._scope.close()
        if self._visit is not None:
            self._visit.end()
            self._visit = None

    def _arrived(self, account: OpenAccount, scope: Scope, then: Callable[[], None]) -> None:
        if scope.is_open:
            account.stays = True
            self.note(account.connection)
            self._host.attach(account, scope)
            self._greet(account.connection.server, scope)
            self._go_on_elsewhere()
            self.menu.fill()
            then()
        elif not account.stays:
            self._background.run(lambda: self.open.close(account))

    def _go_on_elsewhere(self) -> None:
        """Once: the others take up what they were at when Matinee ended."""
        if not self._is_first:
            return
        self._is_first, settings = False, self._host.settings
        for profile in (each for server in settings.servers.all for each in server.profiles):
            if profile != settings.profile and not profile.is_guest:
                connect = partial(self._connector.connect, profile)
                go_on = partial(self.open.go_on, profile, connect, settings, self._behind)
                self._background.run(go_on, failed=not_behind)

    def _greet(self, server: str, scope: Scope) -> None:
        """Say so where the server speaks another version; what still works goes on."""
        if server:
            scope.run(
                lambda: misfit(server, self._connector.look_for(server).info),
                lambda words: self._window.toast.say(told(words)) if words else None,
                ignore,
            )

    # Being nobody

    def refused(self, error: MatineeError, then: Callable[[], None] | None = None) -> None:
        """There is no connection, or not any more; `then` waits for the next one."""
        if isinstance(error, SignInNeeded):
            self._leave()
            self.ask_who_it_is(self._host.settings.server, then)
        else:
            self._then = then or nothing
            self._window.show_start_failed(told(error.sentence))

    def ask_who_it_is(self, server: str, then: Callable[[], None] | None = None) -> None:
        """Perhaps somebody else comes than who was here."""
        can_cancel = self._host.present is not None
        self._step_aside()
        self._host.uploading.refuse()
        self._then = then or nothing
        self._window.show_sign_in(server, can_cancel=can_cancel)
        self._show_known(server)
        self._new_scope()
        # What else one may do there is shown when it is known, also to who has typed by then.
        look = partial(self._connector.look_for, server)
        self._behind.run(look, partial(self._show_offered, server), ignore)

    def _show_offered(self, server: str, found: FoundServer) -> None:
        if self._page.server == server:
            self._page.show_found(found)

    def _show_known(self, server: str) -> None:
        """Whose session ran out need not type who they are."""
        settings = self._host.settings
        if (known := settings.servers.at(server)) is not None:
            account = known.account(settings.account) if settings.server == server else None
            self._page.form.show_known(account.email if account else "")

    def add_server(self) -> None:
        can_cancel = self._host.present is not None
        self._step_aside()
        self._host.uploading.refuse()
        self._then = nothing
        self._window.show_entry(can_cancel=can_cancel)

    def come_by(self, link: str) -> None:
        """By an invitation, or by leave to choose a new password, that was opened elsewhere."""
        self.add_server()
        self._look_for(link)

    def _look_for(self, typed: str) -> None:
        scope, link = self._new_scope(), OneTimeLink.parse(typed)
        scope.run(
            lambda: self._connector.look_for(link.server if link else typed),
            lambda found: self._page.show_found(found, link),
            lambda error: self._page.address_form.refuse(told(error.sentence)),
        )

    def sign_out(self) -> None:
        present = self._host.present
        if present is None or present.connection.account is None:
            return
        connection = present.connection
        self._leave()
        settings = self._host.settings
        servers = settings.servers.without_profile(connection.profile)
        self._host.change_settings(replace(settings, account="", servers=servers))
        self.ask_who_it_is(connection.server)
        self._background.run(lambda: self._connector.sign_out(connection), failed=self._not_told)

    def forget(self, server: str) -> None:
        """All of its accounts are signed out here, and what they upload stops."""
        settings = self._host.settings
        known, here = settings.servers.at(server), settings.server == server
        if here:
            self._step_aside()
        self._host.change_settings(replace(settings, servers=settings.servers.without(server)))
        for profile in known.profiles if known else ():
            left = self.open.leave(profile)
            self._background.run(partial(self._withdraw, profile, left), failed=self._not_told)
        if here or self._host.present is None:
            self.visit(Profile() if here else settings.profile)

    def _withdraw(self, profile: Profile, left: OpenAccount | None) -> None:
        if left is not None:
            self.open.close(left)
        self._connector.forget(profile)

    def _not_told(self, error: MatineeError) -> None:
        log.info("The token is not withdrawn: %s", error)
        self._window.toast.say(
            translate("Application", "You are signed out here, but the server could not be told.")
        )

    def backend_died(self) -> None:
        """The bundled backend ended though nobody asked for it."""
        if not self._host.settings.server:
            self.start()
        elif (left := self.open.leave(Profile())) is not None:
            self._background.run(lambda: self.open.close(left))

    def end(self) -> None:
        """Nothing is reported any more; what is open is closed by `open.close_all`."""
        self._behind.close()
        self._detach()

    def _leave(self) -> None:
        """The present account is closed: it ended, or will be opened anew."""
        present = self._detach()
        if present is not None:
            self.open.leave(present.connection.profile)
            self._background.run(lambda: self.open.close(present))

    def _step_aside(self) -> None:
        """Nothing of the present account stays on the screen; it goes on behind it."""
        self._detach()
        self._host.leave_films()
        self._window.forget_account()

    def _detach(self) -> OpenAccount | None:
        present = self._host.present
        self._close_scope()
        self._host.detach()
        return present

    # What is kept

    def _keep(self, profile: Profile) -> None:
        settings = self._host.settings
        changed = replace(settings, server=profile.server, account=profile.account_id)
        self._host.change_settings(changed)

    def note(self, connection: Connection) -> None:
        """Next time one begins here, and can come back from elsewhere."""
        settings, server, profile = self._host.settings, connection.server, connection.profile
        servers = settings.servers
        if (account := connection.account) is not None and server:
            known = KnownAccount(account.id, account.name, account.email or "")
            servers = servers.with_account(server, known)
        elif server:
            servers = servers.with_guest(server)
        noted = replace(settings, server=server, account=profile.account_id, servers=servers)
        if noted != settings:
            self._host.change_settings(noted)

    def _choices(self) -> Choices:
        present = self._host.present
        here = present.connection.profile if present is not None else None
        return Choices(self._host.settings.servers, here, self.open.under_way)


def not_behind(error: MatineeError) -> None:
    log.info("An account does not go on behind the screen: %s", error)


def nothing() -> None:
    """There is nothing more to do."""


def open_page(page: str) -> None:
    QDesktopServices.openUrl(QUrl(page))
