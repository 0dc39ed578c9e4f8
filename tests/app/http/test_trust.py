"""A certificate of one's own: named in any way it counts for the whole application."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.errors import CantRead, ConnectionNotSecure
from app.http.trust import NAMED_BY, not_secure, trusted
from app.player.http import HttpClient, HttpFault, Resource
from app.server.transport import Transport
from tests.app.upload.engine.tls import TlsServer, write_certificate
from tests.waiting import until


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls") / "certificate.pem")


@pytest.fixture(scope="module")
def url(certificate: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer((TlsServer.host, 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"https://{TlsServer.host}:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMED_BY:
        monkeypatch.delenv(name, raising=False)


def called(url: str) -> object:
    with closing(Transport(url, lambda: None, "en")) as transport:
        return transport.call("GET", "me")


def watched(url: str) -> bytes:
    with closing(HttpClient()) as http:
        return http.read(Resource(url))


@pytest.mark.parametrize("name", NAMED_BY)
def test_one_name_is_enough(
    url: str, certificate: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For what is asked of the server, and for what is played; uploads ask `trusted` itself."""
    monkeypatch.setenv(name, str(certificate))
    assert (called(url), watched(url)) == ({}, b"{}")
    assert trusted().cert_store_stats()["x509_ca"] > 100


def test_who_is_unknown_is_named_as_that(url: str) -> None:
    """By the client and by the player alike, with what helps."""
    with pytest.raises(ConnectionNotSecure, match=r"who issued its certificate .* SSL_CERT_FILE"):
        called(url)
    with pytest.raises(HttpFault, match="who issued its certificate"):
        watched(url)


def test_what_ran_out_is_not_the_issuers_fault() -> None:
    """There it is the date that is looked at."""
    expired = ssl.SSLCertVerificationError(1, "certificate has expired")
    expired.verify_code = 10
    assert "date" in str(not_secure("h", expired))


def test_a_file_that_is_not_there_is_named(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instead of an end of the program."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
    with pytest.raises(CantRead, match=r"gone\.pem"):
        called(url)


def test_lines_that_open_together_read_the_roots_once(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second asks while the first is reading."""
    made: list[ssl.SSLContext] = []
    reading, go_on = threading.Event(), threading.Event()

    def read() -> ssl.SSLContext:
        reading.set()
        assert go_on.wait(20)
        made.append(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", read)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(trusted)
        assert reading.wait(20)
        second = pool.submit(trusted)
        until(second.running)
        go_on.set()
    assert [first.result(), second.result()] == [made[0]] * 2
    assert len(made) == 1
