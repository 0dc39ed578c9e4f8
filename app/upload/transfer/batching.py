"""Calls of several threads as one: who asks while a request is under way goes with the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.errors import MatineeError

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
MOST = 50
# A request costs either end more than one more film in it: a heap of them needs no more of these
# a second.
PAUSE_SECONDS = 0.1
# Nobody waits longer than this for a request of others: joining a huge film can take a minute.
PATIENCE_SECONDS = 0.5


class _Call(Generic[Asked, Answer]):
    """`woken` once it is over, or is to lead the next request."""

    def __init__(self, asked: Asked, turn: int) -> None:
        self.asked, self.turn = asked, turn
        self.leads = False
        self.outcome: Answer | MatineeError | None = None
        self.woken = threading.Event()


@dataclass(frozen=True, slots=True)
class Timing:
    """Between the starts of two requests lies a pause; `sleep` makes it."""

    pause_seconds: float = PAUSE_SECONDS
    patience_seconds: float = PATIENCE_SECONDS
    sleep: Callable[[float], None] = time.sleep


class Gathered(Generic[Asked, Answer]):
    """`send` answers a list in its order, a fault in the place of whatever failed.

    The first request leaves at once, and what gathers until its answer and the end of the pause
    is the second. So a single upload is as quick as without, and a thousand small ones share
    their calls.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Asked]], Sequence[Answer | MatineeError]],
        timing: Timing | None = None,
    ) -> None:
        self._send = send
        self._timing = timing or Timing()
        self._waiting: list[_Call[Asked, Answer]] = []
        self._lock = threading.Lock()
        self._leaders = 0
        self._next_at = 0.0

    def __len__(self) -> int:
        """How many wait for the next request."""
        return len(self._waiting)

    def __call__(self, asked: Asked, turn: int = 0) -> Answer:
        """Blocks for the answer; raises the fault. Safe from any thread. Who travel together are
        in the order of their turns."""
        call: _Call[Asked, Answer] = _Call(asked, turn)
        if not self._leads_at_once(call) and not call.woken.wait(self._timing.patience_seconds):
            self._lead_or_wait(call)
        if call.leads:
            self._lead(call)
        if isinstance(call.outcome, MatineeError):
            raise call.outcome
        if call.outcome is None:
            raise RuntimeError("the thread that sent this call along broke down")
        return call.outcome

    def _leads_at_once(self, call: _Call[Asked, Answer]) -> bool:
        with self._lock:
            self._waiting.append(call)
            if not self._leaders:
                self._promote(call)
        return call.leads

    def _lead_or_wait(self, call: _Call[Asked, Answer]) -> None:
        """Out of patience: a request of its own, unless it is on its way with another."""
        with self._lock:
            if call in self._waiting:
                self._promote(call)
        call.woken.wait()

    def _promote(self, call: _Call[Asked, Answer]) -> None:
        self._waiting.remove(call)
        self._leaders += 1
        call.leads = True
        call.woken.set()

    def _lead(self, call: _Call[Asked, Answer]) -> None:
        if (early := self._next_at - time.monotonic()) > 0:
            self._timing.sleep(early)
        with self._lock:
            batch = sorted([call, *self._waiting[: MOST - 1]], key=lambda each: each.turn)
            self._waiting = self._waiting[MOST - 1 :]
            self._next_at = time.monotonic() + self._timing.pause_seconds
        outcomes: Sequence[Answer | MatineeError] = []
        try:
            outcomes = self._send([each.asked for each in batch])
        except MatineeError as error:
            outcomes = [error] * len(batch)
        finally:
            self._settle(batch, outcomes)

    def _settle(
        self, batch: Sequence[_Call[Asked, Answer]], outcomes: Sequence[Answer | MatineeError]
    ) -> None:
        with self._lock:
            for call, outcome in zip(batch, outcomes, strict=False):
                call.outcome = outcome
            for call in batch:
                call.woken.set()
            self._leaders -= 1
            if self._waiting and not self._leaders:
                self._promote(self._waiting[0])
