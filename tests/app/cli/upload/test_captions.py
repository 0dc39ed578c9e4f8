"""Captions of a film that a command sends."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from app.cli.upload.captions import CaptionSender
from app.cli.values import Captions
from app.server.client import Client
from app.upload.trim.ranges import Range, Recipe
from tests.app.upload.trim.films import make_film

CUES = """1
00:00:01,000 --> 00:00:02,000
Left out

2
00:00:05,000 --> 00:00:06,000
Kept
"""


class Server:
    """Takes captions."""

    def __init__(self) -> None:
        self.has: dict[str, str] = {}

    def add_subtitles(self, _video_id: str, language: str, file: Path) -> None:
        self.has[language] = file.read_text()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film") / "film.mp4")


def sent(
    film: Path, named: tuple[Captions, ...], recipe: Recipe | None, trims: Path | None
) -> Server:
    server = Server()
    for step in CaptionSender(cast(Client, server), named, film, recipe, trims).steps("v"):
        step()
    return server


def test_what_lies_beside_a_film_goes_with_it(tmp_path: Path) -> None:
    """As in the window; what is named goes before, and another film's stays."""
    film = tmp_path / "film.mp4"
    for name in ("film.en.srt", "film.de.srt", "film2.fr.srt", "named.srt"):
        (tmp_path / name).write_text(name)
    named = (Captions(tmp_path / "named.srt", "DE"),)
    assert sent(film, named, None, tmp_path).has == {"en": "film.en.srt", "DE": "named.srt"}
    assert sent(film, named, None, None).has == {"DE": "named.srt"}


def test_captions_of_a_trimmed_film_have_its_times(film: Path, tmp_path: Path) -> None:
    """At a key frame before what was asked for, when nothing is encoded."""
    track = tmp_path / "track.srt"
    track.write_text(CUES)
    named = (Captions(track, "en"),)
    exact = sent(film, named, Recipe((Range(4.5, 8),), exact=True), tmp_path).has["en"]
    assert "Left out" not in exact
    assert "00:00:00,500 --> 00:00:01,500" in exact
    at_key_frames = sent(film, named, Recipe((Range(4.5, 8),)), tmp_path).has["en"]
    assert "00:00:01,000 --> 00:00:02,000\nKept" in at_key_frames
    assert sent(film, named, Recipe((Range(0, 0.5),), exact=True), tmp_path).has == {}
