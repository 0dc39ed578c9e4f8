"""The part that is marked for others: in order, whatever is pressed and dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.player.engine.api import Clip
from app.ui.player.seeking.marks import Marks
from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.style.theme import Colours


def test_a_part_never_ends_before_it_begins() -> None:
    """The mark that is set last is the one that counts."""
    marks = Marks().begin_at(10.0).end_at(20.0)
    assert marks == Marks(10.0, 20.0)
    assert marks.begin_at(30.0) == Marks(30.0, None)
    assert marks.end_at(5.0) == Marks(None, 5.0)
    assert not Marks().end_at(0.0)


def test_a_mark_is_dragged_as_far_as_the_other() -> None:
    """Neither passes it."""
    marks = Marks(10.0, 20.0)
    assert marks.dragged("start", 15.0) == Marks(15.0, 20.0)
    assert marks.dragged("start", 25.0) == Marks(19.9, 20.0)
    assert marks.dragged("end", 5.0) == Marks(10.0, 10.1)


def test_the_nearer_mark_is_meant() -> None:
    """If any is near."""
    marks = Marks(10.0, 20.0)
    assert [marks.near(at, 2.0) for at in (9.0, 14.0, 21.0)] == ["start", "", "end"]
    assert Marks().near(0.0, 5.0) == ""


def bar_of(qtbot: QtBot, colours: Colours) -> SeekBar:
    bar = SeekBar(colours)
    qtbot.addWidget(bar)
    bar.resize(218, 22)
    bar.show_times(10, 100, [(0.0, 30.0)])
    return bar


def test_a_mark_is_dragged_on_the_seek_bar(qtbot: QtBot, colours: Colours) -> None:
    """And the film stays where it is."""
    bar = bar_of(qtbot, colours)
    bar.show_marks(Marks(20.0, 80.0))
    bar.marked.connect(bar.show_marks)
    chosen: list[float] = []
    bar.chosen.connect(chosen.append)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(20)), 10))
    with qtbot.waitSignal(bar.marked) as marked:
        QTest.mouseMove(bar, QPoint(round(bar.x_of(50)), 10))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(50)), 10))
    assert marked.args == [Marks(50.0, 80.0)]
    assert (chosen, bar.value()) == ([], 10)


def test_a_part_is_painted_as_such(qtbot: QtBot, colours: Colours) -> None:
    """What is outside of it looks different."""
    bar = bar_of(qtbot, colours)
    whole = bar.grab().toImage()
    bar.show_clip(Clip(40.0, 60.0))
    part = bar.grab().toImage()
    assert whole.pixelColor(round(bar.x_of(90)), 9) != part.pixelColor(round(bar.x_of(90)), 9)
