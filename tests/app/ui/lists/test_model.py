"""Rows: moved, taken out, put back, dropped; and their headings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.ui.lists.model import HEADING, Row, RowModel, RowPage, spoken
from tests.app.ui.fake_viewing import film


def model_of(*names: str, cursor: str | None = None) -> RowModel:
    model = RowModel()
    model.start_over(RowPage(tuple(Row(name, name) for name in names), cursor))
    return model


def keys(model: RowModel) -> str:
    return "".join(row.key for row in model.rows)


@pytest.mark.parametrize(
    ("key", "after", "becomes"),
    [
        ("a", "b", "bacd"), ("a", "d", "bcda"), ("d", None, "dabc"), ("c", "a", "acbd"),
        ("b", "a", "abcd"), ("b", "b", "abcd"), ("x", "a", "abcd"), ("a", "x", "abcd"),
    ],
)  # fmt: skip
def test_a_row_moves_behind_another(
    qtmodeltester: ModelTester, key: str, after: str | None, becomes: str
) -> None:
    """Or stays, where either is gone; Qt's own checks agree."""
    model = model_of("a", "b", "c", "d")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.move(key, after)
    assert keys(model) == becomes


@pytest.mark.parametrize("key", ["a", "b", "d"])
def test_what_is_taken_out_can_be_put_back(key: str) -> None:
    """Where it was."""
    model = model_of("a", "b", "c", "d")
    before = model.before(key)
    row = model.take(key)
    assert row is not None
    assert key not in keys(model)
    model.put(row, before)
    assert keys(model) == "abcd"


@pytest.mark.parametrize(
    ("key", "gap", "told"),
    [
        ("a", 2, ("a", "b")), ("d", 0, ("d", None)), ("a", 4, ("a", "d")), ("a", -1, ("a", "d")),
        ("b", 1, None), ("b", 2, None), ("x", 0, None),
    ],
)  # fmt: skip
def test_a_dropped_row_is_told(key: str, gap: int, told: tuple[str, str | None] | None) -> None:
    """Behind which one; where it came from is no move, nor is a row of another list."""
    model, seen = model_of("a", "b", "c", "d"), list[tuple[str, str | None]]()
    model.dropped.connect(lambda key, after: seen.append((key, after)))
    data = QMimeData()
    data.setData(model.mimeTypes()[0], key.encode())

    takes = model.dropMimeData(data, Qt.DropAction.MoveAction, gap, 0, QModelIndex())

    assert (seen, takes) == ([told] if told else [], False)
    assert keys(model) == "abcd"


def test_only_a_list_with_an_order_can_be_dragged() -> None:
    """Rows are taken along, and dropped between others, never on one."""
    model = model_of("a")
    drag, drop = Qt.ItemFlag.ItemIsDragEnabled, Qt.ItemFlag.ItemIsDropEnabled
    assert not model.flags(model.index(0)) & drag
    model.movable = True
    assert model.flags(model.index(0)) & drag
    assert not model.flags(model.index(0)) & drop
    assert model.flags(QModelIndex()) & drop
    assert model.mimeData([model.index(0)]).hasFormat(model.mimeTypes()[0])


def test_a_heading_stands_above_the_first_of_a_group(qtbot: QtBot) -> None:
    """And above the next one when the first is gone."""
    model = RowModel()
    rows = (Row("a", "a", group="Today"), Row("b", "b", group="Today"), Row("c", "c", group="May"))
    model.start_over(RowPage(rows))
    assert [model.index(at).data(HEADING) for at in range(3)] == ["Today", "", "May"]
    with qtbot.waitSignal(model.dataChanged):
        model.take("a")
    assert [model.index(at).data(HEADING) for at in range(2)] == ["Today", "May"]


def test_no_row_comes_twice() -> None:
    """One that moved while pages were fetched is on both."""
    model = model_of("a", "b", cursor="2")
    model.append(RowPage((Row("b", "b"), Row("c", "c"))))
    assert keys(model) == "abc"


def test_a_picture_that_arrives_is_painted(qtbot: QtBot) -> None:
    """In the rows of its video, and those only."""
    model = RowModel()
    model.start_over(RowPage((Row("v", "v", video=film("v")), Row("b", "b"))))
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.touch("v")
    assert changed.args is not None
    assert changed.args[0].row() == 0
    with qtbot.assertNotEmitted(model.dataChanged):
        model.touch("w")


def test_a_title_is_never_html() -> None:
    """Though Qt would take what has a tag in it for that."""
    model = model_of("<b>Bold</b>")
    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert model.data(model.index(0)) == "<b>Bold</b>"


def test_a_screen_reader_says_all_of_a_row() -> None:
    """With its day and its length."""
    row = Row("v", "Sea", "Anna's cats", film("v"), group="Today")
    assert spoken(row) == "Today, Sea, Anna's cats, 1:30"
    assert spoken(replace(row, video=None, group="", line="")) == "Sea"
