"""Films in folders, whatever else is there."""

from __future__ import annotations

import os
from pathlib import Path

from app.upload.source.folders import films_in

SUFFIXES = (".mp4", ".mkv")


def touched(folder: Path, *names: str) -> list[Path]:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return [folder / name for name in names]


def test_three_films_among_very_many_files(tmp_path: Path) -> None:
    """Each is looked at once, and none is opened."""
    for number in range(3000):
        os.mknod(tmp_path / f"{number}.txt")
    films = touched(tmp_path, "2.mp4", "10.mp4", "below/1.MKV")
    assert films_in([tmp_path], SUFFIXES).films == films


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    """And a folder that two links lead to is looked through once."""
    films = touched(tmp_path, "a/film.mp4")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    found = films_in([tmp_path], SUFFIXES)
    assert [film.resolve() for film in found.films] == films


def test_a_whole_disk_is_not_looked_through(tmp_path: Path) -> None:
    """What was found until then counts, and it is said that there is more."""
    touched(tmp_path, *(f"{number:02}.mp4" for number in range(20)))
    found = films_in([tmp_path], SUFFIXES, most=5)
    assert (len(found.films), found.is_all) == (5, False)


def test_files_are_taken_as_they_are(tmp_path: Path) -> None:
    """Whatever they are called, and also if they are gone; the order is that of giving."""
    (notes,) = touched(tmp_path, "notes.txt")
    gone = tmp_path / "gone.mp4"
    assert films_in([notes, gone], SUFFIXES).films == [notes, gone]


def test_what_only_looks_like_a_film_is_left_out(tmp_path: Path) -> None:
    """A folder with such a name, a link that leads nowhere, a pipe; a name that is no text is a
    name."""
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "broken.mp4").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.mp4")
    odd = tmp_path / os.fsdecode(b"caf\xe9\n\xff.mp4")
    odd.touch()
    assert films_in([tmp_path], SUFFIXES).films == [odd]
