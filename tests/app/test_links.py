"""Addresses of videos: what people paste, and what comes of nonsense."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.links import OneTimeLink, WatchLink, is_server, seconds_of, title_of

HOST = "https://films.example"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (f"{HOST}/watch/abc", WatchLink(HOST, "abc")),
        (f"  {HOST}/watch/abc/ \n", WatchLink(HOST, "abc")),
        (f"{HOST}/embed/abc?t=90", WatchLink(HOST, "abc", at_seconds=90)),
        (f"{HOST}/watch/abc?t=1m30s#x", WatchLink(HOST, "abc", at_seconds=90)),
        (f"{HOST}/watch/abc?list=p1&t=5", WatchLink(HOST, "abc", at_seconds=5, playlist_id="p1")),
        (f"{HOST}/watch/abc?link=0f", WatchLink(HOST, "abc", link_id="0f")),
        (f"{HOST}/watch/abc?start=1.5&end=3", WatchLink(HOST, "abc", None, 1.5, 3)),
        ("HTTPS://Films.Example:443/watch/abc", WatchLink(HOST, "abc")),
        ("http://[::1]:8000/watch/abc", WatchLink("http://[::1]:8000", "abc")),
        ("https://example.org/tv/watch/abc", WatchLink("https://example.org/tv", "abc")),
        ("matinee://films.example/watch/abc?t=3", WatchLink(HOST, "abc", at_seconds=3)),
        ("matinee://127.0.0.1:81/watch/abc", WatchLink("http://127.0.0.1:81", "abc")),
        ("matinee://nas.local:81/watch/abc", WatchLink("http://nas.local:81", "abc")),
        ("matinee://192.168.1.5/watch/abc", WatchLink("http://192.168.1.5", "abc")),
        ("matinee:http://nas:81/watch/abc", WatchLink("http://nas:81", "abc")),
    ],
)
def test_an_address_of_a_video_is_read(text: str, link: WatchLink) -> None:
    """However its host is written, and whatever was copied along with it."""
    assert WatchLink.parse(text) == link


@pytest.mark.parametrize(
    "text",
    [
        *("", "film", "abc/watch/abc", "https://films.example", "https://films.example/watch/"),
        *("https:///watch/abc", "ftp://films.example/watch/abc", "file:///watch/abc"),
        *("https://films.example/watch/a b", "https://films.example/watch/abc/film.m3u8"),
        *("https://films.example:99999/watch/abc", "https://[::1/watch/abc", "matinee:"),
        *("https://user:secret@films.example/watch/abc", "https://films.example/watched/abc"),
        "https://films.example/watch/" + "a" * 65,
        "https://films.example/watch/abc?" + "t=1&" * 2000,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    """Such as other addresses, which may be films themselves."""
    assert WatchLink.parse(text) is None


@pytest.mark.parametrize(
    "query",
    ["t=soon", "t=-5", "t=", "t=nan", "t=1e9", "list=../..", "link=%00", "start=-1"],
)
def test_what_a_query_can_not_mean_is_left_out(query: str) -> None:
    """The film is played nevertheless."""
    assert WatchLink.parse(f"{HOST}/watch/abc?{query}") == WatchLink(HOST, "abc")


def test_a_part_that_encloses_nothing_is_kept_as_it_was_meant() -> None:
    """Whoever opens it can be told; who makes a link has no such part."""
    link = WatchLink.parse(f"{HOST}/watch/abc?start=5&end=3")
    assert link == WatchLink(HOST, "abc", start_seconds=5, end_seconds=3)
    assert WatchLink(HOST, "abc").part(5, 3) == WatchLink(HOST, "abc")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("1m30s", 90), ("1m30", 90), ("1h", 3600), ("1h2m3s", 3723),
     ("1:30", 90), ("1:02:03", 3723), ("1.5", 1.5), ("0", 0)],
)  # fmt: skip
def test_times(text: str, seconds: float) -> None:
    """In the ways that people write them."""
    assert seconds_of(text) == seconds


@given(st.text())
def test_nonsense_is_never_a_fault(text: str) -> None:
    """Neither by itself nor behind what looks like an address."""
    for start in ("", f"{HOST}/watch/", f"{HOST}/watch/abc?", "https://", "matinee:"):
        WatchLink.parse(start + text)
        is_server(start + text, HOST)


times = st.none() | st.integers(1, 10_000_000).map(lambda thousandths: thousandths / 1000)
identities = st.from_regex(r"[A-Za-z0-9_-]{1,20}", fullmatch=True)


@given(identities, times, times, times, st.just("") | identities, st.just("") | identities)
def test_what_is_written_is_read(
    video_id: str,
    at: float | None,
    start: float | None,
    end: float | None,
    playlist_id: str,
    link_id: str,
) -> None:
    """A copied link means what was copied."""
    link = WatchLink(HOST, video_id, at, playlist_id=playlist_id, link_id=link_id)
    link = link.part(start, end)
    assert WatchLink.parse(link.url) == link


def test_a_link_at_this_time_is_short() -> None:
    """Whole seconds do, and none where the film begins."""
    link = WatchLink(HOST, "abc")
    assert [link.at(t).url.removeprefix(HOST) for t in (0.4, 90.7)] == [
        "/watch/abc",
        "/watch/abc?t=90",
    ]


def test_the_embed_code_is_html() -> None:
    """An ampersand is written as HTML wants it."""
    code = WatchLink(HOST, "abc", None, 1, 2).embed_code
    assert f'src="{HOST}/embed/abc?start=1&amp;end=2"' in code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(HOST, f"{HOST}/", True), (HOST, "https://FILMS.example:443", True),
     (HOST, "http://films.example", True), (HOST, f"{HOST}/tv", False), ("", "", False),
     ("https://nas:81", "http://nas:81/", True), ("https://nas:81", "http://nas", False)],
)  # fmt: skip
def test_servers_are_compared_by_what_they_mean(one: str, other: str, same: bool) -> None:
    """Not by their letters."""
    assert is_server(one, other) is same


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (f"{HOST}/Big%20Buck%20Bunny/1080p/index.m3u8?sig=1", "Big Buck Bunny"),
        (f"{HOST}/x/Sintel.mp4", "Sintel"),
        (f"{HOST}/hls/master.m3u8|Referer=x", "films.example"),
        (f"{HOST}/%00%1b[31m", "films.example"),
        ("hello world", "hello world"),
        ("http://[1/", "http://[1/"),
    ],
)
def test_an_address_has_a_title_that_can_be_read(url: str, title: str) -> None:
    """Of its pieces the last that tells something."""
    assert title_of(url) == title


@given(st.text(max_size=60))
def test_any_text_has_a_title(text: str) -> None:
    """Whatever was typed."""
    for made in (text, f"{HOST}/{text}"):
        assert isinstance(title_of(made), str)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://host/invite/0123456789abcdef", ("https://host", "invite")),
        (" matinee://films.example/reset/0123456789abcdef/ ", ("https://films.example", "reset")),
        ("matinee:http://host:81/a/invite/0123456789abcdef", ("http://host:81/a", "invite")),
        ("https://host/invite/short", None),
        ("https://host/watch/0123456789abcdef", None),
        ("ftp://host/invite/0123456789abcdef", None),
        ("https://[host/invite/0123456789abcdef", None),
        ("host/invite/" + "a" * 5000, None),
    ],
)
def test_links_of_administrators(text: str, link: tuple[str, str] | None) -> None:
    """An invitation, or leave to choose a new password; the token is in no log."""
    parsed = OneTimeLink.parse(text)
    assert (None if parsed is None else (parsed.server, parsed.way)) == link
    assert "0123456789abcdef" not in repr(parsed)
