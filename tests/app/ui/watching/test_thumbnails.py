"""Pictures of a file of this computer, made by a real FFmpeg and kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.ui.watching import thumbnails
from app.ui.watching.thumbnails import (
    KEPT_FILMS,
    MOST,
    ThumbnailRun,
    moments,
    prepare,
    storyboard_of,
)


def test_the_whole_film_has_some_pictures_soon() -> None:
    """The first few are spread over it; each moment comes once."""
    found = moments(600.0)
    starts = [start for start, _ in found]
    assert len(set(starts)) == len(starts) == MOST
    assert [round(start / 600, 2) for start in starts[:4]] == [0.0, 0.5, 0.25, 0.75]
    assert all(start < middle < 600.0 for start, middle in found)
    assert moments(3.0) == [(0.0, 1.5)]


def test_pictures_are_made_once_and_for_their_owner(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next time they are read, whatever the file is called by then."""
    folder = tmp_path / "thumbnails"
    made = list(ThumbnailRun(film, 10.0, folder).pictures())
    assert [start for start, _ in made] == [0.0, 5.0]
    assert QImage.fromData(made[0][1]).height() == thumbnails.HEIGHT
    kept = [*folder.iterdir(), *folder.rglob("*.jpg")]
    assert {each.stat().st_mode & 0o077 for each in kept} == {0}

    monkeypatch.setattr(thumbnails, "picture_at", lambda *_args, **_more: pytest.fail("made again"))
    other = tmp_path / "other.mp4"
    other.symlink_to(film)
    assert list(ThumbnailRun(other, 10.0, folder).pictures()) == made


def test_whoever_leaves_has_no_more_made(film: Path, tmp_path: Path) -> None:
    """Not even the next one."""
    run = ThumbnailRun(film, 30.0, tmp_path)
    pictures = run.pictures()
    next(pictures)
    run.is_wanted = False
    assert list(pictures) == []


def test_the_films_seen_last_are_kept(tmp_path: Path) -> None:
    """The oldest go."""
    for number in range(KEPT_FILMS + 3):
        prepare(tmp_path / str(number))
        os.utime(tmp_path / str(number), (number, number))
    prepare(tmp_path / "0")
    left = {film.name for film in tmp_path.iterdir()}
    assert len(left) == KEPT_FILMS
    assert {"0", str(KEPT_FILMS)} <= left
    assert "1" not in left


def test_a_picture_holds_until_the_next_one() -> None:
    """Whichever came first."""
    late, early = (QImage(16, 9, QImage.Format.Format_RGB32) for _ in range(2))
    board = storyboard_of({5.0: late, 0.0: early})
    assert board.at(4.9) == early
    assert [cue.start_seconds for cue in board.cues] == [0.0, 5.0]
