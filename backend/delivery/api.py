"""How a viewer's player reaches a revision's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

SESSION = "s-"
"""How the audience of an owner's leave begins, that holds as long as the session whose id follows
and the video are there."""
ACCOUNT = "a-"
"""The same for an owner without a session of ours: as long as their account is let in."""
VIEWERS = "v"
"""Of one that holds as long as anybody may see it."""
EVERYBODY = "e"
"""Of one for what belongs to no video: a channel's pictures."""
MULTIVARIANT = "hls/multivariant.m3u8"
"""Where a revision begins for players of HLS."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to read everything below one revision's prefix until it expires.

    The file at `path` below the prefix is `base_url + path + ("?" + query if query else "")`;
    the player carries `query` and `cookies` on every child request.
    """

    base_url: str
    expires_in_seconds: int
    query: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)

    def url(self, path: str) -> str:
        """Where the file at `path` is; a managed service keeps some at addresses of its own."""
        signed = f"?{self.query}" if self.query else ""
        return self.urls.get(path, f"{self.base_url}{path}{signed}")


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the bytes are, and what caches may make of that answer."""

    url: str
    cache_control: str


class Redirects(Protocol):
    """Sends players on from this backend's addresses to where the bytes are."""

    def redirect(self, key: str) -> Redirect | None:
        """None for what the backend must answer itself."""


class Delivery(Protocol):
    """Signs leave to watch; never gives out an original (`sources/…`)."""

    @property
    def redirects(self) -> Redirects | None:
        """None where whatever is asked of this backend comes from it."""

    def grant(self, video_id: str, revision: str, audience: str = VIEWERS) -> Grant:
        """Leave for one revision, renewable. `audience` is one of the above or a share link's id:
        who is let in is asked again at each request that this backend answers itself."""
