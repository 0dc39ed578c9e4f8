"""One visit to an issuer's page, from the server's word to a session."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from app.errors import MatineeError
from app.server.issuer.loopback import returning
from app.server.issuer.question import NotConfirmed, Question, Return, page_for, path_for
from app.server.servers import host_of

if TYPE_CHECKING:
    from app.server.client import Client
    from app.server.videos import Account

PATIENCE_SECONDS = 600.0


class NobodyCameBack(MatineeError):
    retryable = True

    def __init__(self) -> None:
        super().__init__("Nobody came back from the browser. Try again.")


class VisitEnded(MatineeError):
    def __init__(self) -> None:
        super().__init__("You have gone on without the browser.")


class IssuerVisit:
    """`browse` opens a page and returns at once; `farewell` is what the browser shows at last. Who
    has no account yet may have an `invitation`."""

    def __init__(
        self,
        browse: Callable[[str], None],
        farewell: str,
        patience: float = PATIENCE_SECONDS,
        invitation: str = "",
    ) -> None:
        self._browse, self._farewell, self._patience = browse, farewell, patience
        self._invitation = invitation
        self._replies: SimpleQueue[Return | None] = SimpleQueue()

    def end(self) -> None:
        """Have `sign_in` return; from any thread, and any number of times."""
        self._replies.put(None)

    def sign_in(self, client: Client, device: str) -> tuple[str, Account]:
        """Blocks until somebody comes back, with the token and whose it is."""
        issuer, question = client.issuer(), Question.fresh()
        path, host = path_for(client.server_url), host_of(client.server_url)
        with returning(path, question.state, self._farewell, self._replies) as address:
            self._browse(page_for(issuer, question, address, host))
            reply = self._reply()
        if reply.code is None:
            raise NotConfirmed(issuer.name)
        return client.sign_in_by_code(
            *(reply.code, question.verifier, address, question.nonce),
            *(device, self._invitation),
        )

    def _reply(self) -> Return:
        try:
            reply = self._replies.get(timeout=self._patience)
        except Empty as error:
            raise NobodyCameBack from error
        if reply is None:
            raise VisitEnded
        return reply
