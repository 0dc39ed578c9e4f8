"""Leave to watch, given by this backend itself: an HMAC in the path of every URL.

Being in the path, it rides along with every relative URL of a playlist, in any player.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from backend.delivery.api import VIEWERS, Grant
from backend.errors import NotAllowed
from backend.signing import LONGEST_SECONDS, HmacSigner

HOUR = 3600
SOURCE = "source"
"""Stands in a token where the revision would: no revision is called so."""


class LinkExpired(NotAllowed):
    code = "link_expired"
    retryable = True

    sentence = "link_expired"


@dataclass(frozen=True, slots=True)
class OpensRevision:
    """What a token opens: every file of one revision."""

    video_id: str
    revision: str
    audience: str


@dataclass(frozen=True, slots=True)
class OpensSource:
    """What a token opens: the file as its owner uploaded it."""

    video_id: str
    audience: str


class LocalDelivery:
    """Tokens end on the hour, so that a page asked for again has URLs that are cached already."""

    redirects = None

    def __init__(
        self,
        signer: HmacSigner,
        hours: int = LONGEST_SECONDS // HOUR,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._signer = signer
        self._hours = hours
        self._clock = clock

    def grant(self, video_id: str, revision: str, audience: str = VIEWERS) -> Grant:
        return self._signed(video_id, revision, audience)

    def grant_source(self, video_id: str, audience: str) -> Grant:
        """Leave to read the original, for its owner."""
        return self._signed(video_id, SOURCE, audience)

    def _signed(self, video_id: str, revision: str, audience: str) -> Grant:
        now = int(self._clock())
        expires = (now // HOUR + self._hours) * HOUR
        signature = self._signer.sign("GET", video_id, revision, audience, expires)
        token = f"{video_id}.{revision}.{audience}.{expires}.{signature}"
        return Grant(f"/media/{token}/", expires - now)

    def opened(self, token: str) -> OpensRevision | OpensSource:
        """Raises LinkExpired."""
        fields = token.split(".")
        if len(fields) != 5 or not self._signer.matches(fields[4], "GET", *fields[:4]):
            raise LinkExpired
        if int(fields[3]) < self._clock():
            raise LinkExpired
        video_id, revision, audience = fields[:3]
        if revision == SOURCE:
            return OpensSource(video_id, audience)
        return OpensRevision(video_id, revision, audience)
