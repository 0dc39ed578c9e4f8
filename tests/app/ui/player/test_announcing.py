"""What a screen reader is told while a film plays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.player.engine.api import Phase, PlayerState, Track
from app.ui.player.announcing import news, politeness, without_echo
from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.style.theme import Colours

FILM = PlayerState(
    Phase.PLAYING,
    position_seconds=200.0,
    duration_seconds=600.0,
    subtitles=(Track("", "de"), Track("", "en", is_sdh=True)),
    sounds=(Track("", "de"), Track("", "en")),
    sound_now=0,
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phase": Phase.PAUSED}, "Paused, 3:20"),
        ({"phase": Phase.BUFFERING}, "Buffering"),
        ({"phase": Phase.ENDED}, "The end"),
        ({"phase": Phase.FAILED, "error": "It is gone."}, "It is gone."),
        ({"subtitle_now": 0}, "Subtitles: German"),
        ({"subtitle_now": 1}, "Subtitles: English · for the hard of hearing"),
        ({"sound_now": 1}, "Audio: English"),
        ({"volume": 40.2}, "Volume 40 %"),
        ({"muted": True}, "Sound off"),
        ({"speed": 1.5}, "1.5 ×"),
        ({"message": "Reconnecting…"}, "Reconnecting…"),
    ],
)
def test_a_change_is_said(change: dict[str, object], words: str) -> None:
    """As somebody would say it who sees the controls."""
    changed = replace(FILM, **change)  # type: ignore[arg-type]
    assert news(FILM, changed) == [words]


def test_the_time_that_goes_by_is_no_news() -> None:
    """Nor is anything that one would see and forget."""
    assert news(FILM, replace(FILM, position_seconds=201.0, buffered_seconds=300.0)) == []


def test_a_film_that_begins_is_not_told_track_by_track() -> None:
    """Only that it plays."""
    loading = PlayerState(Phase.LOADING)
    assert news(loading, replace(FILM, subtitle_now=0)) == ["Playing"]


def test_nothing_is_said_twice() -> None:
    """What a key did, and what follows from it: the fuller of the two."""
    assert without_echo(["Paused, 3:20"], ["Paused"]) == ["Paused, 3:20"]
    assert without_echo([], ["3:25 / 10:00"]) == ["3:25 / 10:00"]


def test_only_the_end_interrupts() -> None:
    """Else what is being read is read to its end."""
    kinds = QAccessible.AnnouncementPoliteness
    assert politeness(FILM) is kinds.Polite
    assert politeness(replace(FILM, phase=Phase.FAILED)) is kinds.Assertive


@pytest.fixture
def read_aloud(qtbot: QtBot) -> Iterator[None]:  # noqa: ARG001 (Qt must be there)
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.usefixtures("read_aloud")
def test_the_seek_bar_is_not_read_each_second(qtbot: QtBot, colours: Colours) -> None:
    """A reader tells each change of what has the keyboard; a key goes on from where the film is."""
    bar = SeekBar(colours)
    qtbot.addWidget(bar)
    bar.show()
    bar.activateWindow()
    bar.show_times(200.0, 600.0)
    bar.setFocus()
    qtbot.waitUntil(bar.hasFocus)
    bar.show_times(207.0, 600.0)
    assert bar.accessibleDescription() == "3:20 of 10:00"
    assert bar.value() == 200

    with qtbot.waitSignal(bar.moved_to) as moved:
        QTest.keyClick(bar, Qt.Key.Key_Right)

    assert moved.args == ["3:32 of 10:00"]
    assert bar.accessibleDescription() == "3:32 of 10:00"
    bar.clearFocus()
    bar.show_times(213.0, 600.0)
    assert bar.accessibleDescription() == "3:33 of 10:00"
