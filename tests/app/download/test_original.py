"""An original comes whole, however often it breaks off, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from blake3 import blake3

from app.download.original import ArrivedDamaged, OriginalGone, download_original
from app.download.partial import Partial
from app.errors import CantWrite, MatineeError, ServerRefused, ServerUnreachable
from app.server.editing import OriginalFile, Received

FILM = b"a film that is long enough to break off in the middle of"


class Server:
    """Gives out `content`, each time one piece of ten bytes more than before it breaks off; or as
    the next of `refusals` says."""

    def __init__(self, content: bytes = FILM, pieces: int = 99) -> None:
        self.content, self.etag, self.pieces = content, '"1"', pieces
        self.blake3: str | None = blake3(content).hexdigest()
        self.is_gone = False
        self.refusals: list[MatineeError] = []
        self.asked: list[tuple[int, str | None]] = []
        self.slept: list[float] = []

    def original_file(self, video_id: str) -> OriginalFile | None:
        url, size = f"http://x/{video_id}/{len(self.asked)}", len(self.content)
        return None if self.is_gone else OriginalFile(url, "f.mp4", size, 60, self.blake3)

    def receive(self, url: str, start: int, etag: str | None) -> Received:
        assert url.endswith(f"/{len(self.asked)}")
        self.asked.append((start, etag))
        if self.refusals:
            raise self.refusals.pop()
        begins = start if etag in (None, self.etag) else 0
        return Received(begins, self.etag, self._pieces(self.content[begins:]))

    def _pieces(self, rest: bytes) -> Iterator[bytes]:
        for number in range(0, len(rest), 10):
            if number == 10 * self.pieces:
                raise ServerUnreachable("x")
            yield rest[number : number + 10]

    def download(self, file: Path) -> list[int]:
        """How far it was each time that somebody was told."""
        told: list[int] = []
        download_original(self, "v", file, lambda have, _: told.append(have), self.slept.append)
        return told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "film.mp4"


def names(file: Path) -> set[str]:
    return {path.name for path in file.parent.iterdir()}


def test_it_goes_on_where_it_broke_off(file: Path) -> None:
    """Each time by a fresh permission, and with no byte asked for twice."""
    server = Server(pieces=2)
    server.download(file)
    assert file.read_bytes() == FILM
    assert server.asked == [(0, None), (20, '"1"'), (40, '"1"')]
    assert names(file) == {"film.mp4"}


def test_so_does_the_next_process(file: Path) -> None:
    """Whatever ended the first one; nothing stands under the file's name before it is whole."""
    first = Server()

    def end(have: int, _: int) -> None:
        if have == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_original(first, "v", file, end)
    assert names(file) == {"film.mp4.part", "film.mp4.part.json"}

    second = Server()
    assert second.download(file)[0] == 30
    assert second.asked == [(30, '"1"')]
    assert file.read_bytes() == FILM


def test_another_file_begins_anew(file: Path) -> None:
    """Known by its hash before a byte is asked for, or by its tag where there is none."""
    cut = Server(pieces=0)
    with pytest.raises(ServerUnreachable):
        cut.download(file)
    for blake3_of in (blake3(FILM[::-1]).hexdigest(), None):
        server = Server(FILM[::-1])
        server.blake3, server.etag = blake3_of, '"2"'
        server.download(file)
        assert file.read_bytes() == FILM[::-1]


def test_a_source_replaced_meanwhile_is_fetched_from_its_beginning(file: Path) -> None:
    """With no hash to know it by, `If-Range` tells."""
    server = Server(pieces=2)
    server.blake3 = None
    told: list[int] = []

    def change(have: int, _: int) -> None:
        told.append(have)
        if have == 20:
            server.content, server.etag = FILM[::-1], '"2"'

    download_original(server, "v", file, change, server.slept.append)
    assert file.read_bytes() == FILM[::-1]


def test_what_arrived_damaged_is_not_kept(file: Path) -> None:
    """Not even its beginning, which may be what is wrong with it."""
    server = Server()
    server.blake3 = "0" * 64
    with pytest.raises(ArrivedDamaged):
        server.download(file)
    assert names(file) == set()


def test_a_permission_that_ran_out_is_asked_for_again(file: Path) -> None:
    """So is a server that is away, with longer and longer pauses, but not for ever."""
    away = ServerUnreachable("x")
    server = Server()
    server.refusals = [away, ServerRefused(403, "link_expired", "This address has expired.")]
    server.download(file)
    assert file.read_bytes() == FILM
    assert server.slept == [0.5, 2.0]
    gone = Server()
    gone.refusals = [away] * 9
    with pytest.raises(ServerUnreachable):
        gone.download(file.with_name("other.mp4"))
    assert gone.slept == [0.5, 2.0, 5.0, 10.0, 30.0]


@pytest.mark.parametrize("name", ["film.mp4", "film.mp4.part"])
def test_what_is_in_the_way_on_this_disk_is_told_at_once(file: Path, name: str) -> None:
    """Waiting would not help."""
    file.with_name(name).mkdir()
    server = Server()
    with pytest.raises(CantWrite):
        server.download(file)
    assert server.slept == []


def test_an_original_that_is_gone(file: Path) -> None:
    """Is one sentence."""
    server = Server()
    server.is_gone = True
    with pytest.raises(OriginalGone):
        server.download(file)
    assert names(file) == set()


def test_whoever_is_told_may_end_it(file: Path) -> None:
    """That is no fault of the disk, and the next one goes on from there."""
    server = Server()

    def nobody_reads(have: int, _size: int) -> None:
        if have >= 20:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        download_original(server, "v", file, nobody_reads, server.slept.append)
    server.download(file)
    assert server.asked == [(0, None), (20, '"1"')]
    assert file.read_bytes() == FILM


def test_no_note_speaks_of_another_file_s_bytes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill between the note and the first byte leaves none of the former file."""
    server = Server(pieces=1)
    server.blake3 = None
    partial = Partial(file)
    with partial.going_on(OriginalFile("", "f", len(FILM), 60, None), 0, '"old"') as write:
        write(b"of another")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", killed)
        server.etag = '"new"'
        with pytest.raises(KeyboardInterrupt):
            server.download(file)
    assert partial.size_bytes == 0
