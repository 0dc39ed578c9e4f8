"""Loops, screenshots and names of tracks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from app.player.engine.adjustments import (
    Fit,
    PictureSettings,
    SoundSettings,
    SubtitleSettings,
)
from app.player.engine.api import Loop, PlayerState, Track
from app.ui.player.commands.names import language_of, sound_name, subtitle_name
from app.ui.player.extras.files import subtitles_among
from app.ui.player.extras.looping import loop_of, next_marks
from app.ui.player.extras.screenshots import WantedFrame, name_of, save
from app.ui.player.seeking.marks import Marks
from app.ui.player.tools import begun
from tests.app.ui.fake_player import FakeSession


def test_a_loop_is_set_in_three_presses() -> None:
    """Where it begins, where it ends, and no more."""
    marks = next_marks(Marks(), 5.0, looped=False)
    assert loop_of(marks) is None
    marks = next_marks(marks, 9.0, looped=False)
    assert loop_of(marks) == Loop(5.0, 9.0)
    assert next_marks(marks, 12.0, looped=True) == Marks()


def test_what_is_marked_already_is_looped_at_once() -> None:
    """As it is about to be shared."""
    assert next_marks(Marks(1.0, 2.0), 9.0, looped=False) == Marks(1.0, 2.0)


@pytest.mark.parametrize(
    ("pattern", "title", "name"),
    [
        ("{title} {time}", "A/B: c?", "AB c 1.02.03.500"),
        ("{time}", "x", "1.02.03.500"),
        ("../{title}", "..", "1.02.03.500"),
        ("{title}", "x" * 500, "x" * 200),
        ("{title}", "映" * 300, "映" * 66),
        ("{nothing}", "x", "{nothing}"),
    ],
)
def test_a_screenshot_has_a_name_that_files_may_have(pattern: str, title: str, name: str) -> None:
    """Whatever a film is called."""
    assert name_of(pattern, title, PlayerState(position_seconds=3723.5)) == name


def test_a_screenshot_overwrites_nothing(tmp_path: Path) -> None:
    """The second has a number."""
    frame = WantedFrame(FakeSession(lambda _: None), "Film", PlayerState())
    paths = [save(frame, tmp_path / "new", "Film") for _ in range(2)]
    assert [path.name for path in paths] == ["Film.png", "Film 2.png"]
    assert all(path.exists() for path in paths)


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        *(("deu", "German"), ("ger", "German"), ("de", "German"), ("en-US", "English")),
        *(("fra", "French"), ("und", ""), ("", ""), ("klingon", "klingon")),
    ],
)
def test_languages_have_names(tag: str, name: str) -> None:
    """By two letters or by three; what is unknown goes by its tag."""
    QLocale.setDefault(QLocale("en_US"))
    assert language_of(tag) == name


def test_a_reader_finds_their_own_language_in_it() -> None:
    """As they call it."""
    QLocale.setDefault(QLocale("de_DE"))
    assert language_of("deu") == "Deutsch"


def test_tracks_say_what_tells_them_apart() -> None:
    """A label that only repeats the language is left out."""
    QLocale.setDefault(QLocale("en_US"))
    assert subtitle_name(Track("", "deu"), 0) == "German"
    assert subtitle_name(Track("Deutsch", "de"), 0) == "German"
    assert subtitle_name(Track("Signs", "eng", is_forced=True), 0) == "English · Signs · forced"
    assert subtitle_name(Track(""), 1) == "Subtitles 2"
    assert sound_name(Track("", "eng", channels=6), 0) == "English · 5.1"
    assert sound_name(Track("Commentary", "", channels=2), 1) == "Commentary · stereo"
    assert sound_name(Track("", channels=4), 2) == "Audio 3 · 4 channels"


def test_files_are_told_by_their_endings() -> None:
    """Of subtitles, whatever their case."""
    files = [Path("a.en.SRT"), Path("a.mkv"), Path("b.ass")]
    assert subtitles_among(files) == [files[0], files[2]]


def test_a_film_begins_with_its_picture_in_place() -> None:
    """And without delays; what was set of colours and looks lasts."""
    state = PlayerState(
        picture=PictureSettings(Fit.FILL, zoom=2.0, quarter_turns=1, gamma=5),
        sound=SoundSettings(0.2),
        look=SubtitleSettings(0.5, scale=2.0),
    )
    assert begun(state) == (
        PictureSettings(Fit.FILL, gamma=5),
        SoundSettings(),
        SubtitleSettings(scale=2.0),
    )
    assert begun(PlayerState()) == ()
