"""Changes that are on the screen before the backend has made them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from app.errors import MatineeError
from app.ui.background import Scope

Step = Callable[[], None]


class Edits:
    """Sends changes one after the other. When one is refused, it and those behind it are taken
    back, the last first, and `refused` is told why."""

    def __init__(self, scope: Scope, refused: Callable[[MatineeError], None]) -> None:
        self._scope, self._refused = scope, refused
        self._waiting: deque[tuple[Step, Step]] = deque()

    def add(self, send: Step, undo: Step) -> None:
        """What `undo` takes back is shown already; `send` blocks."""
        self._waiting.append((send, undo))
        if len(self._waiting) == 1:
            self._send()

    def _send(self) -> None:
        send, _undo = self._waiting[0]
        self._scope.run(lambda: self._attempt(send), lambda _none: self._sent(), self._not_sent)

    def _attempt(self, send: Step) -> None:
        """On another thread. A bug is told as such, and must not keep those behind it for ever."""
        try:
            send()
        except MatineeError:
            raise
        except Exception:
            self._scope.post(self._take_back)
            raise

    def _sent(self) -> None:
        self._waiting.popleft()
        if self._waiting:
            self._send()

    def _not_sent(self, error: MatineeError) -> None:
        self._take_back()
        self._refused(error)

    def _take_back(self) -> None:
        while self._waiting:
            _send, undo = self._waiting.pop()
            undo()
