"""Films that Mux serves itself, by signed URLs.

After Mux's published "Secure video playback". Not verified against Mux itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import jwt

from backend.config.cloud import MuxSettings
from backend.delivery.api import MULTIVARIANT, VIEWERS, Delivery, Grant

STREAMS = "https://stream.mux.com"
IMAGES = "https://image.mux.com"
AUDIENCES = {"video": "v", "thumbnail": "t", "storyboard": "s"}


class MuxDelivery:
    """A `Delivery`: Mux serves the film, its poster and its storyboard by signed URLs.

    `playback_id_of` gives the playback id of a revision, or None for what Mux does not have (an
    owner's own poster): that comes by the delivery `behind`.
    """

    redirects = None

    def __init__(
        self,
        settings: MuxSettings,
        playback_id_of: Callable[[str], str | None],
        behind: Delivery,
        seconds: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._playback_id_of = playback_id_of
        self._known: dict[str, str] = {}
        self._behind = behind
        self._seconds = seconds
        self._clock = clock

    def grant(self, video_id: str, revision: str, audience: str = VIEWERS) -> Grant:
        behind = self._behind.grant(video_id, revision, audience)
        playback = self._known.get(revision) or self._playback_id_of(revision)
        if playback is None:
            return behind
        self._known[revision] = playback
        until = self._clock() + self._seconds
        tokens = {kind: playback_token(self._settings, playback, kind, until) for kind in AUDIENCES}
        image = f"{IMAGES}/{playback}"
        urls = {
            MULTIVARIANT: f"{STREAMS}/{playback}.m3u8?token={tokens['video']}",
            "poster.jpg": f"{image}/thumbnail.jpg?token={tokens['thumbnail']}",
            "storyboard/storyboard.vtt": f"{image}/storyboard.vtt?token={tokens['storyboard']}",
        }
        seconds = min(self._seconds, behind.expires_in_seconds)
        return replace(behind, expires_in_seconds=seconds, urls=urls)


def playback_token(settings: MuxSettings, playback_id: str, kind: str, until: float) -> str:
    """A JWT for one playback id and one kind of use (Mux: "Secure video playback")."""
    claims = {
        "sub": playback_id,
        "aud": AUDIENCES[kind],
        "exp": int(until),
        "kid": settings.signing_key_id,
    }
    key = settings.signing_key_file.read_bytes()
    return jwt.encode(claims, key, "RS256", headers={"kid": settings.signing_key_id})
