"""From nothing to a signed-in client, on this computer's own backend or on a server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import MatineeError, SignInNeeded
from app.server.credentials import Credentials, Session
from app.server.local_backend import LocalBackend
from app.server.videos import Account

if TYPE_CHECKING:
    from app.server.client import Client


@dataclass(frozen=True, slots=True)
class Connection:
    """A session with a backend. `server` is "" for the bundled one."""

    server: str
    client: Client
    account: Account

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

    def connect(self, server: str) -> Connection:
        """The session of last time, or the owner's own; raises `SignInNeeded`.

        A server that is away for the moment does not matter where it is known who was signed in.
        """
        return self._connect_to(server) if server else self._connect_here()

    def sign_in(self, server: str, email: str, password: str) -> Connection:
        with_nothing = self._client(server, lambda: None)
        try:
            token, account = with_nothing.sign_in(email, password)
        finally:
            with_nothing.close()
        self.credentials.keep(server, Session(token, account))
        return Connection(server, self._client(server, lambda: token), account)

    def sign_out(self, connection: Connection) -> None:
        """Forget the token here, whatever the server says, and withdraw it there."""
        self.credentials.forget(connection.server, connection.client.token())
        connection.client.sign_out()

    def close(self) -> None:
        if self._backend is not None:
            self._backend.stop()

    def _client(self, server: str, token: Callable[[], str | None]) -> Client:
        # Imported off the UI thread: the window needs no HTTP to appear.
        from app.server.client import Client

        return Client(server, token, self._language)

    def _connect_to(self, server: str) -> Connection:
        session = self.credentials.session(server)
        if session is None:
            raise SignInNeeded
        client = self._client(server, lambda: session.token)
        try:
            account = whose(client, session)
        except BaseException:
            client.close()
            raise
        if account != session.account:
            self.credentials.keep(server, Session(session.token, account))
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


def journal_path(data_dir: Path, server: str) -> Path:
    """Each server has a journal of its own, in which each account has its own uploads."""
    name = hashlib.sha256(server.encode()).hexdigest()[:12] if server else "local"
    return data_dir / "uploads" / f"{name}.db"
