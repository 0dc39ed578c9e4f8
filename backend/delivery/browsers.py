"""Signed viewing in browsers, whose own players carry no query to child requests. Pure.

Where page and CDN share a domain, cookies carry the signature; elsewhere playlists come by the
page's own server, with every address in them signed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from http.cookies import SimpleCookie
from itertools import takewhile
from urllib.parse import urlsplit

from backend.delivery.api import Grant

URI = re.compile(r'URI="([^"]+)"')
PLAYLIST = ".m3u8"


def shared_domain(page: str, cdn: str) -> str | None:
    """The domain by which a page at host `page` can give cookies to host `cdn`, or None.

    Browsers refuse one that is public (`co.uk`), and the page then takes the other way.
    """
    pairs = zip(reversed(page.lower().split(".")), reversed(cdn.lower().split(".")), strict=False)
    common = [label for label, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    if len(common) < 2 or common[0].isdecimal():
        return None
    return ".".join(reversed(common))


def cookies(grant: Grant, page: str) -> list[str]:
    """`Set-Cookie` values that admit a browser on a page at host `page` to this grant's files."""
    where = urlsplit(grant.base_url)
    domain = shared_domain(page, where.hostname or "")
    if domain is None:
        return []
    jar: SimpleCookie = SimpleCookie()
    for name, value in grant.cookies.items():
        jar[name] = value
        jar[name].update({"domain": domain, "path": where.path, "samesite": "Lax"})
        jar[name]["max-age"] = grant.expires_in_seconds
        jar[name]["secure"] = jar[name]["httponly"] = True
    return [morsel.OutputString() for morsel in jar.values()]


def origins(addresses: Iterable[str | None]) -> list[str]:
    """The other servers among these addresses, as a page's policy names them."""
    parts = (urlsplit(address) for address in addresses if address)
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc})


def signed_playlist(text: str, folder: str, url: Callable[[str], str], carried: str = "") -> str:
    """The playlist with `url` of every file that it names; further playlists stay relative, and
    carry a query.

    `folder` is where the playlist lies below the revision's prefix, as `hls/` or `hls/720p/`.
    """

    def address(name: str) -> str:
        if "://" in name:
            return name
        if name.partition("?")[0].endswith(PLAYLIST):
            return f"{name}?{carried}" if carried else name
        return url(joined(folder, name))

    def lines() -> Iterator[str]:
        for line in text.splitlines():
            if line.startswith("#"):
                yield URI.sub(lambda found: f'URI="{address(found[1])}"', line)
            else:
                yield address(line) if line.strip() else line

    return "\n".join(lines()) + "\n"


def joined(folder: str, name: str) -> str:
    """A relative address in a playlist, as a path below the revision's prefix."""
    steps: Sequence[str] = [*folder.split("/")[:-1], *name.split("/")]
    path: list[str] = []
    for step in steps:
        if step == "..":
            path = path[:-1]
        elif step not in ("", "."):
            path.append(step)
    return "/".join(path)
