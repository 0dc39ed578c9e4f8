"""The list of what comes next, and the card that offers it at the end of a film."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.player.following import next_card
from app.ui.player.following.next_card import NextCard
from app.ui.player.following.panel import NARROW, WIDTH, UpNextPanel
from app.ui.player.following.queue import Repeat
from app.ui.player.following.rows import THUMB
from app.ui.style.theme import Colours
from tests.app.ui.player.test_queue import film, queue_of

WIDE, SLIM = QRect(0, 0, 1200, 700), QRect(0, 0, NARROW - 1, 700)
PICTURE = QImage(32, 18, QImage.Format.Format_RGB32)
PICTURE.fill(Qt.GlobalColor.red)


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    room = QWidget()
    qtbot.addWidget(room)
    room.setGeometry(WIDE)
    room.show()
    return room


@pytest.fixture
def panel(room: QWidget, colours: Colours) -> UpNextPanel:
    panel = UpNextPanel(colours, room)
    panel.toggle(WIDE)
    panel.place(WIDE)
    panel.show_queue(queue_of("abcd", "a").add(film("x")), lambda _video: PICTURE)
    panel.grab()
    return panel


def titles(panel: UpNextPanel) -> str:
    rows = panel.rows
    return "".join(rows.index(row).data() for row in range(rows.rowCount()))


def row_of(panel: UpNextPanel, row: int) -> QRect:
    return panel.list.visualRect(panel.rows.index(row))


def test_it_shows_what_comes(panel: UpNextPanel) -> None:
    """What was queued by hand first; where nothing comes it says how something does."""
    assert titles(panel) == "xbcd"
    panel.show_queue(queue_of("a", "a"), lambda _video: None)
    assert panel.empty.isVisible()
    assert not panel.list.isVisible()


def test_a_click_plays(qtbot: QtBot, panel: UpNextPanel) -> None:
    """Wherever on the row, but at its end."""
    with qtbot.waitSignal(panel.chosen) as chosen:
        at = row_of(panel, 2).center()
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [2]


def test_the_cross_removes(qtbot: QtBot, panel: UpNextPanel) -> None:
    """And plays nothing."""
    at = QPoint(row_of(panel, 1).right() - 10, row_of(panel, 1).center().y())
    with qtbot.waitSignal(panel.removed) as removed, qtbot.assertNotEmitted(panel.chosen):
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    entry = panel.rows.entry(1)
    assert entry is not None
    assert removed.args == [entry.number]


def test_who_reads_from_the_right_has_it_mirrored(qtbot: QtBot, panel: UpNextPanel) -> None:
    """Pictures at the right, the cross at the left."""
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    panel.show_queue(queue_of("abc", "a"), lambda _video: PICTURE)
    row = row_of(panel, 0)
    shown = panel.list.viewport().grab().toImage()
    ground = shown.pixelColor(row.left() + 40, row.center().y())
    assert shown.pixelColor(row.right() - 40, row.top() + 20) != ground
    with qtbot.waitSignal(panel.removed):
        at = QPoint(row.left() + 10, row.center().y())
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_keyboard_does_it_all(qtbot: QtBot, panel: UpNextPanel) -> None:
    """Enter plays, Delete removes, Alt with an arrow moves."""
    panel.list.setCurrentIndex(panel.rows.index(1))
    number = panel.rows.entry(1).number  # type: ignore[union-attr]
    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.removed) as removed:
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    with qtbot.waitSignal(panel.moved) as moved:
        QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert (chosen.args, removed.args, moved.args) == ([1], [number], [number, 2])
    panel.list.setCurrentIndex(panel.rows.index(3))
    with qtbot.assertNotEmitted(panel.moved):
        QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize(("row", "to"), [(0, 0), (4, 3), (-1, 3), (2, 1), (1, 1)])
def test_a_row_is_dragged_to_a_gap(qtbot: QtBot, panel: UpNextPanel, row: int, to: int) -> None:
    """Above, below, or behind all; the view itself removes nothing."""
    rows = panel.rows
    mime = rows.mimeData([rows.index(1)])
    with qtbot.waitSignal(rows.moved) as moved:
        assert not rows.dropMimeData(mime, Qt.DropAction.MoveAction, row, 0, QModelIndex())
    entry = rows.entry(1)
    assert entry is not None
    assert moved.args == [entry.number, to]
    assert titles(panel) == "xbcd"


def test_it_stands_beside_the_picture_where_there_is_room(panel: UpNextPanel) -> None:
    """Else it goes, comes back with the room, and lies on the picture when it is asked for."""
    assert panel.place(WIDE) == QRect(0, 0, 1200 - WIDTH, 700)
    panel.fit(SLIM)
    assert not panel.isVisible()
    panel.toggle(SLIM)
    assert panel.isVisible()
    assert panel.place(SLIM) == SLIM
    panel.fit(WIDE)
    assert panel.isVisible()
    panel.toggle(WIDE)
    panel.fit(WIDE)
    assert not panel.isVisible()


def test_repeat_turns_from_off_to_all_to_one(qtbot: QtBot, panel: UpNextPanel) -> None:
    """And says where it is."""
    queue = queue_of("ab", "a")
    for after, label in ((Repeat.ALL, "all"), (Repeat.ONE, "this video"), (Repeat.OFF, "off")):
        with qtbot.waitSignal(panel.repeat_wanted) as wanted:
            panel.repeat.click()
        assert wanted.args == [after]
        panel.show_queue(queue.repeating(after), lambda _video: None)
        assert panel.repeat.accessibleName() == f"Repeat: {label}"


def test_every_button_has_a_name(panel: UpNextPanel) -> None:
    """What has only an icon is nothing to somebody who can't see it."""
    buttons = panel.findChildren(QAbstractButton)
    assert [b.objectName() for b in buttons if not (b.accessibleName() or b.text())] == []


@pytest.fixture
def card(room: QWidget, monkeypatch: pytest.MonkeyPatch) -> NextCard:
    monkeypatch.setattr(next_card, "SECOND_MS", 1)
    return NextCard(room)


def test_the_next_film_begins_by_itself(qtbot: QtBot, card: NextCard) -> None:
    """After as many seconds as the card counts."""
    counted: list[str] = []
    with qtbot.waitSignal(card.play_wanted):
        card.offer(film("b"), PICTURE, by_itself=True)
        counted.append(card.words.text())
    assert counted == ["Up next in 5 s"]
    assert not card.isVisible()


def test_it_can_be_cancelled(qtbot: QtBot, card: NextCard) -> None:
    """Then nothing follows."""
    card.offer(film("b"), None, by_itself=True)
    with qtbot.assertNotEmitted(card.play_wanted, wait=20):
        card.cancel.click()
    assert not card.isVisible()


def test_without_autoplay_it_waits(qtbot: QtBot, card: NextCard) -> None:
    """For somebody to press the button."""
    with qtbot.assertNotEmitted(card.play_wanted, wait=20):
        card.offer(film("b"), None, by_itself=False)
    assert card.words.text() == "Up next"
    with qtbot.waitSignal(card.play_wanted):
        card.play.click()


def test_a_row_without_a_picture_has_a_sign(panel: UpNextPanel) -> None:
    """As files of this computer have none; all black it looks broken."""
    panel.show_queue(queue_of("abcd", "a"), lambda _video: None)
    place = QRect(row_of(panel, 0).topLeft(), THUMB)
    image = panel.list.viewport().grab(place).toImage()
    middle = image.rect().center()
    around = [middle + QPoint(x, y) for x in range(-9, 10) for y in range(-9, 10)]
    assert max(image.pixelColor(at).lightness() for at in around) > 100
