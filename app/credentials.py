"""The token of each server, in the system's keyring where there is one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)
SERVICE = "Matinee"
# A locked keyring asks its user; nobody there to answer must not stop Matinee for ever.
PATIENCE_SECONDS = 30.0


class Credentials:
    """Keeps one token a server. Calls block for up to `patience_seconds`: not for the UI thread.

    Without a keyring, tokens last until Matinee ends, and `warning` says so.
    """

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._memory: dict[str, str] = {}
        self.warning: str | None = None

    def token(self, server: str) -> str | None:
        if server in self._memory:
            return self._memory[server]
        stored: str | None = self._ask(lambda ring: ring.get_password(SERVICE, server))
        if stored is not None:
            self._memory[server] = stored
        return stored

    def keep(self, server: str, token: str) -> None:
        self._memory[server] = token
        self._ask(lambda ring: ring.set_password(SERVICE, server, token))

    def forget(self, server: str) -> None:
        if self._memory.pop(server, None) is not None:
            self._ask(lambda ring: delete_if_there(ring, server))

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
        self.warning = (
            "This computer's keyring is not available: you will be asked to sign in again "
            "next time."
        )
        return None


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
