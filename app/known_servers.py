"""The servers and accounts that this user switches between; no secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

GUEST = "guest"
"""In the place of an account's id: somebody who looks around without one."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who one is, and where. `server` is "" for this computer, which has one account; else
    `account_id` is "" for whoever an earlier Matinee had signed in."""

    server: str = ""
    account_id: str = ""

    @property
    def is_guest(self) -> bool:
        return self.account_id == GUEST


@dataclass(frozen=True, slots=True)
class KnownAccount:
    id: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class KnownServer:
    """`guest`: one looks around there without an account, too."""

    url: str
    accounts: tuple[KnownAccount, ...] = ()
    guest: bool = False

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Those one can switch to; with none left, a server is one to sign in to."""
        ids = [account.id for account in self.accounts] + [GUEST] * self.guest
        return tuple(Profile(self.url, account_id) for account_id in ids)

    def account(self, account_id: str) -> KnownAccount | None:
        return next((known for known in self.accounts if known.id == account_id), None)

    def without(self, account_id: str) -> KnownServer:
        others = tuple(known for known in self.accounts if known.id != account_id)
        return replace(self, accounts=others, guest=self.guest and account_id != GUEST)


@dataclass(frozen=True, slots=True)
class KnownServers:
    """In the order in which they were added."""

    all: tuple[KnownServer, ...] = field(default=())

    def at(self, url: str) -> KnownServer | None:
        return next((server for server in self.all if server.url == url), None)

    def profile_at(self, url: str) -> Profile:
        """Somebody whom one can be there at once, if there is one."""
        server = self.at(url)
        return next(iter(server.profiles), Profile(url)) if server else Profile(url)

    def with_account(self, url: str, account: KnownAccount) -> KnownServers:
        """In its old place, if it has one; whoever was a guest there is somebody now."""

        def added(server: KnownServer) -> KnownServer:
            if server.account(account.id) is None:
                return replace(server, accounts=(*server.accounts, account), guest=False)
            fresh = tuple(account if known.id == account.id else known for known in server.accounts)
            return replace(server, accounts=fresh, guest=False)

        return self._changed(url, added)

    def with_guest(self, url: str) -> KnownServers:
        return self._changed(url, lambda server: replace(server, guest=True))

    def without_profile(self, profile: Profile) -> KnownServers:
        return self._changed(profile.server, lambda server: server.without(profile.account_id))

    def without(self, url: str) -> KnownServers:
        return KnownServers(tuple(server for server in self.all if server.url != url))

    def to_toml(self) -> list[dict[str, Any]]:
        return [
            {
                "url": server.url,
                "guest": server.guest,
                "accounts": [
                    {"id": known.id, "name": known.name, "email": known.email}
                    for known in server.accounts
                ],
            }
            for server in self.all
        ]

    @classmethod
    def from_toml(cls, tables: Any) -> KnownServers:
        """Raises ValueError for what is no such list."""
        try:
            return cls(tuple(map(server_of, tables)))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("This is no list of servers.") from error

    def _changed(self, url: str, change: Callable[[KnownServer], KnownServer]) -> KnownServers:
        if self.at(url) is None:
            return KnownServers((*self.all, change(KnownServer(url))))
        fresh = (change(server) if server.url == url else server for server in self.all)
        return KnownServers(tuple(fresh))


def server_of(table: Mapping[str, Any]) -> KnownServer:
    accounts = tuple(map(account_of, table.get("accounts", ())))
    return KnownServer(text(table["url"]), accounts, table.get("guest") is True)


def account_of(table: Mapping[str, Any]) -> KnownAccount:
    return KnownAccount(text(table["id"]), text(table["name"]), text(table.get("email", "")))


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
