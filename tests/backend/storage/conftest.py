"""One place a store: each server once a session, each test in keys of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.storage.disk import DiskStore
from backend.storage.s3 import S3Store
from tests.backend.storage import servers


@pytest.fixture
def disk_store(tmp_path: Path) -> Iterator[DiskStore]:
    store = DiskStore(tmp_path / "store", "a secret for signing")
    store.open()
    yield store
    store.close()


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
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB, where this machine lets us have one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
