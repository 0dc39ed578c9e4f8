"""What somebody types as a server's address, and what is found there."""

from __future__ import annotations

import pytest

from app.errors import (
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.server.servers import (
    API,
    BadAddress,
    NoMatineeThere,
    NothingThere,
    candidates,
    host_of,
    is_open,
    look_for,
    misfit,
)
from app.server.viewing import ServerInfo

INFO = ServerInfo("Matinee", "1", API)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("videos.example.org", ["https://videos.example.org"]),
        ("  https://Videos.Example.org/ ", ["https://videos.example.org"]),
        ("HTTPS://videos.example.org:8443", ["https://videos.example.org:8443"]),
        ("http://videos.example.org", ["http://videos.example.org", "https://videos.example.org"]),
        ("videos.example.org/matinee/", ["https://videos.example.org/matinee"]),
        ("https://videos.example.org/watch/abc?t=5", ["https://videos.example.org"]),
        ("https://videos.example.org/m/embed/abc", ["https://videos.example.org/m"]),
        ("localhost:8000", ["http://localhost:8000", "https://localhost:8000"]),
        ("127.0.0.1", ["http://127.0.0.1", "https://127.0.0.1"]),
        ("192.168.1.5:8000", ["https://192.168.1.5:8000", "http://192.168.1.5:8000"]),
        ("nas.local", ["https://nas.local", "http://nas.local"]),
        ("http://192.168.1.5", ["http://192.168.1.5"]),
        ("[::1]:8000", ["http://[::1]:8000", "https://[::1]:8000"]),
        ("foo", ["https://foo", "http://foo"]),
        ("bücher.example", ["https://bücher.example"]),
    ],
)
def test_what_is_meant(typed: str, meant: list[str]) -> None:
    """Encrypted first, and unencrypted only where no stranger is on the way."""
    assert list(candidates(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "foo bar", "https://", "https:// /", "ftp://videos.example.org"),
        *("matinee://x", "https://a..b", "https://-a.example", "[::1", "a:99999", "a:b"),
        *("http://me:secret@videos.example.org", "https://" + "a" * 64 + ".example", "1.2.3"),
        *("<script>", "https://%00", "\x00"),
    ],
)
def test_what_is_no_address(typed: str) -> None:
    """It says so, and what one looks like."""
    with pytest.raises(BadAddress, match=r"looks like https://videos\.example\.org"):
        candidates(typed)


class Network:
    """What answers where; everywhere else nobody does."""

    def __init__(self, **answers: ServerInfo | MatineeError) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def ask(self, url: str) -> ServerInfo:
        self.asked.append(url)
        answer = self.answers.get(url.partition(":")[0], ServerUnreachable("there"))
        if isinstance(answer, MatineeError):
            raise answer
        return answer


@pytest.mark.parametrize(
    ("typed", "network", "url"),
    [
        ("10.0.0.5", Network(https=INFO, http=INFO), "https://10.0.0.5"),
        ("10.0.0.5", Network(http=INFO), "http://10.0.0.5"),
        ("10.0.0.5", Network(https=ConnectionNotSecure("x"), http=INFO), "http://10.0.0.5"),
        ("http://a.example", Network(http=NotMatinee("x"), https=INFO), "https://a.example"),
    ],
)
def test_the_first_that_answers_is_it(typed: str, network: Network, url: str) -> None:
    """One that sends everybody to its encrypted address is found there."""
    assert look_for(typed, network.ask).url == url


@pytest.mark.parametrize(
    ("network", "fault"),
    [
        (Network(), NothingThere),
        (Network(https=NotMatinee("x")), NoMatineeThere),
        (Network(https=ConnectionNotSecure("x")), ConnectionNotSecure),
        (Network(https=ServerRefused(503, "unavailable", "Later.")), ServerRefused),
        (Network(https=SignInNeeded()), SignInNeeded),
    ],
)
def test_what_is_told_where_there_is_none(network: Network, fault: type[MatineeError]) -> None:
    """In a sentence of its own."""
    with pytest.raises(fault):
        look_for("a.example", network.ask)
    assert network.asked == ["https://a.example"]


def test_a_server_from_before_it_said_what_it_is() -> None:
    """It is a Matinee, and an old one."""
    network = Network(https=ServerRefused(404, "not_found", "Not Found."))
    assert look_for("a.example", network.ask).info.api == 0


@pytest.mark.parametrize(
    ("api", "said"),
    [(API, None), (API + 1, "a.example is newer"), (API - 1, "a.example has an older")],
)
def test_other_versions_are_told_of(api: int, said: str | None) -> None:
    """Once, with who has to do what about it."""
    words = misfit("https://a.example", ServerInfo("Matinee", "1", api))
    assert words is None if said is None else str(words).startswith(said)


@pytest.mark.parametrize(
    ("server", "is_so"),
    [("http://a.example", True), ("https://a.example", False), ("http://127.0.0.1:8000", False)],
)
def test_whether_others_could_read_along(server: str, is_so: bool) -> None:
    """Not on this computer."""
    assert is_open(server) is is_so


def test_a_server_as_people_call_it() -> None:
    """Without what only programs need; this computer has no name."""
    assert [host_of(url) for url in ("https://a.example:8443/m", "")] == ["a.example:8443/m", ""]


@pytest.mark.parametrize(
    "answer", [[], "x", {"hello": 1}, {"name": "x", "version": "1", "api": "1"}]
)
def test_another_program_says_something_else_of_itself(answer: object) -> None:
    """And is not mistaken for a Matinee."""
    with pytest.raises(ValueError, match="no Matinee"):
        ServerInfo.from_json(answer)
