"""What an export says, and what an import believes."""

from __future__ import annotations

from typing import Any

import pytest

from app.export.layout import ExportedFilm, folder_of, original_name, words_of
from app.server.editing import Chapter, ChapterSet
from app.server.videos import Video

VIDEO = Video("v1", "A film", "ready", tags=("one",), description="Words.")
FILM = ExportedFilm(
    "v1", words_of(VIDEO, ChapterSet()), "original.mp4", 3, captions={"en": "e.vtt"}
)


def test_there_and_back() -> None:
    """Nothing is lost between the two."""
    assert ExportedFilm.from_json(FILM.to_json()) == FILM


def test_only_the_owner_s_chapters_are_said() -> None:
    """Others come from the file or from the description again."""
    chapters = (Chapter(0.0, "Intro"),)
    said = [words_of(VIDEO, ChapterSet(origin, chapters)) for origin in ("own", "file")]
    assert said[0]["chapters"] == [{"start_seconds": 0.0, "title": "Intro"}]
    assert "chapters" not in said[1]


@pytest.mark.parametrize(
    ("title", "folder"),
    [
        ("A film", "A film v1"),
        ("a/b\\c:d\n?", "a b c d v1"),
        ("..", "v1"),
        ("x" * 300, "x" * 60 + " v1"),
    ],
)
def test_folders_have_names_that_any_disk_takes(title: str, folder: str) -> None:
    """And that people know films by."""
    assert folder_of(Video("v1", title, "ready")) == folder


@pytest.mark.parametrize(
    ("name", "original"),
    [
        ("Film.MOV", "original.mov"),
        ("film", "original"),
        ("a.b/../c", "original"),
        ("", "original"),
    ],
)
def test_originals_keep_their_kind(name: str, original: str) -> None:
    """And nothing else of names that anybody gave."""
    assert original_name(name) == original


@pytest.mark.parametrize(
    "wrong",
    [
        {"original": "../../etc/passwd"},
        {"original": "/etc/passwd"},
        {"captions": {"en": "../x.vtt"}},
        {"poster": ".."},
        {"words": {"title": 1}},
        {"words": None},
        {"size_bytes": "many"},
        {"blake3": 1},
        {"blake3": "a hash"},
    ],
)
def test_an_export_leads_nowhere_else(wrong: dict[str, Any]) -> None:
    """It may come from anybody."""
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        ExportedFilm.from_json({**FILM.to_json(), **wrong})
