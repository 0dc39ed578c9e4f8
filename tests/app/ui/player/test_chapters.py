"""Chapters on the seek bar."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.server.editing import Chapter
from app.ui.player.seeking.chapters import chapters_of, title_at
from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.style.theme import Colours

TRACK = """WEBVTT

00:00:00.000 --> 00:00:20.000
Intro

00:00:20.000 --> 00:01:30.000
Rabbits &amp; more
"""
CHAPTERS = (Chapter(0.0, "Intro"), Chapter(20.0, "Rabbits & more"))


def test_the_track_is_read() -> None:
    """What is not of the form is left out."""
    assert chapters_of(TRACK) == CHAPTERS
    assert chapters_of("soon --> later\nx") == ()


def test_each_moment_has_its_chapter() -> None:
    """From its start on."""
    assert [title_at(CHAPTERS, at) for at in (0, 19.9, 20)] == ["Intro", "Intro", "Rabbits & more"]
    assert title_at(CHAPTERS[1:], 5) == ""


def test_the_bar_says_which_chapter_is_where(qtbot: QtBot, colours: Colours) -> None:
    """Beside the time; without chapters only that."""
    bar = SeekBar(colours)
    qtbot.addWidget(bar)
    bar.show_times(0, 90.0)
    assert bar.words_at(65) == "1:05"
    bar.show_chapters(CHAPTERS)
    assert bar.words_at(65) == "Rabbits & more · 1:05"
    bar.show()
    assert not bar.grab().isNull()
