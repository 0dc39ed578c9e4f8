"""One backend for each module of tests, and one of each other server for all: a test has accounts,
keys or a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend.storage.s3 import S3Store
from tests.backend import postgres
from tests.backend.serving import Caller, Running, running
from tests.backend.storage import servers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    assert postgres.is_installed(), "./dev test installs postgresql; run it once."
    with postgres.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    with servers.moto() as url:
        yield url


@pytest.fixture(scope="session")
def moto_store(moto_url: str) -> S3Store:
    return servers.store_at(moto_url)


@pytest.fixture(scope="session")
def ministack_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Store]:
    with servers.ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield servers.store_at(url)


@pytest.fixture(scope="session")
def rclone_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Store]:
    with servers.rclone(tmp_path_factory.mktemp("rclone")) as url:
        yield servers.store_at(url)


@pytest.fixture
def anna(server: Running) -> Caller:
    return server.account()


@pytest.fixture
def bert(server: Running) -> Caller:
    return server.account()


@pytest.fixture
def stranger(server: Running) -> Caller:
    return server.stranger()
