"""Words of the command line to values, or a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.cli import values
from app.cli.exit_codes import Misused

NOW = datetime(2030, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("text", "bytes_per_second"),
    [("800000", 800_000), ("500k", 500_000), ("2.5M", 2_500_000), ("1 MB/s", 10**6), ("1g", 10**9)],
)
def test_a_rate_in_bytes_per_second(text: str, bytes_per_second: int) -> None:
    """With the units that curl and rclone take."""
    assert values.rate(text) == bytes_per_second


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2030-05-31T18:00", "2030-05-31T18:00:00+02:00"),
        ("2030-05-31", "2030-05-31T00:00:00+02:00"),
        ("2030-05-31T18:00Z", "2030-05-31T18:00:00+00:00"),
        ("never", ""),
    ],
)
def test_a_moment_to_come(text: str, iso: str) -> None:
    """In this computer's zone, unless it has one."""
    assert values.moment(text, NOW) == iso


def test_an_expiry_may_be_days_away() -> None:
    """As people say it."""
    assert values.expiry("7d", NOW) == "2030-05-08T12:00:00+02:00"
    assert values.expiry("2030-06-01", NOW) == "2030-06-01T00:00:00+02:00"


def test_captions_name_their_language(tmp_path: Path) -> None:
    """The last colon counts: a name may hold others."""
    file = tmp_path / "a:b.srt"
    file.touch()
    assert values.captions(f"{file}:pt-BR") == values.Captions(file, "pt-BR")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: values.rate("fast"), "“fast” is no rate"),
        (lambda: values.rate("0"), "“0” is no rate"),
        (lambda: values.moment("tomorrow", NOW), "“tomorrow” is no time"),
        (lambda: values.moment("2030-05-01T11:59", NOW), "has passed already"),
        (lambda: values.moment("9999-01-01", NOW), "is too far away"),
        (lambda: values.captions("film.srt"), "names no language"),
        (lambda: values.captions("film.srt:english"), "names no language"),
        (lambda: values.captions("missing.srt:en"), "There is no file missing.srt"),
        (lambda: values.film(Path("/")), "/ is a folder. Name the files in it"),
        (lambda: values.film(Path("/nowhere/a.mp4")), "There is no file /nowhere/a.mp4"),
        (lambda: values.film(Path("/dev/null")), "is not a file that can be sent"),
        (lambda: values.existing(Path("a\0b")), "can't be read|There is no file"),
        (lambda: values.folder(Path("/dev/null")), "There is no folder /dev/null"),
        (lambda: values.video_id("no id!"), "neither the id nor the address"),
        (lambda: values.film_time("soon"), "“soon” is no time of a film"),
    ],
)
def test_what_can_not_be_meant_is_one_sentence(call: Callable[[], object], sentence: str) -> None:
    """And nothing is done."""
    with pytest.raises(Misused, match=sentence):
        call()


def test_a_file_is_sent_once_by_whatever_names(tmp_path: Path) -> None:
    """Also through a link."""
    film, other, link = (tmp_path / name for name in ("a.mp4", "b.mp4", "c.mp4"))
    film.write_bytes(b"a")
    other.write_bytes(b"b")
    link.symlink_to(film)
    once, again = values.each_once([film, other, film, link])
    assert (once, again) == ([film, other], [film, link])


def test_a_description_is_a_text(tmp_path: Path) -> None:
    """In UTF-8, with or without a mark, and no longer than the server takes."""
    file = tmp_path / "about.txt"
    file.write_bytes("\ufeffÜber uns\n".encode())
    assert values.description(file) == "Über uns"
    file.write_bytes("Über".encode("latin-1"))
    with pytest.raises(Misused, match="is no text in UTF-8"):
        values.description(file)
    file.write_text("x" * 20_001)
    with pytest.raises(Misused, match="20001 letters, where 20000 are the most"):
        values.description(file)


def test_a_description_that_is_not_ours_to_read(tmp_path: Path) -> None:
    """A folder stands in for one: root reads anything."""
    with pytest.raises(Misused, match="is a folder, not a file"):
        values.description(tmp_path)


def test_a_video_by_its_id_or_its_page() -> None:
    """As `matinee list` and browsers have it."""
    assert values.video_id("abc123") == "abc123"
    assert values.video_id("https://films.example/watch/abc123?t=3") == "abc123"


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """Names on Linux are bytes."""
    film = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.mp4"))
    film.write_bytes(b"a")
    assert values.film(film) == film
