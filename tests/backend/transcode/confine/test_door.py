"""A source behind a network reaches FFmpeg without its URL, and half of one never counts."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
import requests

from backend.transcode.confine.door import ADDRESS, MOST_CONNECTIONS, SourceDoor
from backend.transcode.errors import HalfRead
from backend.transcode.process import Stop, run_probe
from backend.transcode.source.probe import probe
from tests.backend.http_stub import Answer, Asked, answering
from tests.backend.transcode.fakes import make_clip, tone

SIGNATURE = "X-Amz-Signature=0123456789abcdef"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    make_clip(path, *tone(1), "-c:a", "aac")
    return path.read_bytes()


def ranged(film: bytes, asked: Asked) -> Answer:
    first = int(asked.headers["Range"].removeprefix("bytes=").partition("-")[0])
    place = {"Content-Range": f"bytes {first}-{len(film) - 1}/{len(film)}"}
    return 206, {**place, "Accept-Ranges": "bytes"}, film[first:]


def running() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue


def test_no_signed_url_stands_in_a_list_of_processes(film: bytes) -> None:
    seen: list[str] = []

    def answer(asked: Asked) -> Answer:
        seen.extend(running())
        return ranged(film, asked)

    with answering(answer) as url:
        found = probe(f"{url}/film?{SIGNATURE}", run_probe(Stop()))

    assert found.audio is not None
    assert any(ADDRESS in line for line in seen)
    assert not any(SIGNATURE in line for line in seen)


PART = (206, {"Content-Length": "9999", "Content-Range": "bytes 0-9998/9999"}, b"\0" * 300)


@pytest.mark.parametrize("said", [PART, (503, {}, b"")], ids=["breaks off", "busy"])
def test_half_a_source_is_none(said: Answer) -> None:
    """However good it may have looked to FFprobe."""
    with answering(lambda _: said) as url, pytest.raises(HalfRead):
        probe(url, run_probe(Stop()))


@contextmanager
def opened(url: str) -> Iterator[tuple[SourceDoor, int]]:
    """A door, and its port on this machine."""
    with closing(SourceDoor(url, silent_seconds=5)) as door:
        listening = socket.create_server(("127.0.0.1", 0))
        door.serve(listening)
        yield door, listening.getsockname()[1]


def test_a_door_opens_to_its_own_process(film: bytes) -> None:
    """Whoever else finds it on the machine hears nothing."""
    with answering(lambda asked: ranged(film, asked)) as url, opened(url) as (door, port):
        stranger = {"http": f"http://127.0.0.1:{port}"}
        assert requests.get(ADDRESS, proxies=stranger, timeout=5).status_code == 407
        knows = {"http": door.environment(port)["http_proxy"]}
        assert requests.get(ADDRESS, proxies=knows, timeout=5).content == film


def test_a_door_opens_a_few_times_at_once() -> None:
    """However often a process knocks that was taken over."""
    with ExitStack() as stack:
        _, port = stack.enter_context(opened("http://127.0.0.1:9"))
        for _ in range(MOST_CONNECTIONS):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        one_more = stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))
        assert one_more.recv(1) == b""
