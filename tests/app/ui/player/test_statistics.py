"""The numbers over the picture: as lines, as a chart, and on the clipboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.player.engine.api import Phase, PlayerState, Rendition, Statistics
from app.player.http import is_cache_hit
from app.ui.player.rung_chart import MOST, RungHistory, points, steps
from app.ui.player.statistics import StatisticsBox, statistics_text
from app.ui.style.theme import Colours

NUMBERS = Statistics(
    dropped_frames=3,
    late_frames=2,
    av_offset_seconds=-0.012,
    transfer="pq",
    primaries="bt.2020",
    server="films.example",
    answers=40,
    cache_hits=31,
    throughput_bps=8e6,
)
PLAYS = PlayerState(
    phase=Phase.PLAYING,
    renditions=(Rendition("360p", 6e5), Rendition("720p", 3e6, codec="HEVC")),
    rendition_now="720p",
    statistics=NUMBERS,
)


def value_of(line: str, state: PlayerState = PLAYS) -> str:
    (found,) = (
        each for each in statistics_text(state, 59.94).splitlines() if each.startswith(line)
    )
    return found.removeprefix(line).strip()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Colours", "HDR (PQ) · bt.2020 · tone-mapped for this screen"),
        ("Screen", "59.94 Hz"),
        ("Quality", "720p · HEVC"),
        ("Frames", "3 dropped · 2 late · 0 not decoded"),
        ("Sound", "-12 ms from the picture"),
        ("Server", "films.example · 31 of 40 from a cache"),
    ],
)
def test_what_a_line_says(line: str, value: str) -> None:
    """One thing a line."""
    assert value_of(line) == value


def test_an_ordinary_picture_is_not_tone_mapped() -> None:
    """And a file has no server."""
    plain = replace(PLAYS, statistics=replace(NUMBERS, transfer="bt.1886", server=""))
    assert value_of("Colours", plain) == "bt.1886 · bt.2020"
    assert value_of("Server", plain) == "–"


def test_a_history_has_a_sample_a_second_of_one_film() -> None:
    """The last minutes; another film begins anew."""
    history = RungHistory()
    for tenth in range(25):
        history = history.with_state(PLAYS, tenth / 10)
    assert [sample.rung_bps for sample in history.samples] == [3e6] * 3
    for second in range(MOST + 9):
        history = history.with_state(PLAYS, 10.0 + second)
    assert len(history.samples) == MOST
    assert history.most_bps == 4.5e6
    assert history.with_state(replace(PLAYS, phase=Phase.LOADING), 999.0) == RungHistory()


def test_a_rung_is_a_step_and_no_line_leaves_the_chart() -> None:
    """However fast the network is."""
    assert steps([1.0, 2.0]) == [(0, 1.0), (1, 1.0), (1, 2.0), (2, 2.0)]
    line = points([(0, 0.0), (MOST, 99.0)], 3.0, QRectF(0, 0, 100, 50))
    ends = [line.at(n) for n in (0, 1)]
    assert [(end.x(), end.y()) for end in ends] == [(0.0, 50.0), (100.0, 0.0)]


def test_it_is_written_at_leisure_and_can_be_copied(qtbot: QtBot, colours: Colours) -> None:
    """Twice a second; what stands there is what is copied."""
    now = [10.0]
    window = QWidget()
    qtbot.addWidget(window)
    box = StatisticsBox(colours, window, lambda: now[0])
    window.show()
    box.show_state(PLAYS)
    assert box.words.text() == ""
    box.toggle()
    first = box.words.text()
    now[0] += 0.1
    box.show_state(replace(PLAYS, rendition_now="360p"))
    assert box.words.text() == first
    now[0] += 1.0
    box.show_state(replace(PLAYS, rendition_now="360p"))
    assert "Quality   360p" in box.words.text()
    assert box.chart.isVisible()
    assert not box.chart.grab().isNull()
    QTest.mouseClick(box.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == box.words.text()


@pytest.mark.parametrize(
    ("header", "said", "hit"),
    [
        ("X-Cache", "Hit from cloudfront", True),
        ("CF-Cache-Status", "HIT", True),
        ("X-Cache", "Miss from cloudfront", False),
        ("Age", "4", False),
    ],
)
def test_a_cache_says_whether_it_had_it(header: str, said: str, hit: bool) -> None:
    """Each in its own words."""
    assert is_cache_hit({header: said}) is hit


def test_what_is_not_known_is_a_dash() -> None:
    """Aligned."""
    numbers = Statistics(startup_seconds=0.1264, throughput_bps=8e6, seconds_by_rendition={"a": 3})
    lines = statistics_text(PlayerState(statistics=numbers, buffered_seconds=4.0)).splitlines()
    assert "Start     126 ms" in lines
    assert "Network   8.0 Mbit/s" in lines
    assert "Picture   –" in lines
