"""The session of each account, in the system's keyring where there is one."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from app.errors import Sentence
from app.server.videos import Account

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)
SERVICE = "Matinee"
# A locked keyring asks its user; nobody there to answer must not stop Matinee for ever.
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Session:
    """A token and whose it is, so that uploads have an owner while the server is away.

    `account` is None where an earlier Matinee kept the token alone.
    """

    token: str
    account: Account | None = None


class Credentials:
    """Keeps a session for each account of each server. Calls block for up to `patience_seconds`:
    not for the UI thread.

    Without a keyring, sessions last until Matinee ends, and `warning` says so.
    """

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._memory: dict[str, Session] = {}
        self._changing = threading.Lock()  # one who leaves is forgotten before the next is kept
        self.warning: str | None = None

    def session(self, server: str, account_id: str = "") -> Session | None:
        """Without an account: the one that an earlier Matinee kept, when it was one a server."""
        name = name_of(server, account_id)
        if name in self._memory:
            return self._memory[name]
        stored: str | None = self._ask(lambda ring: ring.get_password(SERVICE, name))
        if stored is None:
            return None
        self._memory[name] = session_of(stored)
        return self._memory[name]

    def keep(self, server: str, session: Session) -> None:
        account_id = session.account.id if session.account else ""
        with self._changing:
            name = name_of(server, account_id)
            self._memory[name] = session
            words = json.dumps(asdict(session))
            self._ask(lambda ring: ring.set_password(SERVICE, name, words))

    def forget(self, server: str, account_id: str, token: str | None) -> None:
        """Unless another session took this one's place."""
        name = name_of(server, account_id)
        with self._changing:
            kept = self._memory.get(name)
            if kept is not None and kept.token == token:
                del self._memory[name]
                self._ask(lambda ring: delete_if_there(ring, name))

    def _ask(self, question: Callable[[KeyringBackend], Any]) -> Any:
        """The keyring's answer, or None when it has none in time."""
        if self.warning is not None:
            return None
        answers: list[Any] = []
        thread = threading.Thread(
            target=lambda: answers.append(answer_of(question)), name="keyring", daemon=True
        )
        thread.start()
        thread.join(self._patience_seconds)
        if answers and not isinstance(answers[0], Exception):
            return answers[0]
        log.warning("No keyring: %s", answers[0] if answers else "it does not answer")
        self.warning = Sentence(
            "This computer's keyring is not available: you will be asked to sign in again "
            "next time."
        )
        return None


def name_of(server: str, account_id: str) -> str:
    """What the keyring knows a session by."""
    return f"{account_id}@{server}" if account_id else server


def session_of(stored: str) -> Session:
    """What a keyring holds: our JSON, or the bare token that an earlier Matinee put there."""
    try:
        document = json.loads(stored)
    except ValueError:
        return Session(stored)
    if not isinstance(document, dict):
        return Session(stored)
    account = document["account"]
    return Session(document["token"], Account.from_json(account) if account else None)


def answer_of(question: Callable[[KeyringBackend], Any]) -> Any:
    # Imported when it is wanted, which with the bundled backend is never: it takes its time.
    import keyring
    import keyring.errors

    try:
        return question(keyring.get_keyring())
    except keyring.errors.KeyringError as error:
        return error


def delete_if_there(ring: KeyringBackend, server: str) -> None:
    if ring.get_password(SERVICE, server) is not None:
        ring.delete_password(SERVICE, server)
