"""Which captions lie beside a film."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.edits.sidecars import sidecars_of

FILM = Path("/films/film.mp4")


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("film.srt", "und"),
        ("film.en.srt", "en"),
        ("Film.EN.SRT", "en"),
        ("film.pt-BR.vtt", "pt-br"),
        ("film_de.ass", "de"),
        ("film.en.forced.srt", "en"),
        ("film.sdh.en.srt", "en"),
        ("film.mp4.srt", None),
        ("film2.en.srt", None),
        ("film-2.srt", None),
        ("film.part.srt", None),
        ("film.2.srt", None),
        ("other.en.srt", None),
        ("film.en.txt", None),
    ],
)
def test_a_name_tells_whose_they_are(name: str, language: str | None) -> None:
    """And in which language, where it says so."""
    found = sidecars_of(FILM, ["film.mp4", name])
    assert found == ([(Path("/films") / name, language)] if language else [])


def test_a_language_has_one_track() -> None:
    """The plain one, in the kind that is read best."""
    names = ["film.de.forced.vtt", "film.de.srt", "film.de.vtt", "film.fr.srt"]
    assert sidecars_of(FILM, names) == [
        (Path("/films/film.de.vtt"), "de"),
        (Path("/films/film.fr.srt"), "fr"),
    ]
