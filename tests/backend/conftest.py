"""One backend for each module of tests, and one of each other server for all: a test has accounts,
keys or a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.loaders import Loader

from backend.storage.s3 import S3Store
from tests.backend import postgres
from tests.backend.serving import Caller, Running, running
from tests.backend.storage import servers


@pytest.fixture(scope="session", autouse=True)
def _aws_as_read_before() -> Iterator[None]:
    """Have every boto3 session know what another has read of a service: to read it is most of what
    a client costs."""
    known, really = dict[object, object](), Loader.__init__

    def made(self: Loader, *args: Any, **options: Any) -> None:
        really(self, *args, **options)
        self._cache = known  # type: ignore[attr-defined]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loader, "__init__", made)
        yield


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
