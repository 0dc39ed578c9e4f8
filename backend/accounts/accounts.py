"""Who has an account, and who comes in."""

from __future__ import annotations

import hmac
import logging
import secrets

from backend.accounts.errors import BadEmail, EmailTaken, WrongCurrentPassword, WrongPassword
from backend.accounts.limits import Attempts
from backend.accounts.passwords import checked_password, hash_password, password_matches
from backend.accounts.sessions import Sessions, hash_token
from backend.database.database import Database
from backend.database.tables import Account
from backend.errors import Conflict, NotAllowed
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


class Accounts:
    """Makes accounts, and says whose a password or a secret is."""

    def __init__(
        self, database: Database, sessions: Sessions, local_secret: str | None, signup: bool
    ) -> None:
        """With `signup` whoever wants to may register."""
        self._database, self._sessions = database, sessions
        self.signup = signup
        self._local_secret = local_secret
        self._attempts = Attempts(database.clock)
        self._decoy = hash_password(secrets.token_hex(8))

    def register(self, email: str, password: str, name: str | None) -> Account:
        """Without a name it is called as its address begins."""
        if not self.signup:
            raise NotAllowed("no_new_accounts")
        address = address_of(email)
        if address == OWNER_EMAIL:
            raise EmailTaken
        name = name or address.partition("@")[0]
        account = self._new(address, name, hash_password(checked_password(password)))
        if not self._database.add_account(account):
            raise EmailTaken
        return account

    def by_password(self, email: str, password: str) -> Account:
        """Takes as long for an unknown address as for a wrong password."""
        email = address_of(email)
        self._attempts.check(email)
        account = self._database.account_by_email(email)
        stored = account.password_hash if account and account.password_hash else self._decoy
        if not password_matches(password, stored) or account is None:
            self._attempts.failed(email)
            raise WrongPassword
        self._attempts.passed(email)
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
        owner = self._new(address, "Owner", None)
        # Another request may have made it a moment ago.
        return owner if self._database.add_account(owner) else self._owner_at(address)

    def change_password(self, account: Account, token: str, current: str, new: str) -> None:
        """Whoever knew the former one is signed out, on all devices but the one with `token`."""
        known = self._database.account(account.id)
        if known is None or known.password_hash is None:
            raise Conflict("no_password")
        self._attempts.check(known.email)
        if not password_matches(current, known.password_hash):
            self._attempts.failed(known.email)
            raise WrongCurrentPassword
        self._attempts.passed(known.email)
        fresh = hash_password(checked_password(new))
        with self._database.write():
            self._database.set_account(account.id, password_hash=fresh)
            ended = self._database.delete_tokens(account.id, but=hash_token(token))
        self._sessions.forget(ended)

    def _new(self, email: str, name: str, password_hash: str | None) -> Account:
        return Account(
            id=fresh_id(),
            email=email,
            name=name,
            password_hash=password_hash,
            created_at=self._database.clock(),
        )
