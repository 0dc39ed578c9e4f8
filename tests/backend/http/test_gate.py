"""By which names a server may be asked, and by whose pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from backend.config.settings import Settings
from backend.http.gate import ForeignPage, Gate, WrongHost, gate_for, is_of_this_machine
from backend.server import ROUTES
from tests.backend.serving import LOCAL_SECRET, Running, running

SETTINGS = Settings(Path("/nowhere"), "a secret for signing", "sqlite://")
PUBLIC = Settings(
    Path("/nowhere"), "", "", public_url="https://films.example.org", hosts=("films", "fd00::7")
)
BUNDLED = gate_for(SETTINGS, "127.0.0.1", bundled=True)


def refusal(
    gate: Gate, host: str, path: str = "/api/me", address: str = "127.0.0.1", **said: str
) -> type[object]:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()]
    return type(gate.refusal(path, [(b"host", host.encode()), *headers], address))


@pytest.mark.parametrize(
    "host", ["localhost", "LocalHost:8000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8000"]
)
def test_this_machine_may_always_ask(host: str) -> None:
    """Whatever else the server goes by."""
    for gate in (BUNDLED, gate_for(SETTINGS, "::1", bundled=False), at_large(PUBLIC)):
        assert refusal(gate, host) is type(None)


def at_large(settings: Settings, host: str = "0.0.0.0") -> Gate:
    return gate_for(settings, host, bundled=False)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example",
     "192.168.1.7", "0.0.0.0", "", "[", "ümlaut", "@"],
)  # fmt: skip
def test_other_names_are_turned_away(host: str) -> None:
    """On every path, by the bundled server and by one that has a name."""
    for gate in (BUNDLED, gate_for(SETTINGS, "localhost", bundled=False), at_large(PUBLIC)):
        for path in ("/api/me", "/media/x/y", "/healthz"):
            assert refusal(gate, host, path) is WrongHost


@pytest.mark.parametrize(
    "host", ["films.example.org", "FILMS.example.org:443", "films", "[fd00::7]:80", "192.168.1.7"]
)
def test_a_server_goes_by_the_names_it_was_given(host: str) -> None:
    """And by the number at which the request arrived, as a balancer's health check asks."""
    assert refusal(at_large(PUBLIC), host, address="192.168.1.7") is type(None)
    assert refusal(at_large(PUBLIC, "192.168.1.7"), host) is type(None)


def test_a_server_without_a_name_goes_by_any() -> None:
    """Where others can reach it, it can't know what they call it."""
    assert at_large(SETTINGS).names is None
    assert refusal(at_large(SETTINGS), "films.example.org") is type(None)


@pytest.mark.parametrize("headers", [[], [(b"host", b"localhost")] * 2])
def test_a_request_has_one_host(headers: list[tuple[bytes, bytes]]) -> None:
    """None, or two to choose from, are none of ours."""
    assert isinstance(BUNDLED.refusal("/healthz", headers, "127.0.0.1"), WrongHost)


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:9"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "same-origin", "origin": "https://evil.example"},
    ],
)
def test_a_strangers_page_does_not_reach_the_bundled_api(said: dict[str, str]) -> None:
    """Media and parts are open to any page that knows their address, as ever."""
    assert refusal(BUNDLED, "localhost:8", **said) is ForeignPage
    assert refusal(BUNDLED, "localhost:8", "/media/x/y", **said) is type(None)
    assert refusal(BUNDLED, "localhost:8", "/store/x", **said) is type(None)
    assert refusal(at_large(PUBLIC), "films", **said) is type(None)


@pytest.mark.parametrize(
    "said",
    [{}, {"sec_fetch_site": "none"},
     {"sec_fetch_site": "same-origin", "origin": "http://localhost:8"}],
)  # fmt: skip
def test_the_servers_own_pages_do(said: dict[str, str]) -> None:
    """And programs, which say nothing."""
    assert refusal(BUNDLED, "localhost:8", **said) is type(None)


@pytest.mark.parametrize(
    ("host", "address", "is_so"),
    [
        ("localhost:8000", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("films.example", "127.0.0.1", False),
        ("localhost", "192.0.2.1", False),
    ],
)
def test_who_asks_from_this_machine(host: str, address: str, is_so: bool) -> None:
    """By one of its own names, which no proxy's guest knows."""
    assert is_of_this_machine([(b"host", host.encode())], address) is is_so


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("bundled"), gate=BUNDLED, signup=False) as started:
        yield started


def test_every_route_knows_its_host(bundled: Running) -> None:
    """Whoever asks by another name hears the same, in the one shape of errors."""
    stranger, elsewhere = bundled.stranger(), {"Host": "evil.example"}
    routes = [route for module in ROUTES for route in module.router.routes]
    paths = {route.path for route in routes if isinstance(route, APIRoute)}
    assert len(paths) > 30

    for path in (*paths, "/docs", "/openapi.json", "/nowhere"):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = stranger(method, path, headers=elsewhere)
            assert answer.status_code == 421, (method, path)
            assert method == "HEAD" or answer.json()["error"] == "wrong_host"


def test_a_strangers_page_can_neither_register_nor_sign_in(bundled: Running) -> None:
    """Nor can anybody else register where one application is served."""
    stranger = bundled.stranger()
    account = {"email": "mallory@evil.example", "password": "correct horse"}
    foreign = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}

    by_page = stranger.fault("POST", "/api/session", json={"secret": LOCAL_SECRET}, headers=foreign)
    registering = stranger.fault("POST", "/api/accounts", json=account)
    entering = stranger("POST", "/api/session", json={"secret": LOCAL_SECRET})

    assert by_page == (403, "foreign_page")
    assert registering == (403, "not_allowed")
    assert entering.status_code == 200


def test_browsers_read_media_and_write_parts_from_any_page(bundled: Running) -> None:
    """Their addresses are permissions, and players of other sites have them."""
    foreign = {"Origin": "https://site.example", "Sec-Fetch-Site": "cross-site"}
    stranger = bundled.stranger()

    asked = stranger("OPTIONS", "/store/x", headers=foreign)
    media = stranger("GET", "/media/x/y", headers=foreign)

    assert (asked.status_code, media.status_code) == (200, 403)
    assert media.json()["error"] == "link_expired"
    assert {a.headers["Access-Control-Allow-Origin"] for a in (asked, media)} == {"*"}
