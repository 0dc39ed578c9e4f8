"""Captions that lie beside films are taken along."""

from __future__ import annotations

from pathlib import Path

from app.edits.beside import drafts_beside
from app.edits.draft import Draft


def keep(data: bytes, suffix: str) -> str:
    return data.decode() + suffix


def test_each_film_has_its_own(tmp_path: Path) -> None:
    """In all folders; a film without any has nothing said of it."""
    (tmp_path / "deep").mkdir()
    for name in ("a.en.srt", "a.srt", "deep/b.de.vtt", "c.txt"):
        (tmp_path / name).write_text(name)
    files = {
        "upload:a": tmp_path / "a.mp4",
        "upload:b": tmp_path / "deep" / "b.mkv",
        "upload:c": tmp_path / "c.mp4",
        "upload:d": tmp_path / "gone" / "d.mp4",
    }
    assert drafts_beside(files, keep) == {
        "upload:a": Draft({"captions:und": "a.srt.srt", "captions:en": "a.en.srt.srt"}),
        "upload:b": Draft({"captions:de": "deep/b.de.vtt.vtt"}),
    }


def test_what_cant_be_read_is_left_where_it_is(tmp_path: Path) -> None:
    """A folder of that name, or one that is huge."""
    (tmp_path / "a.en.srt").mkdir()
    with (tmp_path / "a.de.srt").open("wb") as huge:
        huge.truncate(17 * 1024 * 1024)
    assert drafts_beside({"upload:a": tmp_path / "a.mp4"}, keep) == {}
