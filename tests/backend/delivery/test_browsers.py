"""Which cookies a browser can be given, and playlists signed for those that take none."""

from __future__ import annotations

from dataclasses import replace
from http.cookies import SimpleCookie

import pytest

from backend.delivery.api import Grant
from backend.delivery.browsers import cookies, joined, origins, shared_domain, signed_playlist

GRANT = Grant(
    "https://cdn.example.org/media/v/r/",
    3600,
    "Policy=p~&Signature=s-&Key-Pair-Id=K",
    {"CloudFront-Policy": "p~", "CloudFront-Signature": "s-", "CloudFront-Key-Pair-Id": "K"},
)
MULTIVARIANT = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",URI="audio-1/media.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1
360p/media.m3u8
"""
MEDIA = """#EXTM3U
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4,
00000.ts

#EXT-X-ENDLIST
"""


@pytest.mark.parametrize(
    ("page", "cdn", "domain"),
    [
        ("films.example.org", "cdn.example.org", "example.org"),
        ("example.org", "cdn.example.org", "example.org"),
        ("films.example.org", "cdn.films.example.org", "films.example.org"),
        ("Films.Example.org", "cdn.example.ORG", "example.org"),
        ("films.example.org", "d111.cloudfront.net", None),
        ("films.example.org", "cdn.example.com", None),
        ("a.org", "b.org", None),
        ("127.0.0.1", "127.0.0.1", None),
        ("", "d111.cloudfront.net", None),
    ],
)
def test_cookies_need_a_common_domain(page: str, cdn: str, domain: str | None) -> None:
    """Of two labels at least, and no address."""
    assert shared_domain(page, cdn) == domain


def test_cookies_reach_one_revision_only() -> None:
    """Over TLS, out of reach of scripts, until the grant ends."""
    jar: SimpleCookie = SimpleCookie()
    for value in cookies(GRANT, "films.example.org"):
        jar.load(value)

    assert {name: morsel.value for name, morsel in jar.items()} == GRANT.cookies
    for morsel in jar.values():
        assert (morsel["domain"], morsel["path"]) == ("example.org", "/media/v/r/")
        assert (morsel["secure"], morsel["httponly"], morsel["max-age"]) == (True, True, "3600")


def test_a_distribution_without_a_name_of_ours_gets_none() -> None:
    """No page of ours is below cloudfront.net."""
    nameless = replace(GRANT, base_url="https://d111.cloudfront.net/media/v/r/")

    assert cookies(nameless, "films.example.org") == []


def test_playlists_stay_and_files_are_signed() -> None:
    """A browser finds the next playlist here, and the bytes at the CDN."""
    assert signed_playlist(MULTIVARIANT, "hls/", GRANT.url) == MULTIVARIANT
    assert signed_playlist(MEDIA, "hls/360p/", GRANT.url) == MEDIA.replace(
        "init.mp4", GRANT.url("hls/360p/init.mp4")
    ).replace("00000.ts", GRANT.url("hls/360p/00000.ts"))


@pytest.mark.parametrize(
    ("folder", "name", "path"),
    [
        ("hls/", "a.ts", "hls/a.ts"),
        ("hls/720p/", "../a.ts", "hls/a.ts"),
        ("hls/", "./x//a.ts", "hls/x/a.ts"),
        ("hls/", "../../../sources/x", "sources/x"),
    ],
)
def test_addresses_stay_below_the_prefix(folder: str, name: str, path: str) -> None:
    """Dots are taken out here, so a playlist can't point above its revision."""
    assert joined(folder, name) == path


def test_playlists_carry_a_query_on() -> None:
    """So that whoever was let in by it comes to the next one; addresses elsewhere stay."""
    carried = signed_playlist(MULTIVARIANT + "https://x.org/a.m3u8\n", "hls/", GRANT.url, "link=l")

    assert 'URI="audio-1/media.m3u8?link=l"' in carried
    assert "\n360p/media.m3u8?link=l\nhttps://x.org/a.m3u8\n" in carried


def test_the_other_servers_among_addresses() -> None:
    """Each once; what has no host is on this one."""
    addresses = [None, "", "/media/x", "https://a.org/1?q=//b.org", "https://a.org/2", "http://b:9"]
    assert origins(addresses) == ["http://b:9", "https://a.org"]
