"""Viewing from S3 without a CDN: playlists pass through the backend, segments are redirected.

The path carries the same token as local delivery, so relative URLs in playlists keep working.
"""

from __future__ import annotations

from collections import OrderedDict

from backend.delivery.api import VIEWERS, Delivery, Grant, Redirect
from backend.storage.api import ObjectStore

PLAYLISTS = (".m3u8", ".mpd", ".vtt")
LIVES_SECONDS = 900
KEPT_SECONDS = 600
REMEMBERED = 100_000


class Presigned:
    """A `Delivery` in front of a store whose files have URLs of their own; `local` makes and
    checks the tokens in the path."""

    def __init__(self, local: Delivery, store: ObjectStore) -> None:
        self._local = local
        self._store = store
        self._known: OrderedDict[str, None] = OrderedDict()
        self.redirects = self

    def grant(self, video_id: str, revision: str, audience: str = VIEWERS) -> Grant:
        return self._local.grant(video_id, revision, audience)

    def redirect(self, key: str) -> Redirect | None:
        """None for playlists, which players must find at the backend's own address, and for what
        is not there yet: the backend has to hear that it is wanted.
        """
        if key.endswith(PLAYLISTS) or not self._exists(key):
            return None
        url = self._store.signed_get(key, LIVES_SECONDS)
        return Redirect(url, f"private, max-age={KEPT_SECONDS}")

    def _exists(self, key: str) -> bool:
        """Asked once: what a revision has, it keeps."""
        if key in self._known:
            return True
        if self._store.head(key) is None:
            return False
        self._known[key] = None
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True
