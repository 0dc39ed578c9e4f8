"""A stranger's stream costs no more than itself, reaches nobody at home, and ends when left."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator

import pytest

from app.errors import MatineeError
from app.player import bounds, connections
from app.player.gateway.server import Gateway
from app.player.http import TooLarge
from app.player.manifest.subtitles import collect
from app.player.session.play import Endpoints, Play, SegmentedPlay
from app.player.session.prefetch import Habits, Plays
from tests.app.player.hostile_server import Answer, HostileServer, endless, to, whole

NEAR = "127.0.0.2"
LIST = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n"
END = "#EXT-X-ENDLIST\n"
FAR_TOO_LARGE = "a part of it is far too large"


def never(_video_id: str) -> None:
    raise AssertionError


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    made = HostileServer()
    yield made
    made.close()


@pytest.fixture
def plays(server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plays]:
    """Opens streams of a small internet, which is one loopback address; another is at home."""
    monkeypatch.setattr(connections, "is_near", lambda address: address == NEAR)
    server.requests.clear()
    server.heads.clear()
    server.hung_up.clear()
    gateway = Gateway()
    made = Plays(gateway, never, Habits(allowed_hosts=lambda: ()))  # type: ignore[arg-type]
    yield made
    made.close()
    gateway.close()


def why_not(plays: Plays, url: str) -> str:
    """What is said of it, at once or when the first segment is fetched."""
    try:
        play = plays.of_url(url, 0.0).play
        play.load(0.0)
    except MatineeError as refusal:
        return str(refusal)
    return error_of(play)


def error_of(play: Play) -> str:
    assert isinstance(play, SegmentedPlay)
    assert play.picture is not None
    with play.picture.changed:
        assert play.picture.changed.wait_for(lambda: play.reading(0.0).tally.error is not None, 20)
    return str(play.reading(0.0).tally.error)


def media(*lines: str) -> bytes:
    return (LIST + "\n".join(lines) + "\n" + END).encode()


@pytest.mark.parametrize(
    "answer",
    [
        endless(LIST.encode(), b"#EXTINF:4,\na.ts\n" * 4096),
        endless(LIST.encode(), b"#" * 65536),
        whole(
            gzip.compress(LIST.encode() + b"#" * (4 * bounds.TEXT_BYTES)), "Content-Encoding: gzip"
        ),
        endless(b"<MPD>", b"<S/>" * 16384),
    ],
    ids=["segments", "one line", "gzip", "manifest"],
)
def test_a_description_without_end_is_refused(
    server: HostileServer, plays: Plays, answer: Answer
) -> None:
    """Whatever it is made of."""
    server.answers["list"] = answer
    assert FAR_TOO_LARGE in why_not(plays, server.url("list"))


@pytest.mark.parametrize(
    "answer",
    [
        endless(b"G", b"\0" * 65536),
        endless(b"", b"\0" * 65536, f"Content-Length: {bounds.SEGMENT_BYTES + 1}"),
        endless(b"G", b"\0" * 65536, "Content-Length: " + "9" * 5000),
        endless(b"G", b"\0" * 65536, "Content-Length: \xb2"),
    ],
    ids=["silent", "announced", "absurd", "no number"],
)
def test_a_segment_without_end_is_refused(
    server: HostileServer, plays: Plays, answer: Answer
) -> None:
    """Nothing of it is kept, nor asked for again."""
    server.answers["list"] = whole(media("#EXTINF:4,", "a.ts"))
    server.answers["a.ts"] = answer
    assert FAR_TOO_LARGE in why_not(plays, server.url("list"))
    assert server.requests == ["list", "a.ts"]


@pytest.mark.parametrize(
    "lines",
    [
        ("#EXTINF:4,", "http://{near}/a.ts"),
        ("#EXTINF:4,", "back.ts"),
        ('#EXT-X-KEY:METHOD=AES-128,URI="http://{near}/key"', "#EXTINF:4,", "b.ts"),
        ('#EXT-X-MAP:URI="http://{near}/init"', "#EXTINF:4,", "b.ts"),
    ],
    ids=["segment", "redirect", "key", "init"],
)
def test_nothing_is_asked_of_the_network_at_home(
    server: HostileServer, plays: Plays, lines: tuple[str, ...]
) -> None:
    """Whichever way a stream from the internet names it; the sentence says which host it was."""
    near = f"{NEAR}:{server.port}"
    server.answers["list"] = whole(media(*(line.format(near=near) for line in lines)))
    server.answers["back.ts"] = to(f"http://{near}/a.ts")
    assert f"asks for something of {NEAR}, which is in your own network" in why_not(
        plays, server.url("list")
    )
    assert not [head for head in server.heads if NEAR in head]


def test_a_name_that_leads_home_is_no_way_in(
    server: HostileServer, plays: Plays, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address counts that would be connected to, and at each time anew."""
    home_of, real = {"film.example": "127.0.0.1"}, socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *more, **types: real(home_of.get(host, host), *more, **types),
    )
    url = server.url("list", "film.example")
    server.answers["list"] = whole(media("#EXTINF:4,", "a.ts"))
    server.answers["a.ts"] = whole(b"G" + bytes(187))
    play = plays.of_url(url, 0.0).play
    home_of["film.example"] = NEAR
    play.load(0.0)
    assert "film.example, which is in your own network" in error_of(play)
    assert server.requests == ["list"]


def test_what_was_opened_at_home_may_name_what_is_there(
    server: HostileServer, plays: Plays
) -> None:
    """A film of one's own disk station is as near as its segments."""
    server.answers["list"] = whole(media("#EXTINF:4,", server.url("a.ts", NEAR)))
    server.answers["a.ts"] = whole(b"G" + bytes(187))
    play = plays.of_url(server.url("list", NEAR), 0.0).play
    play.load(0.0)
    assert isinstance(play, SegmentedPlay)
    assert play.picture is not None
    assert play.picture.claim(0, 10.0, lambda: False) is not None


def test_a_host_at_home_may_be_allowed(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its name, whatever is opened."""
    monkeypatch.setattr(connections, "is_near", lambda address: address == NEAR)
    server.answers["list"] = whole(media("#EXTINF:4,", server.url("a.ts", NEAR)))
    server.answers["a.ts"] = whole(b"G" + bytes(187))
    gateway = Gateway()
    plays = Plays(gateway, never, Habits(allowed_hosts=lambda: (NEAR,)))  # type: ignore[arg-type]
    play = plays.of_url(server.url("list"), 0.0).play
    play.load(0.0)
    assert isinstance(play, SegmentedPlay)
    assert play.picture is not None
    assert play.picture.claim(0, 10.0, lambda: False) is not None
    plays.close()
    gateway.close()


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "data:video/mp2t;base64,R0c=", "gopher://a/"]
)
def test_only_the_web_is_asked(server: HostileServer, plays: Plays, url: str) -> None:
    """A playlist reads no file of this disk, and neither does a redirect."""
    server.answers["list"] = whole(media("#EXTINF:4,", url))
    server.answers["elsewhere"] = to(url)
    for path in ("list", "elsewhere"):
        assert "a part of it is not on the web" in why_not(plays, server.url(path))


def test_an_address_that_leads_in_circles_is_left(server: HostileServer, plays: Plays) -> None:
    """After a few steps."""
    server.answers["round"] = to(server.url("round"))
    assert "leads in circles" in why_not(plays, server.url("round"))
    assert len(server.requests) == 6


def test_addresses_in_a_playlist_are_seen_from_where_it_came_from(
    server: HostileServer, plays: Plays
) -> None:
    """Not from the one that led there."""
    server.answers["short"] = to(server.url("far/away/list"))
    server.answers["far/away/list"] = whole(media("#EXTINF:4,", "a.ts"))
    server.answers["far/away/a.ts"] = whole(b"G" + bytes(187))
    play = plays.of_url(server.url("short"), 0.0).play
    play.load(0.0)
    assert isinstance(play, SegmentedPlay)
    assert play.picture is not None
    assert play.picture.claim(0, 10.0, lambda: False) is not None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><p>Hello", "There is a page"),
        (b"", "is not a video"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "is not a video"),
        (media('#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k"', "#EXTINF:4,", "a.ts"), "protected by DRM"),
        (b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlist\n", "playlist can't be read"),
    ],
    ids=["page", "nothing", "list of files", "drm", "itself"],
)
def test_what_is_no_video_says_what_it_is(
    server: HostileServer, plays: Plays, body: bytes, words: str
) -> None:
    """At once, without a try in mpv; a list of itself is one step deep."""
    server.answers["list"] = whole(body)
    assert words in why_not(plays, server.url("list"))


@pytest.mark.parametrize(
    "body", [b"#EXTM3U\n#EXTINF:4,\nlist\n", b"<html>", b"ffconcat version 1.0"]
)
def test_mpv_is_given_no_list_for_a_segment(
    server: HostileServer, plays: Plays, body: bytes
) -> None:
    """What is asked for is settled by the playlist that we read."""
    server.answers["list"] = whole(media("#EXTINF:4,", "a.ts"))
    server.answers["a.ts"] = whole(body)
    assert "a part of it is damaged" in why_not(plays, server.url("list"))


def test_of_subtitles_only_cues_are_kept(server: HostileServer, plays: Plays) -> None:
    """mpv is given nothing that leads anywhere else; SubRip's times are understood."""
    text = b"ffconcat version 1.0\nfile /etc/passwd\n\n1\n00:00:01,500 --> 00:00:02,000\nHello\n"
    server.answers["list"] = whole(media("#EXTINF:4,", "a.ts"))
    server.answers["sub.vtt"] = whole(text)
    play = plays.of_url(server.url("list"), 0.0).play
    kept = collect(server.url("sub.vtt"), play.ends.origin.http)
    assert kept == "WEBVTT\n\n1\n00:00:01.500 --> 00:00:02.000\nHello\n"


def test_endless_subtitles_are_refused(server: HostileServer, plays: Plays) -> None:
    """As one text, and in parts."""
    server.answers["list"] = whole(media("#EXTINF:4,", "a.ts"))
    server.answers["sub.vtt"] = endless(b"WEBVTT", b"\n" * 65536)
    server.answers["sub.m3u8"] = whole(media("#EXTINF:4,", "sub.vtt"))
    play = plays.of_url(server.url("list"), 0.0).play
    for path in ("sub.vtt", "sub.m3u8"):
        with pytest.raises(TooLarge):
            collect(server.url(path), play.ends.origin.http)


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX: ", LIST.encode()])
def test_leaving_ends_what_is_under_way(server: HostileServer, plays: Plays, first: bytes) -> None:
    """A server that says nothing, or one header or line for ever, hears the end at once."""
    head = b"" if first != LIST.encode() else b"HTTP/1.1 200 OK\r\n\r\n"
    server.answers["slow"] = server.slow(endless_of(head + first), 0.05)
    begun: list[Endpoints] = []
    thread = threading.Thread(target=lambda: why_not_quietly(plays, server.url("slow"), begun))
    thread.start()
    while not server.requests:
        thread.join(0.01)
    begun[0].close()
    thread.join(10)

    assert not thread.is_alive()
    assert server.hung_up.wait(10)


def endless_of(first: bytes) -> Answer:
    def chunks() -> Iterator[bytes]:
        yield first
        while True:
            yield b"x"

    return chunks


def why_not_quietly(plays: Plays, url: str, begun: list[Endpoints]) -> None:
    with pytest.raises(MatineeError):
        plays.of_url(url, 0.0, begun.append)
