"""What is typed or pasted to have played."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.player.address import NoAddress, WebAddress

FILM = "https://site.example/film.m3u8?a=1"


@pytest.mark.parametrize(
    "text",
    [
        f"{FILM}|Referer=https%3A%2F%2Fsite.example%2F&User-Agent=Some%20Browser",
        f"curl '{FILM}' -H 'Referer: https://site.example/' -H 'User-Agent: Some Browser'",
        f"curl '{FILM}' \\ -H 'Referer: https://site.example/' \\ -A 'Some Browser'",
        f"curl --compressed \\\n  -A 'Some Browser' \\\n  -e https://site.example/ '{FILM}'",
    ],
    ids=["kodi", "browser", "one line", "by hand"],
)
def test_an_address_may_say_what_its_site_asks_for(text: str) -> None:
    """As playlists write it, and as browsers copy it."""
    headers = {"Referer": "https://site.example/", "User-Agent": "Some Browser"}
    assert WebAddress.parse(text) == WebAddress(FILM, headers)


def test_headers_of_our_own_stay_ours() -> None:
    """Nor can a line break smuggle one in."""
    text = f"{FILM}|Range=bytes%3D0-1&Host=a&X-A=b%0D%0AX-C%3A%20d&Accept-Encoding=gzip&X-E=f"
    assert WebAddress.parse(text).headers == {"X-E": "f"}


def test_the_scheme_need_not_be_typed() -> None:
    """What looks like an address with a path is one."""
    assert WebAddress.parse(" site.example/film.mp4 ").url == "https://site.example/film.mp4"


@pytest.mark.parametrize(
    "text",
    [
        *("hello world", "", "film", "file:///etc/passwd", "https://", "http://a:0/"),
        *("http://a:x/", "http://[1/", "https://a b/", "curl 'unfinished", "curl -H", "x" * 20_000),
    ],
)
def test_what_is_no_address_is_told_so(text: str) -> None:
    """Before anybody is asked."""
    with pytest.raises(NoAddress, match="is no address of a video"):
        WebAddress.parse(text)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    """Nothing else comes of it."""
    for made in (text, "https://" + text, "curl " + text):
        try:
            WebAddress.parse(made)
        except NoAddress:
            continue
