"""HMAC signatures of the URLs that this backend gives out."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

LONGEST_SECONDS = 12 * 3600
"""No link lives longer. So long does a secret count when another one has taken its place."""


def sign(secret: str, *fields: object) -> str:
    """An HMAC over the fields, each with its length so that none can run into the next."""
    message = "".join(f"{len(text)}:{text}" for text in map(str, fields))
    digest = hmac.digest(secret.encode(), message.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode()


@dataclass(frozen=True, slots=True)
class Secrets:
    """`current` signs; what one of the `former` has signed counts until its time."""

    current: str = field(repr=False)
    former: Mapping[str, float] = field(default_factory=dict, repr=False)

    def at(self, now: float) -> Iterator[str]:
        """Those that count."""
        yield self.current
        yield from (secret for secret, until in self.former.items() if now < until)

    def rotated(self, fresh: str, now: float, *, at_once: bool = False) -> Secrets:
        """With another one that signs. Links stay good for as long as they were meant to, unless
        `at_once` ends all that are out there."""
        if at_once:
            return Secrets(fresh)
        left = {secret: until for secret, until in self.former.items() if now < until}
        return Secrets(fresh, {**left, self.current: now + LONGEST_SECONDS})


class HmacSigner:
    """Signs by the secret of the moment. Safe from any thread."""

    def __init__(
        self, secrets: Callable[[], Secrets], clock: Callable[[], float] = time.time
    ) -> None:
        self._secrets, self._clock = secrets, clock

    @classmethod
    def by(cls, secret: str) -> HmacSigner:
        """Always the same one."""
        secrets = Secrets(secret)
        return cls(lambda: secrets)

    @property
    def current(self) -> str:
        """What signs now: with it, all that is signed changes."""
        return self._secrets().current

    def sign(self, *fields: object) -> str:
        return sign(self.current, *fields)

    def matches(self, signature: str, *fields: object) -> bool:
        given = signature.encode()
        return any(hmac.compare_digest(given, each.encode()) for each in self.signatures(*fields))

    def signatures(self, *fields: object) -> Iterator[str]:
        """All that match, that of the moment first."""
        for secret in self._secrets().at(self._clock()):
            yield sign(secret, *fields)
