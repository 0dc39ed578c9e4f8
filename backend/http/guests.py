"""Those who have no account: whether they may look around, and how often they may ask."""

from __future__ import annotations

from collections.abc import Callable

from backend.accounts.rates import Buckets, Rate
from backend.errors import BackendError, NotSignedIn

LOOKING = Rate(burst=300, per_second=20)


class TooManyRequests(BackendError):
    status = 429
    code = "slow_down"
    retryable = True
    retry_after_seconds = 1
    sentence = "too_many_requests"


class Guests:
    def __init__(self, allowed: bool, clock: Callable[[], float]) -> None:
        self.allowed = allowed
        self._looking = Buckets(LOOKING, clock)

    def admit(self, address: str) -> None:
        """Raises NotSignedIn where guests may not look, TooManyRequests."""
        if not self.allowed:
            raise NotSignedIn
        self.count(address)

    def count(self, address: str) -> None:
        """Raises TooManyRequests."""
        if self._looking.take(address):
            raise TooManyRequests
