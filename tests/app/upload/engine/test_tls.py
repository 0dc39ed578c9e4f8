"""Over TLS, where no kernel copies the file to the line."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.upload.engine.progress import State
from tests.app.upload.conftest import Bench
from tests.app.upload.engine.tls import TlsServer, write_certificate
from tests.app.upload.fake_server import FakeServer, running, stores_but_cuts


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    certificate = write_certificate(tmp_path / "certificate.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with running(TlsServer(certificate)) as server:
        yield server


def test_a_film_arrives_as_it_is(server: FakeServer, tmp_path: Path, film_file: Path) -> None:
    """Also when a line is cut after the store has the part."""
    server.mishaps["put"] = deque([stores_but_cuts])
    with closing(Bench(server.url, tmp_path)) as bench:
        bench.queue.start()
        bench.queue.add(film_file)
        bench.until_state(State.DONE)
    assert server.only.content == film_file.read_bytes()
    assert server.sent_again == []


def test_a_stranger_gets_nothing(
    server: FakeServer, tmp_path: Path, film_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose certificate nobody vouches for: a sentence, and not one byte."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with closing(Bench(server.url, tmp_path)) as bench:
        bench.queue.start()
        bench.queue.add(film_file)
        told = bench.until(lambda event: bool(event.message))
    assert "who issued its certificate is not known" in told.message
    assert not server.uploads
