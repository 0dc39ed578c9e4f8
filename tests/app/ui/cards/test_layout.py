"""Where cards stand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

from app.ui.cards.layout import Columns, CursorAction, Measure, Paragraph, Strip, cell_height

SHORT: Measure = (Paragraph(100, 20, 2), Paragraph(50, 16, 1))
LONG: Measure = (Paragraph(900, 20, 2), Paragraph(50, 16, 1))
WIDTH = 1000


def columns(*measures: Measure) -> Columns:
    layout = Columns(SHORT)
    layout.fit(WIDTH)
    layout.insert(0, measures)
    return layout


def test_a_title_has_the_height_it_needs() -> None:
    """Two lines only where one is too short, and never more than it may have."""
    assert cell_height(LONG, 250) - cell_height(SHORT, 250) == 20


def test_a_row_is_as_high_as_its_highest_card() -> None:
    """And no higher: rows of short titles are not taller for a long one elsewhere."""
    layout = columns(*[SHORT] * 5, LONG)
    first, second = layout.cell(0), layout.cell(4)
    assert layout.columns == 4
    assert first.height() == cell_height(SHORT, 250)
    assert second.height() == cell_height(LONG, 250)
    assert second.topLeft() == QPoint(0, first.bottom() + 1)
    assert layout.size() == QSize(WIDTH, second.bottom() + 1)


def test_each_card_is_found_where_it_stands() -> None:
    """With something above the cards, too."""
    layout = columns(*[SHORT, LONG] * 40)
    layout.above = 77
    for number in range(80):
        assert layout.at(layout.cell(number).center()) == number
    assert layout.at(QPoint(10, 76)) is None
    assert layout.at(QPoint(WIDTH, 100)) is None


def test_only_what_is_on_the_screen_is_visited() -> None:
    """Of however many: those whose rows an area touches."""
    layout = columns(*[SHORT] * 100_000)
    row = layout.cell(0).height()
    seen = layout.within(QRect(0, 5000 * row + 1, WIDTH, row))
    assert seen == range(20_000, 20_008)


def test_changes_are_reckoned_with() -> None:
    """It is the same as if it had been so from the beginning."""
    layout = columns(*[SHORT] * 30)
    layout.insert(3, [LONG])
    layout.remove(10, 5)
    layout.change(20, LONG)
    fresh = columns(*[LONG if number in (3, 20) else SHORT for number in range(26)])
    assert [layout.cell(n) for n in range(26)] == [fresh.cell(n) for n in range(26)]


def test_a_row_is_filled_up_with_what_is_waited_for() -> None:
    """And one more shows that there is more."""
    layout = columns(*[SHORT] * 6)
    layout.wait_for(layout.to_follow())
    assert layout.within(QRect(0, 0, WIDTH, 10_000)) == range(12)
    layout.wait_for(0)
    assert layout.within(QRect(0, 0, WIDTH, 10_000)) == range(6)
    assert layout.to_fill(QSize(WIDTH, 2 * layout.cell(0).height())) == 12


def test_the_keys_of_the_cursor() -> None:
    """Down from above a gap leads to the last one; nothing leads away from the list."""
    layout = columns(*[SHORT] * 10)
    page = 2 * layout.cell(0).height()
    keys = CursorAction
    for start, key, end in (
        (0, keys.MoveRight, 1), (0, keys.MoveLeft, 0), (1, keys.MoveDown, 5), (7, keys.MoveDown, 9),
        (9, keys.MoveDown, 9), (5, keys.MoveUp, 1), (2, keys.MoveUp, 2), (9, keys.MoveRight, 9),
        (5, keys.MoveHome, 0), (5, keys.MoveEnd, 9), (0, keys.MovePageDown, 8),
        (9, keys.MovePageUp, 1), (1, keys.MovePageUp, 1),
    ):  # fmt: skip
        assert layout.step(start, key, page) == end, (start, key)


def test_a_line_goes_on_to_the_side() -> None:
    """All of it as high as its highest card."""
    layout = Strip(SHORT)
    layout.fit(WIDTH)
    layout.insert(0, [SHORT, LONG, SHORT, SHORT, SHORT, SHORT])
    assert layout.size() == QSize(6 * 250, cell_height(LONG, 250))
    assert layout.within(QRect(300, 0, 500, 100)) == range(1, 4)
    assert layout.at(layout.cell(5).center()) == 5
    assert layout.at(QPoint(1501, 10)) is None
    assert layout.step(2, CursorAction.MoveDown, 0) == 2
