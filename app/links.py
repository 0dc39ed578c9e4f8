"""Addresses of videos, as people paste and click them, to values and back. Pure; never raises."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import (
    SplitResult,
    parse_qs,
    unquote,
    unquote_to_bytes,
    urlencode,
    urlsplit,
)

LONGEST = 4000
OWN_SCHEME = "matinee"
PORTS = {"http": 80, "https": 443}
NOWHERE = urlsplit("")
PATH = re.compile(r"(?P<below>(?:/[^/]+)*)/(?:watch|embed)/(?P<video>[A-Za-z0-9_-]{1,64})/?")
ONE_TIME = re.compile(
    r"(?P<below>(?:/[^/]+)*)/(?P<way>invite|reset)/(?P<token>[A-Za-z0-9_=-]{16,100})/?"
)
IDENTITY = re.compile(r"[A-Za-z0-9_-]{1,64}")
SUFFIX = re.compile(r"\.(?:m3u8?|mpd|mp4|m4v|m4a|mkv|webm|mov|ts|mp3|ogg|aac|flac|avi)$", re.I)
SAYS_NOTHING = re.compile(
    r"index|master|main|playlist|manifest|media|stream|video|play|hls|dash|vod|\d{1,4}p?|", re.I
)
IN_UNITS = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7}(?:\.\d{1,6})?)s?)?")
BY_COLONS = re.compile(r"(?:(\d{1,4}):)?(\d{1,5}):(\d{1,2}(?:\.\d{1,6})?)")


@dataclass(frozen=True, slots=True)
class WatchLink:
    """A video of a server, perhaps from a moment on, a part of it, in a playlist, or by leave of a
    share link (`link_id`)."""

    server: str
    video_id: str
    at_seconds: float | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None
    playlist_id: str = ""
    link_id: str = ""

    @classmethod
    def parse(cls, text: str) -> WatchLink | None:
        """None for what is no address of a video. Nonsense in its query is left out; whether the
        video has the part that is meant remains to be seen."""
        address, server = place_of(text)
        path = PATH.fullmatch(address.path)
        if path is None or not server:
            return None
        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        link = cls(
            server + path["below"],
            path["video"],
            at_seconds=seconds_of(asked.get("t", "")),
            playlist_id=identity_of(asked.get("list", "")),
            link_id=identity_of(asked.get("link", "")),
        )
        start, end = seconds_of(asked.get("start", "")), seconds_of(asked.get("end", ""))
        return replace(link, start_seconds=start, end_seconds=end)

    def part(self, start: float | None, end: float | None) -> WatchLink:
        """The same for a part of the film; ends that enclose nothing leave it whole."""
        if end is not None and end <= (start or 0.0):
            return replace(self, start_seconds=None, end_seconds=None)
        return replace(self, start_seconds=start, end_seconds=end)

    def at(self, seconds: float) -> WatchLink:
        """The same from a moment on, by whole seconds."""
        return replace(self, at_seconds=float(int(seconds)) or None)

    @property
    def url(self) -> str:
        return self._address("watch")

    @property
    def embed_code(self) -> str:
        """What shows the video in somebody's page."""
        address = self._address("embed").replace("&", "&amp;")
        return (
            f'<iframe src="{address}" width="640" height="360" '
            'allow="autoplay; fullscreen" allowfullscreen></iframe>'
        )

    def _address(self, page: str) -> str:
        asked = {
            "t": written(self.at_seconds),
            "list": self.playlist_id,
            "link": self.link_id,
            "start": written(self.start_seconds),
            "end": written(self.end_seconds),
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.server}/{page}/{self.video_id}" + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """An administrator's leave to have an account (`invite`), or to choose a new password for one
    (`reset`)."""

    server: str
    way: str
    token: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> OneTimeLink | None:
        """None for what is no such link."""
        address, server = place_of(text)
        path = ONE_TIME.fullmatch(address.path)
        if path is None or not server:
            return None
        return cls(server + path["below"], path["way"], path["token"])


def place_of(text: str) -> tuple[SplitResult, str]:
    """As an address of the web, and its server; "" for what is none."""
    text = text.strip()
    if len(text) > LONGEST:
        return NOWHERE, ""
    try:
        address = split(text)
        return address, server_of(address)
    except ValueError:  # an odd port, or brackets that hold no address
        return NOWHERE, ""


def split(text: str) -> SplitResult:
    """As an address of the web. Ours is one of https, or of http in this house, or stands before
    a whole address: `matinee:http://host/watch/ID`."""
    if not is_own(text):
        return urlsplit(text)
    behind = text[len(OWN_SCHEME) + 1 :]
    if not behind.startswith("//"):
        return urlsplit(behind)
    near = is_near(urlsplit(behind).hostname or "")
    return urlsplit(("http:" if near else "https:") + behind)


def title_of(url: str) -> str:
    """What to call what an address leads to, until it says so itself: the last piece of its path
    that tells something, or else its host."""
    try:
        parts = urlsplit(url.partition("|")[0])
    except ValueError:
        return url
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece]
    names = [SUFFIX.sub("", piece) for piece in reversed(pieces)]
    telling = (n for n in names if n.isprintable() and not SAYS_NOTHING.fullmatch(n))
    return next(telling, parts.hostname or url)


def is_own(text: str) -> bool:
    """Whether it is meant for Matinee alone."""
    return text.lower().startswith(OWN_SCHEME + ":")


def is_near(host: str) -> bool:
    """On this computer, or in this house, where servers seldom have certificates: by a name without
    a dot, which no stranger can have, or by an address of its network."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(".local")


def server_of(address: SplitResult) -> str:
    """In the one form that equal servers share; "" for none. Raises ValueError for an odd port."""
    host, scheme = address.hostname, address.scheme.lower()
    if scheme not in PORTS or not host or address.username is not None or "%" in host:
        return ""
    if not host.isprintable() or any(letter.isspace() for letter in host):
        return ""
    port = address.port
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" + (f":{port}" if port not in (None, PORTS[scheme]) else "")


def is_server(one: str, other: str) -> bool:
    """Whether two addresses are of the same server; by which way it is reached matters little."""
    try:
        first, second = (urlsplit(address) for address in (one, other))
        places = {server_of(each).partition(":")[2] for each in (first, second)}
    except ValueError:
        return False
    return places != {""} and len(places) == 1 and first.path.rstrip("/") == second.path.rstrip("/")


def seconds_of(text: str) -> float | None:
    """ "90", "90s", "1m30s", "1h2m3s" or "1:30" in seconds."""
    if (match := BY_COLONS.fullmatch(text)) or (text and (match := IN_UNITS.fullmatch(text))):
        parts = match.groups()
    else:
        return None
    hours, minutes, seconds = (float(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds


def written(seconds: float | None) -> str:
    """As short as it is exact to the millisecond."""
    if seconds is None or not math.isfinite(seconds):
        return ""
    return f"{max(0.0, seconds):.3f}".rstrip("0").rstrip(".")


def identity_of(text: str) -> str:
    return text if IDENTITY.fullmatch(text) else ""


def path_of(address: str) -> Path | None:
    """The file of this computer that an address means, whatever bytes its name has."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that are no host's
        return None
    path = unquote_to_bytes(parts.path)
    if parts.scheme.lower() != "file" or parts.netloc not in ("", "localhost") or b"\0" in path:
        return None
    return found if (found := Path(os.fsdecode(path))).is_absolute() else None
