"""Where a command works, and as whom: what was asked for, or where the window is."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cli.exit_codes import Denied, Misused, NobodySignedIn, NoKeyring
from app.cli.words import language_of
from app.errors import SignInNeeded
from app.known_servers import KnownAccount, KnownServer, Profile
from app.server.client import Client
from app.server.connection import Connection, Connector
from app.server.credentials import Credentials
from app.server.local_backend import LocalBackend
from app.server.servers import candidates, host_of
from app.server.videos import Account
from app.settings import Settings, data_path, settings_path

HERE = "local"
"""In the place of a server's address: this computer."""


@dataclass(frozen=True, slots=True)
class Target:
    """`token` is one that was handed in by MATINEE_TOKEN, and speaks for itself."""

    data_dir: Path
    config: Path
    settings: Settings
    profile: Profile
    language: str = "en"
    token: str | None = None

    @property
    def is_local(self) -> bool:
        return not self.profile.server


def target_of(options: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> Target:
    return target_at(options.server, options.account, options.data_dir, environment)


def target_at(
    server: str | None = None,
    account: str | None = None,
    data_dir: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Target:
    """Where one is with these options of a command; raises Misused for an account that nobody
    here knows."""
    below = (data_dir or data_path()).absolute()
    config = below / "settings.toml" if data_dir else settings_path()
    settings, _faults = Settings.load(config)
    token = environment.get("MATINEE_TOKEN") or None
    profile = profile_of(settings, server, account)
    if token is not None and not profile.server:
        raise Misused("MATINEE_TOKEN is for a server: say which by --server.")
    return Target(below, config, settings, profile, language_of(environment), token)


def profile_of(settings: Settings, server: str | None, account: str | None) -> Profile:
    if server is None:
        profile = settings.profile
    elif server == HERE:
        profile = Profile()
    else:
        profile = settings.servers.profile_at(address_of(settings, server))
    if account is None:
        return profile
    known = settings.servers.at(profile.server)
    return Profile(profile.server, account_at(known, account).id)


def address_of(settings: Settings, typed: str) -> str:
    """One that is known is meant before one that would be tried first."""
    urls = candidates(typed)
    return next((url for url in urls if settings.servers.at(url) is not None), urls[0])


def account_at(server: KnownServer | None, wanted: str) -> KnownAccount:
    """By its address, its name or its id."""
    for account in server.accounts if server else ():
        if wanted.casefold() in (account.email.casefold(), account.name.casefold(), account.id):
            return account
    raise Misused("There is no account “{name}” there. `matinee servers` lists them.", name=wanted)


@contextmanager
def connected(target: Target) -> Iterator[Connection]:
    """A session, for as long as the block lasts; this computer's own backend ends with it, unless
    it was running already."""
    if target.token is not None:
        with connected_by_token(target, target.token) as connection:
            yield connection
        return
    credentials = Credentials()
    with (
        closing(connector_of(target, credentials)) as connector,
        closing(session_of(target, connector, credentials)) as connection,
    ):
        yield connection


def session_of(target: Target, connector: Connector, credentials: Credentials) -> Connection:
    try:
        return connector.connect(target.profile)
    except SignInNeeded as error:
        if credentials.warning:
            raise NoKeyring from error
        raise NobodySignedIn(host_of(target.profile.server)) from error


@contextmanager
def connected_by_token(target: Target, token: str) -> Iterator[Connection]:
    server = target.profile.server
    with Client(server, lambda: token, target.language) as client:
        yield Connection(server, client, client.me())


def connector_of(target: Target, credentials: Credentials) -> Connector:
    return Connector(
        credentials,
        lambda: LocalBackend(target.data_dir, on_death=nothing),
        target.language,
    )


def owner_of(connection: Connection) -> Account:
    """Whoever is signed in; a guest is nobody."""
    if connection.account is None:
        raise NobodySignedIn(host_of(connection.server))
    return connection.account


def channel_of(client: Client, wanted: str) -> str:
    """The id of one of the account's channels, by its handle, its name or its id."""
    name = wanted.removeprefix("@").casefold()
    for channel in client.viewing.channels():
        if name in (channel.handle.casefold(), channel.name.casefold(), channel.id):
            return channel.id
    raise Denied("You have no channel “{name}”.", name=wanted)


def playlist_of(client: Client, wanted: str) -> str:
    """The id of one of the account's playlists, by its title or its id; `later` is Watch later."""
    cursor: str | None = None
    while True:
        playlists, cursor = client.viewing.playlists(cursor)
        for playlist in playlists:
            if wanted in (playlist.title, playlist.id) or (playlist.later and wanted == "later"):
                return playlist.id
        if cursor is None:
            raise Denied("You have no playlist “{name}”.", name=wanted)


def nothing() -> None:
    """The backend's end shows in what is asked of it; there is nothing else to do."""
