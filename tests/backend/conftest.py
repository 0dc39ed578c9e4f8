"""One server for each module of tests; each test has accounts of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backend.serving import Caller, Running, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def anna(server: Running) -> Caller:
    return server.account()


@pytest.fixture
def bert(server: Running) -> Caller:
    return server.account()


@pytest.fixture
def stranger(server: Running) -> Caller:
    return server.stranger()
