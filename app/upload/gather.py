"""Calls of several threads as one: who asks while a request is under way goes with the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from app.errors import MatineeError

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
MOST = 50
# Nobody waits longer than this for a request of others: joining a huge film can take a minute.
PATIENCE_SECONDS = 0.5


class _Call(Generic[Asked, Answer]):
    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.is_over = False
        self.outcome: Answer | MatineeError | None = None


class Gathered(Generic[Asked, Answer]):
    """`send` answers a list in its order, a fault in the place of whatever failed.

    Nobody waits for company: the first request leaves at once, and what gathers meanwhile is the
    second. So a single upload is as quick as without, and a thousand small ones share their calls.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Asked]], Sequence[Answer | MatineeError]],
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._send = send
        self._patience_seconds = patience_seconds
        self._waiting: list[_Call[Asked, Answer]] = []
        self._turn = threading.Condition()
        self._sending = 0

    def __len__(self) -> int:
        """How many wait for the next request."""
        return len(self._waiting)

    def __call__(self, asked: Asked) -> Answer:
        """Blocks for the answer; raises the fault. Safe from any thread."""
        call: _Call[Asked, Answer] = _Call(asked)
        with self._turn:
            self._waiting.append(call)
        while (batch := self._next_batch(call)) is not None:
            if batch:
                self._carry(batch)
        if isinstance(call.outcome, MatineeError):
            raise call.outcome
        if call.outcome is None:
            raise RuntimeError("the thread that sent this call along broke down")
        return call.outcome

    def _next_batch(self, call: _Call[Asked, Answer]) -> list[_Call[Asked, Answer]] | None:
        """What this thread is to send now, if anything; None once its own call is over."""
        with self._turn:
            self._turn.wait_for(lambda: call.is_over or not self._sending, self._patience_seconds)
            if call.is_over:
                return None
            if call not in self._waiting:
                return []
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._sending += 1
            return batch

    def _carry(self, batch: Sequence[_Call[Asked, Answer]]) -> None:
        outcomes: Sequence[Answer | MatineeError] = []
        try:
            outcomes = self._send([call.asked for call in batch])
        except MatineeError as error:
            outcomes = [error] * len(batch)
        finally:
            with self._turn:
                for call, outcome in zip(batch, outcomes, strict=False):
                    call.outcome = outcome
                for call in batch:
                    call.is_over = True
                self._sending -= 1
                self._turn.notify_all()
