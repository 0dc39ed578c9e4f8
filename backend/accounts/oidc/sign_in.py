"""Whom an issuer knows, as accounts of ours: a `SignsIn`."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from urllib.parse import quote, urlsplit

from backend.accounts.accounts import OWNER_EMAIL, Accounts, address_of, fresh_account
from backend.accounts.errors import BadEmail, EmailTaken
from backend.accounts.invitations import Invitations
from backend.accounts.oidc.api import Brought, IssuerDenied, IssuerElsewhere, WayIn
from backend.accounts.oidc.issuer import Issuer
from backend.accounts.oidc.tokens import (
    LEEWAY_SECONDS,
    Disbelieved,
    Identity,
    Rules,
    claims_in,
    judged,
    looks_like_jwt,
)
from backend.accounts.roles import Role, may_create
from backend.accounts.sessions import Sessions
from backend.database.database import Database
from backend.database.schema.entry import OneTimeToken
from backend.database.tables import Account
from backend.errors import NotAllowed, NotFound
from backend.ids import fresh_id

log = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"
MOST_ADDRESS = 320
UNNAMED = "Newcomer"


class IssuerSignIn:
    """`public_url` is what the application knows this server by."""

    def __init__(
        self,
        issuer: Issuer,
        database: Database,
        accounts: Accounts,
        sessions: Sessions,
        invitations: Invitations,
        public_url: str | None,
    ) -> None:
        self._issuer, self._settings = issuer, issuer.settings
        self._database, self._accounts, self._sessions = database, accounts, sessions
        self._invitations = invitations
        self._public_url = public_url or ""

    @property
    def name(self) -> str | None:
        return self._settings.name if self._settings.client_id is not None else None

    def way_in(self) -> WayIn:
        if self._settings.client_id is None:
            raise NotFound("no_issuer")
        authorization = self._issuer.places().authorization
        return WayIn(self._settings.name, authorization, self._settings.client_id)

    def by_code(self, brought: Brought) -> Account:
        if (client_id := self._settings.client_id) is None:
            raise NotFound("no_issuer")
        if not leads_back(brought.redirect_uri, self._public_url):
            raise IssuerElsewhere(self._public_url)
        rules = Rules(self._settings.url, frozenset({client_id}), nonce=brought.nonce)
        invitation = None
        if brought.invitation is not None:  # before the code, which counts once
            invitation = self._invitations.read(brought.invitation)
        try:
            token = self._issuer.exchange(brought.code, brought.verifier, brought.redirect_uri)
            return self._account_of(self._identity(token, rules), invitation)
        except Disbelieved as error:
            log.info("Somebody did not come in by the issuer: %s", error)
            raise IssuerDenied(self._settings.name) from error

    def by_token(self, token: str) -> tuple[Account, float] | None:
        settings = self._settings
        if not (settings.audiences or settings.parties) or not looks_like_jwt(token):
            return None
        try:
            rules = Rules(settings.url, settings.audiences, settings.parties)
            identity = self._identity(token, rules)
        except Disbelieved as error:
            log.info("A token is not taken: %s", error)
            return None
        account = self._account_of(identity)
        if account.disabled_at is not None:
            return None
        return account, identity.expires_at + LEEWAY_SECONDS

    def _identity(self, token: str, rules: Rules) -> Identity:
        claims = claims_in(token, self._issuer.key_of(token))
        return judged(claims, rules, self._database.clock())

    def _account_of(self, identity: Identity, invitation: OneTimeToken | None = None) -> Account:
        """The one that they have, whatever is said of their address by now, or else a new one.
        Whoever has one needs no invitation, which stays good for somebody else."""
        account = self._known(identity) or self._linked(identity)
        if account is not None:
            return account
        signup = self._settings.signup
        if invitation is None and not (self._accounts.signup if signup is None else signup):
            raise NotAllowed("no_new_accounts")
        return self._made(identity, email_of(identity), invitation)

    def _known(self, identity: Identity) -> Account | None:
        return self._database.account_by_identity(identity.issuer, identity.subject)

    def _linked(self, identity: Identity) -> Account | None:
        """The account at their address, where the administrator trusts the issuer with that. It is
        the issuer's from then on: whoever had registered the address need not have been them."""
        address = email_of(identity)
        if not self._settings.link_email or address is None:
            return None
        account = self._database.account_by_email(address)
        if account is None:
            return None
        ended = self._database.link_identity(account.id, identity.issuer, identity.subject)
        if ended is None:
            return self._known(identity)
        log.info("Account %s is the issuer's from now on", account.id)
        self._sessions.forget(ended)
        return account

    def _made(
        self, identity: Identity, address: str | None, invitation: OneTimeToken | None
    ) -> Account:
        """Where the address is another's, without any: nobody can sign in by that."""
        name = identity.name or (None if address else UNNAMED)
        now, email = self._database.clock(), address or fresh_id()
        account = fresh_account(email, name, None, Role.MEMBER, now)
        with suppress(EmailTaken):
            return self._invitations.add(account, invitation, partial(self._add, identity))
        # Another request of theirs may have made it a moment ago.
        return self._known(identity) or self._made(identity, None, invitation)

    def _add(self, identity: Identity, account: Account) -> bool:
        known = identity.issuer, identity.subject
        return self._database.add_account_of(account, *known, channel=may_create(account))


def email_of(identity: Identity) -> str | None:
    """Only one that a member could have registered."""
    try:
        address = address_of(identity.email or "")
    except BadEmail:
        return None
    return address if address != OWNER_EMAIL and len(address) <= MOST_ADDRESS else None


def leads_back(redirect_uri: str, public_url: str) -> bool:
    """Whether a browser was sent back to somebody's own computer, and by the application for this
    very server: else another server could ask for a code of ours, and have it brought to itself."""
    try:
        parts = urlsplit(redirect_uri)
        is_here = (parts.scheme, parts.hostname) == ("http", LOOPBACK) and bool(parts.port)
    except ValueError:
        return False
    path = "/" + quote(urlsplit(public_url).netloc.lower(), safe=":")
    return is_here and redirect_uri == f"http://{LOOPBACK}:{parts.port}{path}"
