"""Parts go through the proxy that the environment names, with its password."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.server.uploads import SignedPart
from app.upload.errors import StoreUnreachable
from app.upload.source.file import SourceFile
from app.upload.source.parts import Part
from app.upload.transfer.part_sender import Limit, PartSender, Sending
from app.upload.transfer.proxies import as_asked_for, proxy_for
from tests.backend.http_stub import Answer, Asked, answering

AUTHORIZED = "Basic YW5uOmEgc2VjcmV0"  # ann:a secret


@pytest.fixture(autouse=True)
def no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def film(tmp_path: Path) -> SourceFile:
    (tmp_path / "film").write_bytes(b"a film")
    return SourceFile(tmp_path / "film")


def put(film: SourceFile, url: str) -> str:
    request = SignedPart(1, "PUT", url, {"x-sum": "s"}, 900)
    with closing(PartSender()) as sender:
        return sender.put(Sending(Part(1, 0, 6), request, film, Limit()))


def test_a_proxy_forwards_what_is_not_encrypted(
    film: SourceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told the whole address, and who asks."""
    asked: list[Asked] = []

    def answer(what: Asked) -> Answer:
        asked.append(what)
        return 200, {"ETag": '"tag"'}, b""

    with answering(answer) as url:
        monkeypatch.setenv("http_proxy", url.replace("://", "://ann:a%20secret@"))
        assert put(film, "http://films.test/part?n=1") == "tag"
    (only,) = asked
    assert (only.path, only.body) == ("http://films.test/part?n=1", b"a film")
    assert only.headers["Host"] == "films.test"
    assert (only.headers["Proxy-Authorization"], only.headers["x-sum"]) == (AUTHORIZED, "s")


def test_for_the_rest_it_is_a_tunnel(film: SourceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told the host, and nothing of what is asked for there."""
    heads: list[bytes] = []

    def hang_up() -> None:
        line, _ = proxy.accept()
        with line:
            heads.append(line.recv(4096))
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as proxy:
        hanging_up = threading.Thread(target=hang_up)
        hanging_up.start()
        named = f"http://ann:a%20secret@127.0.0.1:{proxy.getsockname()[1]}"
        monkeypatch.setenv("https_proxy", named)
        with pytest.raises(StoreUnreachable):
            put(film, "https://films.test/part?signature=s")
        hanging_up.join()
    (head,) = heads
    assert head.startswith(b"CONNECT films.test:443 ")
    assert AUTHORIZED.encode() in head
    assert b"signature" not in head


def test_a_server_of_this_machine_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what the environment takes out."""
    monkeypatch.setenv("http_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", "near.test")
    urls = ["http://127.0.0.1:9/p", "http://near.test/p", "https://films.test/p"]
    assert [proxy_for(urlsplit(url)) for url in urls] == [None] * 3
    assert proxy_for(urlsplit("http://films.test/p")) == urlsplit("http://proxy.test:3128")


def test_without_a_proxy_a_request_names_its_path() -> None:
    """With the query, which is signed."""
    request = SignedPart(1, "PUT", "http://films.test/part?n=1", {"x": "y"}, 900)
    assert as_asked_for(request, None) == ("/part?n=1", {"x": "y"})
