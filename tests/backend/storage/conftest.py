"""One place a store on this machine's disk."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.signing import HmacSigner
from backend.storage.disk import DiskStore


@pytest.fixture
def disk_store(tmp_path: Path) -> Iterator[DiskStore]:
    store = DiskStore(tmp_path / "store", HmacSigner.by("a secret for signing"))
    store.open()
    yield store
    store.close()


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
