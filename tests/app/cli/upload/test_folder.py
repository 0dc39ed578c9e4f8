"""A watched folder, whose clock is a number."""

from __future__ import annotations

from pathlib import Path

from app.cli.upload.folder import STILL_SECONDS, Memory, Seen, look, whole

LATER = STILL_SECONDS + 1


def test_a_film_is_taken_once_it_has_stopped_growing(tmp_path: Path) -> None:
    """Each write begins the wait anew, and nothing is taken twice."""
    film = tmp_path / "a.mp4"
    film.write_bytes(b"a")
    seen = look(tmp_path, {}, 0.0)
    assert whole(seen, (), STILL_SECONDS - 1) == []

    film.write_bytes(b"ab")
    seen = look(tmp_path, seen, 2.0)
    assert whole(seen, (), STILL_SECONDS + 1) == []

    seen = look(tmp_path, seen, 2.0 + STILL_SECONDS)
    assert whole(seen, (), 2.0 + STILL_SECONDS) == [film]
    assert whole(seen, {film}, 99.0) == []


def test_only_films_are_looked_at(tmp_path: Path) -> None:
    """No text, no folder that is called like one, nothing empty, no link to nowhere."""
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "gone.mp4").symlink_to("nowhere")
    assert whole(look(tmp_path, {}, 0.0), (), LATER) == []


def test_a_drive_that_is_away_has_lost_nothing(tmp_path: Path) -> None:
    """What was seen is seen again when it is back."""
    before = {tmp_path / "away" / "a.mp4": Seen(1, 1, 0.0)}
    assert look(tmp_path / "away", before, 5.0) == before


def test_what_was_sent_is_known_by_its_content(tmp_path: Path) -> None:
    """By another name, and by the next command."""
    film, file = tmp_path / "a.mp4", tmp_path / "data" / "watched.txt"
    film.write_bytes(b"a film")
    assert not Memory(file).knows(film)
    Memory(file).keep(film)

    renamed = film.rename(tmp_path / "b.mp4")
    assert Memory(file).knows(renamed)
    renamed.write_bytes(b"another")
    assert not Memory(file).knows(renamed)
    Memory(file).keep(film)  # gone since: nothing to remember
    assert not Memory(file).knows(film)
