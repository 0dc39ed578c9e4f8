"""Who has an account, and who comes in."""

from __future__ import annotations

import hmac
import logging
from contextlib import suppress
from dataclasses import dataclass

from backend.accounts.errors import (
    AccountDisabled,
    BadEmail,
    EmailTaken,
    TooManyAtOnce,
    WrongCurrentPassword,
    WrongPassword,
)
from backend.accounts.invitations import Invitations
from backend.accounts.limits import Limiter
from backend.accounts.passwords import Passwords, checked_password
from backend.accounts.roles import Role, may_create
from backend.accounts.sessions import Sessions, hash_token
from backend.database.database import Database
from backend.database.schema.entry import OneTimeToken
from backend.database.tables import Account
from backend.errors import BackendError, Conflict, NotAllowed
from backend.ids import fresh_id

OWNER_EMAIL = "owner@localhost"
"""Of the machine's owner, who has no password; nobody can register it."""
OWNER_ELSE = "owner"
"""For a machine where somebody had registered the other address before that was forbidden; nobody
can register this one, which has no @."""
log = logging.getLogger(__name__)


def address_of(text: str) -> str:
    """An e-mail address in its one form; raises BadEmail."""
    address = text.strip().lower()
    name, _, host = address.rpartition("@")
    if not name or not host or " " in address:
        raise BadEmail
    return address


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who wants an account."""

    email: str
    password: str
    name: str | None = None
    invitation: str | None = None


def fresh_account(
    email: str, name: str | None, password_hash: str | None, role: Role, now: float
) -> Account:
    """Not stored yet. Without a name it is called as its address begins."""
    account = Account(id=fresh_id(), email=email, name=name or email.partition("@")[0])
    account.password_hash, account.role, account.created_at = password_hash, role, now
    return account


class Accounts:
    """Makes accounts, and says whose a password or a secret is. `place`s are addresses on the
    network."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        invitations: Invitations,
        passwords: Passwords,
        limiter: Limiter,
        *,
        local_secret: str | None,
        signup: bool,
    ) -> None:
        """With `signup` whoever wants to may register; else who is invited."""
        self._database, self._sessions, self._invitations = database, sessions, invitations
        self._passwords, self._limiter = passwords, limiter
        self.signup = signup
        self._local_secret = local_secret

    def register(self, newcomer: Newcomer, place: str) -> Account:
        """Raises NotAllowed, NoSuchInvitation, EmailTaken and what is wrong with the rest."""
        self._limiter.registration(place)
        invitation = self._invitation_of(newcomer)
        address = address_of(newcomer.email)
        if address == OWNER_EMAIL:
            raise EmailTaken
        password_hash = self._passwords.hash(checked_password(newcomer.password))
        now = self._database.clock()
        account = fresh_account(address, newcomer.name, password_hash, Role.MEMBER, now)
        return self._invitations.add(account, invitation, self._add)

    def _add(self, account: Account) -> bool:
        return self._database.add_account(account, channel=may_create(account))

    def _invitation_of(self, newcomer: Newcomer) -> OneTimeToken | None:
        if newcomer.invitation is not None:
            return self._invitations.read(newcomer.invitation)
        if not self.signup:
            raise NotAllowed("no_new_accounts")
        return None

    def by_password(self, email: str, password: str, place: str) -> Account:
        """Takes as long for an unknown address as for a wrong password. Raises WrongPassword,
        SlowDown, AccountDisabled."""
        email = address_of(email)
        account = self._database.account_by_email(email)
        if not self._is_right(email, password, account, place):
            raise WrongPassword
        assert account is not None
        if account.disabled_at is not None:
            raise AccountDisabled
        return account

    def by_local_secret(self, secret: str) -> Account:
        """The owner of this machine, made on first use; only the bundled backend has a secret."""
        if self._local_secret is None or not hmac.compare_digest(
            secret.encode(), self._local_secret.encode()
        ):
            raise WrongPassword
        owner = self._owner_at(OWNER_EMAIL)
        if owner.password_hash is None:
            return owner
        log.warning("Account %s has the owner's address and a password: it is another's", owner.id)
        return self._owner_at(OWNER_ELSE)

    def _owner_at(self, address: str) -> Account:
        if (known := self._database.account_by_email(address)) is not None:
            return known
        now = self._database.clock()
        owner = fresh_account(address, "Owner", None, Role.ADMINISTRATOR, now)
        # Another request may have made it a moment ago.
        return owner if self._database.add_account(owner) else self._owner_at(address)

    def change_password(
        self, account: Account, token: str, current: str, new: str, place: str
    ) -> None:
        """Whoever knew the former one is signed out, on all devices but the one with `token`;
        scripts have tokens of their own, and go on."""
        known = self._database.account(account.id)
        if known is None or known.password_hash is None:
            raise Conflict("no_password")
        if not self._is_right(known.email, current, known, place):
            raise WrongCurrentPassword
        fresh = self._passwords.hash(checked_password(new))
        with self._database.write():
            self._database.set_account(account.id, password_hash=fresh)
            ended = self._database.delete_tokens(account.id, but=hash_token(token))
        self._sessions.forget(ended)

    def choose_password(self, token: str, new: str, place: str) -> Account:
        """By an administrator's leave. Whoever was let in before is not any more, scripts neither.
        Raises NoSuchReset, BadPassword."""
        self._limiter.registration(place)
        row = self._invitations.read_reset(token)
        fresh = self._passwords.hash(checked_password(new))
        with self._database.write():
            account_id = str(row.account_id)
            self._invitations.use_reset(row, account_id)
            changed = self._database.set_account(account_id, password_hash=fresh)
            ended = [
                *self._database.delete_tokens(account_id),
                *self._database.delete_scoped_tokens(account_id),
            ]
        self._sessions.forget(ended)
        assert changed is not None  # tokens have a foreign key
        return changed

    def _is_right(self, email: str, password: str, account: Account | None, place: str) -> bool:
        """Counted before it is looked at. Raises SlowDown, TooManyAtOnce."""
        at = self._limiter.place(place)
        is_known = self._database.is_known_network(email, at)
        guess = self._limiter.guess(email, place, is_known=is_known)
        stored = account.password_hash if account else None
        try:
            is_right = self._passwords.matches(password, stored)
        except TooManyAtOnce:
            guess.was_none()
            raise
        if is_right:
            guess.was_right()
            self._renew(account, password)
        return is_right

    def _renew(self, account: Account | None, password: str) -> None:
        """A hash of former days is made anew; if not now, then the next time."""
        if account is None or not self._passwords.is_outdated(account.password_hash or ""):
            return
        with suppress(BackendError):
            fresh = self._passwords.hash(password)
            with self._database.write():
                now = self._database.lock_account(account.id)
                if now is not None and now.password_hash == account.password_hash:
                    self._database.set_account(account.id, password_hash=fresh)
