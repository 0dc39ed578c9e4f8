"""From nothing to a signed-in client, on this computer's own backend or on a server."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import MatineeError, SignInNeeded
from app.known_servers import GUEST, Profile
from app.server.credentials import Credentials, Session
from app.server.local_backend import LocalBackend
from app.server.servers import FoundServer, check_address, look_for
from app.server.videos import Account

if TYPE_CHECKING:
    from app.server.client import Client
    from app.server.viewing import ServerInfo


@dataclass(frozen=True, slots=True)
class Connection:
    """A session with a backend. `server` is "" for the bundled one, `account` None for a guest."""

    server: str
    client: Client
    account: Account | None

    @property
    def profile(self) -> Profile:
        if not self.server:
            return Profile()
        return Profile(self.server, self.account.id if self.account else GUEST)

    def close(self) -> None:
        self.client.close()


class Connector:
    """Opens sessions. Everything here blocks: not for the UI thread."""

    def __init__(
        self,
        credentials: Credentials,
        start_backend: Callable[[], LocalBackend],
        language: str = "en",
    ) -> None:
        self.credentials = credentials
        self._start_backend = start_backend
        self._language = language
        self._backend: LocalBackend | None = None

    def look_for(self, typed: str) -> FoundServer:
        """The server that is meant by what somebody typed."""
        return look_for(typed, self._ask)

    def connect(self, profile: Profile) -> Connection:
        """The session of last time, a guest's, or the owner's own; raises `SignInNeeded`.

        A server that is away for the moment does not matter where it is known who was signed in.
        """
        if not profile.server:
            return self._connect_here()
        check_address(profile.server)
        return self._as_guest(profile.server) if profile.is_guest else self._connect_to(profile)

    def sign_in(self, server: str, email: str, password: str) -> Connection:
        """A session that is not kept yet, should somebody have thought better of it."""
        device = device_name()
        return self._enter(server, lambda client: client.sign_in(email, password, device))

    def register(
        self, server: str, email: str, password: str, name: str, invitation: str = ""
    ) -> Connection:
        """As `sign_in`, with a new account."""
        device = device_name()
        return self._enter(
            server, lambda client: client.register(email, password, name, device, invitation)
        )

    def choose_password(self, server: str, token: str, password: str) -> Connection:
        """As `sign_in`, by an administrator's leave."""
        device = device_name()
        return self._enter(server, lambda client: client.choose_password(token, password, device))

    def sign_in_by(
        self, server: str, enter: Callable[[Client, str], tuple[str, Account]]
    ) -> Connection:
        """As `sign_in`, by any other way; `enter` is told what this computer is called."""
        device = device_name()
        return self._enter(server, lambda client: enter(client, device))

    def keep(self, connection: Connection) -> None:
        """For the next time, in the place of what is kept of that account."""
        token = connection.client.token()
        if token is not None and connection.account is not None:
            self.credentials.keep(connection.server, Session(token, connection.account))

    def withdraw(self, connection: Connection) -> None:
        """A session that is not kept, and wanted no more."""
        with closing(connection):
            connection.client.sign_out()

    def sign_out(self, connection: Connection) -> None:
        """Forget the token here, whatever the server says, and withdraw it there."""
        if connection.account is not None:
            token = connection.client.token()
            self.credentials.forget(connection.server, connection.account.id, token)
            connection.client.sign_out()

    def forget(self, profile: Profile) -> None:
        """Like `sign_out`, for an account that is not connected; a guest leaves nothing."""
        if profile.is_guest:
            return
        session = self.credentials.session(profile.server, profile.account_id)
        if session is not None:
            self.credentials.forget(profile.server, profile.account_id, session.token)
            with self._client(profile.server, lambda: session.token) as client:
                client.sign_out()

    def close(self) -> None:
        if self._backend is not None:
            self._backend.stop()

    def _client(self, server: str, token: Callable[[], str | None]) -> Client:
        # Imported off the UI thread: the window needs no HTTP to appear.
        from app.server.client import Client

        return Client(server, token, self._language)

    def _ask(self, server: str) -> ServerInfo:
        with self._client(server, nothing) as client:
            return client.viewing.server()

    def _enter(self, server: str, enter: Callable[[Client], tuple[str, Account]]) -> Connection:
        with self._client(server, nothing) as client:
            token, account = enter(client)
        return Connection(server, self._client(server, lambda: token), account)

    def _as_guest(self, server: str) -> Connection:
        """A server that is away is no reason not to wait for it."""
        try:
            if not self._ask(server).guests:
                raise SignInNeeded
        except MatineeError as error:
            if not error.retryable:
                raise
        return Connection(server, self._client(server, nothing), None)

    def _connect_to(self, profile: Profile) -> Connection:
        server = profile.server
        session = self.credentials.session(server, profile.account_id)
        if session is None:
            raise SignInNeeded
        client = self._client(server, lambda: session.token)
        try:
            account = whose(client, session)
        except BaseException:
            client.close()
            raise
        if account != session.account or not profile.account_id:
            self.credentials.keep(server, Session(session.token, account))
        if not profile.account_id:
            self.credentials.forget(server, "", session.token)
        return Connection(server, client, account)

    def _connect_here(self) -> Connection:
        if self._backend is None:
            self._backend = self._start_backend()
        local = self._backend.start()
        tokens: list[str] = []
        client = self._client(local.url, lambda: tokens[0] if tokens else None)
        try:
            token, account = client.sign_in_with_secret(local.secret)
        except BaseException:
            client.close()
            raise
        tokens.append(token)
        return Connection("", client, account)


def whose(client: Client, session: Session) -> Account:
    """As the server says; while it can't, as it said last time."""
    try:
        return client.me()
    except MatineeError as error:
        if session.account is None or not error.retryable:
            raise
        return session.account


def nothing() -> None:
    """The token of somebody without one."""


def device_name() -> str:
    """What this computer is called in the list of an account's devices."""
    node = "".join(letter for letter in platform.node() if letter.isprintable())
    return f"{node} ({platform.system()})".strip()[:100]


def journal_path(data_dir: Path, profile: Profile) -> Path:
    """Each account of each server has a journal of its own, so that both can upload at once."""
    if not profile.server:
        return data_dir / "uploads" / "local.db"
    return data_dir / "uploads" / f"{short_hash(f'{profile.account_id}@{profile.server}')}.db"


def shared_journal_path(data_dir: Path, server: str) -> Path:
    """Where an earlier Matinee kept the uploads of all accounts of a server."""
    return data_dir / "uploads" / f"{short_hash(server)}.db"


def short_hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]
