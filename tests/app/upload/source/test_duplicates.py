"""What is there already is known before it is sent; what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from blake3 import blake3

from app.upload.source.duplicates import FileContent, KnownContent, find_duplicates
from app.upload.source.file import SourceFile

LONG = bytes(300_000)
ALIKE = LONG[:150_000] + b"x" + LONG[150_001:]
"""With the size, the beginning and the end of `LONG`."""

Put = Callable[[str, bytes], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


class Films:
    """An account's films in memory, by their names; writes down by what it is asked."""

    def __init__(self, **files: Path) -> None:
        self.asked: list[FileContent] = []
        self._known = {name: content_of(file) for name, file in files.items()}

    def __call__(self, contents: Sequence[FileContent]) -> list[list[str]]:
        self.asked += contents
        return [[name for name, film in self._known.items() if is_it(film, c)] for c in contents]


def content_of(file: Path) -> FileContent:
    source, data = SourceFile(file), file.read_bytes()
    return FileContent(len(data), source.fingerprint(), blake3(data).hexdigest())


def is_it(film: FileContent, asked: FileContent) -> bool:
    if asked.blake3 is not None:
        return asked.blake3 == film.blake3
    return asked.fingerprint == film.fingerprint


def test_a_film_that_is_there(put: Put) -> None:
    """Under whatever name; one that only begins and ends like it is another one."""
    films = Films(holiday=put("holiday.mp4", LONG))
    same, alike = put("copy.mp4", LONG), put("alike.mp4", ALIKE)
    assert find_duplicates([same, alike], (), films) == [KnownContent(same, ("holiday",))]


def test_only_what_looks_like_it_is_read(put: Put) -> None:
    """Others are known to be new by their fingerprints, in one question for all."""
    films = Films(holiday=put("holiday.mp4", LONG))
    new = [put("a.mp4", b"a"), put("b.mp4", b"b")]
    assert find_duplicates(new, (), films) == []
    assert [content.blake3 for content in films.asked] == [None, None]


def test_twice_among_the_files(put: Put) -> None:
    """The first of them is sent; the same path twice is one file."""
    first, second = put("1.mp4", LONG), put("2.mp4", LONG)
    given = [first, second, put("3.mp4", ALIKE), first]
    assert find_duplicates(given, (), Films()) == [KnownContent(second, earlier=first)]


def test_a_file_that_waits_already(put: Put) -> None:
    """Whether it is the very file or a copy of it."""
    waiting, copy = put("1.mp4", LONG), put("2.mp4", LONG)
    found = find_duplicates([waiting, copy], [waiting, put("other.mp4", b"other")], Films())
    assert [(known.path, known.waiting) for known in found] == [(waiting, waiting), (copy, waiting)]


def test_what_cannot_be_read_is_nothing_that_anybody_has(put: Put, tmp_path: Path) -> None:
    """Nor is what is empty: their uploads say what is wrong with them."""
    given = [tmp_path / "gone.mp4", put("empty.mp4", b""), put("empty too.mp4", b"")]
    assert find_duplicates(given, [tmp_path / "gone too.mp4"], Films()) == []


def test_who_is_in_a_hurry_is_told_what_is_certain(put: Put) -> None:
    """A search that is stopped says nothing of what it has not read."""
    films = Films(holiday=put("holiday.mp4", LONG))
    looks = iter([False])
    same = put("copy.mp4", LONG)
    assert find_duplicates([same], (), films, lambda: next(looks, True)) == []
