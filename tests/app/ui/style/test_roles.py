"""What painted widgets and lists of choices tell assistive technology."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.ui.figures.chart import Chart
from app.ui.share.qr import QrCode
from app.ui.style.parts import given
from app.ui.style.roles import interface_of
from app.ui.style.theme import Colours


def test_a_painted_widget_tells_what_it_is(qtbot: QtBot, colours: Colours) -> None:
    """And is called as it was named; of others Qt knows it."""
    chart, code = Chart(colours, "views_chart", "Views by day"), QrCode()
    for widget in (chart, code):
        qtbot.addWidget(widget)
    told = interface_of("Chart", chart)
    assert told is not None
    assert told.role() == QAccessible.Role.Chart
    assert told.text(QAccessible.Text.Name) == "Views by day"
    picture = interface_of("QrCode", code)
    assert picture is not None
    assert picture.role() == QAccessible.Role.Graphic


@pytest.mark.usefixtures("qapp")
def test_other_widgets_are_qts() -> None:
    assert interface_of("QWidget", QWidget()) is None


def test_a_list_of_choices_says_what_is_chosen_there(qtbot: QtBot) -> None:
    """Qt gives what is chosen as its name on Linux."""
    box = given(QComboBox(), "sort", accessibleName="Order")
    qtbot.addWidget(box)
    assert box.accessibleDescription() == "Order"
