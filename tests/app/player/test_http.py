"""Answers to requests for a part of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.player.http import HttpClient, Resource
from tests.app.player.hostile_server import PARTIAL, HostileServer, endless


@pytest.fixture
def server() -> Iterator[HostileServer]:
    server = HostileServer()
    yield server
    server.close()


@pytest.mark.parametrize("headers", [(), ("Content-Length: 999999999",)], ids=["silent", "told"])
def test_no_more_of_a_range_than_was_asked_for(
    server: HostileServer, headers: tuple[str, ...]
) -> None:
    """However long the answer goes on, and whether or not it says so."""
    server.answers["film"] = endless(b"0", b"\0" * 65536, *headers, status=PARTIAL)
    http = HttpClient()
    body = http.open(Resource(server.url("film"), 0, 1000), 100)
    assert sum(map(len, body.chunks())) == 900
    body.close()
    http.close()
