"""The seek bar: what it shows of a film, and how it is moved without a pointer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.player.engine.api import Clip
from app.server.editing import Chapter
from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.player.seeking.stretches import BarLook, BarTimes, chapter_around, stretches
from app.ui.style.theme import Colours

TIMES = BarTimes(20.0, 100.0, ((10.0, 30.0), (50.0, 60.0)), 80.0)
CHAPTERS = (Chapter(0.0, "One"), Chapter(40.0, "Two"))


def looks(times: BarTimes, clip: Clip | None = None) -> list[tuple[float, float, BarLook]]:
    return [(*each.span, each.look) for each in stretches(times, clip)]


def test_a_film_in_the_making_has_four_looks() -> None:
    """Played over buffered over made, and beside it what nobody has yet."""
    assert looks(TIMES) == [
        (0.0, 80.0, BarLook.MADE),
        (80.0, 100.0, BarLook.UNMADE),
        (10.0, 30.0, BarLook.BUFFERED),
        (50.0, 60.0, BarLook.BUFFERED),
        (0.0, 20.0, BarLook.PLAYED),
    ]
    assert BarLook.UNMADE not in {look for _, _, look in looks(replace(TIMES, made=None))}


def test_nothing_of_a_part_is_shown_outside_of_it() -> None:
    """But that the film goes on there."""
    assert looks(TIMES, Clip(15.0, 55.0)) == [
        (0.0, 15.0, BarLook.OUTSIDE),
        (55.0, 100.0, BarLook.OUTSIDE),
        (15.0, 55.0, BarLook.MADE),
        (15.0, 30.0, BarLook.BUFFERED),
        (50.0, 55.0, BarLook.BUFFERED),
        (15.0, 20.0, BarLook.PLAYED),
    ]


def test_of_no_film_there_is_nothing() -> None:
    """Nor of one whose length is not known yet."""
    assert looks(BarTimes()) == []


def test_the_chapter_under_the_pointer() -> None:
    """One alone is the film."""
    assert chapter_around(CHAPTERS, 39.0, 100.0) == (0.0, 40.0)
    assert chapter_around(CHAPTERS, 40.0, 100.0) == (40.0, 100.0)
    assert chapter_around(CHAPTERS[:1], 39.0, 100.0) is None


@pytest.fixture
def bar(qtbot: QtBot, colours: Colours) -> SeekBar:
    bar = SeekBar(colours)
    qtbot.addWidget(bar)
    bar.resize(218, bar.sizeHint().height())
    bar.show()
    bar.show_times(TIMES.position, TIMES.duration, TIMES.buffered, TIMES.made)
    return bar


def shade(bar: SeekBar, seconds: float) -> QColor:
    """Where no handle and no dash is."""
    image = bar.grab().toImage()
    return image.pixelColor(round(bar.x_of(seconds)), bar.height() - 11)


def test_each_look_is_painted_in_another_shade(bar: SeekBar, colours: Colours) -> None:
    """Of what is not made there are only dashes."""
    shades = [shade(bar, at) for at in (5.0, 25.0, 40.0)]
    assert len({each.rgb() for each in shades}) == 3
    assert shades[0] == QColor(colours.accent)
    image = bar.grab().toImage()
    row = range(round(bar.x_of(83)), round(bar.x_of(97)))
    assert len({image.pixelColor(x, bar.height() - 11).rgb() for x in row}) > 1


def test_a_chapter_and_the_hill_appear_under_the_pointer(bar: SeekBar) -> None:
    """Else the bar is thin and quiet."""
    bar.show_chapters(CHAPTERS)
    bar.show_heat((0.0, 1.0, 0.0))
    quiet = bar.grab().toImage()
    QTest.mouseMove(bar, QPoint(round(bar.x_of(50)), 10))
    bar._pointer = bar.x_of(50)
    lively = bar.grab().toImage()
    middle, track = round(bar.x_of(50)), bar.height() - 11
    assert quiet.pixelColor(middle, track - 15) != lively.pixelColor(middle, track - 15)
    assert quiet.pixelColor(middle, track - 4) != lively.pixelColor(middle, track - 4)


def test_keys_move_it_by_steps(bar: SeekBar) -> None:
    """The film's own going on is no wish."""
    chosen: list[float] = []
    bar.chosen.connect(chosen.append)
    QTest.keyClick(bar, Qt.Key.Key_PageUp)
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert chosen == [50.0, 45.0]
    bar.show_times(46.0, 100.0)
    assert chosen == [50.0, 45.0]


def test_it_says_where_it_is(bar: SeekBar) -> None:
    """As words, for who hears it."""
    bar.show_times(200.0, 600.0)
    assert bar.accessibleDescription() == "3:20 of 10:00"
