"""What is told of a store that takes no part."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.server.uploads import SignedPart
from app.upload.errors import StoreUnreachable
from app.upload.source.file import SourceFile
from app.upload.source.parts import Part
from app.upload.transfer.part_sender import Limit, PartSender, Sending


@pytest.fixture
def put(tmp_path: Path) -> Iterator[Callable[[int], StoreUnreachable]]:
    """Sends a part to a port of this machine, in vain; returns why."""
    (tmp_path / "film").write_bytes(b"a film")
    source = SourceFile(tmp_path / "film")

    def put(port: int) -> StoreUnreachable:
        request = SignedPart(1, "PUT", f"http://127.0.0.1:{port}/part", {}, 900)
        with pytest.raises(StoreUnreachable) as raised:
            sender.put(Sending(Part(1, 0, 6), request, source, Limit()))
        return raised.value

    with closing(PartSender()) as sender:
        yield put


def test_nobody_there_is_known_at_once(put: Callable[[int], StoreUnreachable]) -> None:
    """That others moved just now is then no reason to try again just as soon."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # nobody else gets its number, and nobody listens
        assert put(deaf.getsockname()[1]).absent


def test_who_hangs_up_was_there(put: Callable[[int], StoreUnreachable]) -> None:
    """One connection that is cut says nothing about the others."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        hanging_up = threading.Thread(target=lambda: server.accept()[0].close())
        hanging_up.start()
        assert not put(server.getsockname()[1]).absent
        hanging_up.join()
