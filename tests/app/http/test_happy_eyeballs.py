"""An address that leads nowhere is no reason to wait: others are tried beside it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from app.http.happy_eyeballs import Address, addresses_of, alternating, connect, reach
from app.player import http as player_http
from app.player.http import HttpClient, Resource
from app.server import transport
from app.server.transport import Transport
from app.server.uploads import SignedPart
from app.upload.source.file import SourceFile
from app.upload.source.parts import Part
from app.upload.transfer import proxies
from app.upload.transfer.part_sender import Limit, PartSender, Sending
from tests.backend.http_stub import Answer, Asked, answering
from tests.waiting import until

NAME = "films.test"
LONG = 20.0
"""Far more than anybody waits for here, so that one dead address tried alone is a failure."""


def v4(number: int) -> Address:
    return Address(socket.AF_INET, (f"10.0.0.{number}", 80))


def v6(number: int) -> Address:
    return Address(socket.AF_INET6, (f"fd00::{number}", 80, 0, 0))


@pytest.mark.parametrize(
    ("found", "tried"),
    [
        ([v6(1), v6(2), v6(3), v4(1), v4(2)], [v6(1), v4(1), v6(2), v4(2), v6(3)]),
        ([v4(1), v4(2), v6(1)], [v4(1), v6(1), v4(2)]),
        ([v6(1), v6(2)], [v6(1), v6(2)]),
        ([], []),
    ],
)
def test_families_take_turns(found: list[Address], tried: list[Address]) -> None:
    """In the order that the system prefers, within each and for the first."""
    assert alternating(found) == tried


@pytest.fixture
def nowhere() -> Iterator[Address]:
    """It takes no connection and refuses none: whoever listens there has no room for another."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        stack.enter_context(socket.create_connection(full.getsockname()))
        yield Address(socket.AF_INET, full.getsockname())


@pytest.fixture
def nobody() -> Iterator[Address]:
    """It refuses."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        yield Address(socket.AF_INET, deaf.getsockname())


@pytest.fixture
def somebody() -> Iterator[Address]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Address(socket.AF_INET, server.getsockname())


def test_the_first_that_answers_is_taken(
    nowhere: Address, nobody: Address, somebody: Address
) -> None:
    """Though one is silent and one refuses; it comes with the time that it was given."""
    with ThreadPoolExecutor(1) as pool:
        reaching = pool.submit(reach, [nowhere, nobody, somebody], LONG)
        until(reaching.done)
        with reaching.result() as made:
            assert (made.getpeername(), made.gettimeout()) == (somebody.place, LONG)


def test_why_nobody_could_be_reached(nowhere: Address, nobody: Address) -> None:
    """At once if all have refused, else once the time is over."""
    unknown = Address(999, ())
    forbidden = Address(socket.AF_INET, ("255.255.255.255", 1))
    with pytest.raises(ConnectionRefusedError):
        reach([unknown, forbidden, nobody], LONG)
    with pytest.raises(TimeoutError):
        reach([nobody, nowhere], 0.01)
    with pytest.raises(OSError, match="no address"):
        reach([], LONG)


@pytest.mark.parametrize("host", ["films..test", "a" * 64 + ".test"])
def test_a_name_that_can_be_none_is_a_host_that_is_not_there(host: str) -> None:
    """Not a bug of ours."""
    with pytest.raises(socket.gaierror):
        connect(host, 80, LONG)


def test_an_address_is_its_own() -> None:
    """Also in the brackets that it has in a URL."""
    assert addresses_of("[::1]", 80) == [Address(socket.AF_INET6, ("::1", 80, 0, 0))]


def called(url: str, _folder: Path) -> object:
    with closing(Transport(url, lambda: None, "en")) as calls:
        return calls.call("GET", "me")


def sent(url: str, folder: Path) -> object:
    (folder / "film").write_bytes(b"a film")
    request = SignedPart(1, "PUT", url, {}, 900)
    sending = Sending(Part(1, 0, 6), request, SourceFile(folder / "film"), Limit())
    with closing(PartSender()) as sender:
        return sender.put(sending)


def watched(url: str, _folder: Path) -> object:
    with closing(HttpClient()) as http:
        return http.read(Resource(url))


@pytest.mark.parametrize(
    ("do", "module", "expected"),
    [(called, transport, {}), (sent, proxies, "tag"), (watched, player_http, b"{}")],
)
def test_calls_uploads_and_films_get_past_it(
    do: Callable[[str, Path], object],
    module: object,
    expected: object,
    nowhere: Address,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name whose first address leads nowhere, as IPv6 does in many a network."""

    def answer(_: Asked) -> Answer:
        return 200, {"ETag": '"tag"'}, b"{}"

    with answering(answer) as url, ThreadPoolExecutor(1) as pool:
        address = url.removeprefix("http://").split(":")
        there = (socket.AF_INET, socket.SOCK_STREAM, 0, "", (address[0], int(address[1])))
        dead = (nowhere.family, socket.SOCK_STREAM, 0, "", nowhere.place)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [dead, there])
        monkeypatch.setattr(module, "CONNECT_SECONDS", LONG)
        monkeypatch.setenv("no_proxy", "*")
        doing = pool.submit(do, f"http://{NAME}:{address[1]}/part", tmp_path)
        until(doing.done)
    assert doing.result() == expected
