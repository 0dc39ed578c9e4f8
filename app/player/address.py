"""What people type or paste to have played: an address, with what its site asks for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from app.player.connections import StreamRefused

LONGEST = 16 * 1024
NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
NOT_OURS = {"host", "range", "accept-encoding", "connection", "content-length", "te", "upgrade"}
"""What our own requests need to be otherwise."""
BROKEN_LINE = re.compile(r"\\\s")
"""Also where a field of one line has made a space of the break."""
BARE = re.compile(r"[^\s/:@]+\.[^\s/:@]+(:\d+)?/\S*")


class NoAddress(StreamRefused):
    def __init__(self, text: str) -> None:
        shown = text if len(text) <= 60 else text[:59] + "…"
        super().__init__(
            "“{text}” is no address of a video. One begins with https://.",
            text=shown,
        )


@dataclass(frozen=True, slots=True)
class WebAddress:
    """`headers` go with every request, as far as `MediaCredentials` says."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> WebAddress:
        """An address; `address|Referer=…&User-Agent=…`, as in playlists for Kodi and VLC; or a
        request copied from a browser as cURL. Raises `NoAddress`."""
        text = text.strip()
        if len(text) > LONGEST:
            raise NoAddress(text)
        if text.startswith("curl "):
            return _of_curl(text)
        url, _, asked = text.partition("|")
        return cls(_checked(url, text), _headers(parse_qsl(asked)))


def _checked(url: str, text: str) -> str:
    if BARE.fullmatch(url):
        url = "https://" + url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NoAddress(text) from None
    named = parts.hostname and not any(letter.isspace() for letter in url)
    if parts.scheme.lower() not in ("http", "https") or not named or port == 0:
        raise NoAddress(text)
    return url


def _headers(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {
        name: value.strip()
        for name, value in pairs
        if NAME.fullmatch(name) and name.lower() not in NOT_OURS and _is_plain(value)
    }


def _is_plain(value: str) -> bool:
    """A line break would begin a header of its own."""
    return value.isprintable() and value.isascii()


def _of_curl(text: str) -> WebAddress:
    try:
        words = shlex.split(BROKEN_LINE.sub(" ", text))[1:]
    except ValueError:
        raise NoAddress(text) from None
    url, pairs = "", []
    rest = iter(words)
    for word in rest:
        if word in ("-H", "--header"):
            name, _, value = next(rest, "").partition(":")
            pairs.append((name.strip(), value))
        elif word in ("-b", "--cookie"):
            pairs.append(("Cookie", next(rest, "")))
        elif word in ("-A", "--user-agent"):
            pairs.append(("User-Agent", next(rest, "")))
        elif word in ("-e", "--referer"):
            pairs.append(("Referer", next(rest, "")))
        elif not word.startswith("-"):
            url = url or word
    return WebAddress(_checked(url, text), _headers(pairs))
