"""Runs the real application and does to its window what a line on stdin says.

`python -m tests.e2e.driver [ARGS of app.main]`; each line in is a JSON list `[action, *arguments]`,
each line out its JSON answer. Everything happens on the UI thread, between the window's own events.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, TextIO

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QWidget,
)

from app.main import main as application
from app.server.local_backend import LocalBackend, LocalServer
from app.ui.cards import way
from app.ui.cards.actions import Action
from app.ui.navigation.places import Place
from app.ui.shell.bug_report import BugDialog
from app.ui.shell.main_window import MainWindow
from app.upload.engine.progress import State
from tests.shaping import ShapedLink

LINKS: list[ShapedLink] = []


def window() -> QWidget:
    """The application's one visible main window."""
    return next(
        each
        for each in QApplication.topLevelWidgets()
        if each.objectName() == "main_window" and each.isVisible()
    )


def widget(name: str) -> QWidget:
    """The one that is shown by this name; the window itself has one too."""
    found = [each for each in (window(),) if each.objectName() == name]
    found += window().findChildren(QWidget, name)
    visible = [each for each in found if each.isVisible()]
    if not visible:
        raise LookupError(f"no visible {name!r}")
    return visible[0]


def ready() -> bool:
    tops = QApplication.topLevelWidgets()
    return any(isinstance(each, MainWindow) and each.is_furnished for each in tops)


def drop(*paths: str) -> None:
    """What the window system sends when files are let go over the middle of the window."""
    let_go(paths, Qt.KeyboardModifier.NoModifier)


def drop_to_trim(path: str) -> None:
    """The same, with Shift held."""
    let_go([path], Qt.KeyboardModifier.ShiftModifier)


def let_go(paths: Sequence[str], held: Qt.KeyboardModifier) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    target, at = window(), window().rect().center()
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    QApplication.sendEvent(target, QDragEnterEvent(at, copy, mime, left, held))
    QApplication.sendEvent(target, QDropEvent(QPointF(at), copy, mime, left, held))


def click(name: str) -> None:
    target = widget(name)
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.rect().center())


def double_click(name: str) -> None:
    target = widget(name)
    QTest.mouseDClick(target, Qt.MouseButton.LeftButton, pos=target.rect().center())


def click_at(name: str, x_share: float, y_share: float) -> None:
    """Press on a point given in shares of the widget's width and height."""
    target = widget(name)
    at = QPoint(int(target.width() * x_share), int(target.height() * y_share))
    QTest.mouseMove(target, at)
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=at)


def move_to(name: str, x_share: float, y_share: float) -> None:
    target = widget(name)
    QTest.mouseMove(target, QPoint(int(target.width() * x_share), int(target.height() * y_share)))


def key(name: str, *held: str) -> None:
    """Press a key where the keyboard's focus is, with others held: "Control", "Shift"."""
    window().activateWindow()
    QTest.qWaitForWindowActive(window(), 5000)
    modifiers = Qt.KeyboardModifier.NoModifier
    for each in held:
        modifiers |= Qt.KeyboardModifier[f"{each}Modifier"]
    QTest.keyClick(QApplication.focusWidget() or window(), Qt.Key[f"Key_{name}"], modifiers)


def focus() -> str:
    """Which widget has the keyboard."""
    focused = QApplication.focusWidget()
    return focused.objectName() or type(focused).__name__ if focused else ""


def text_into(name: str, text: str) -> None:
    target = widget(name)
    if isinstance(target, QLineEdit):
        target.clear()
    QTest.keyClicks(target, text)


def go(place: str) -> None:
    """To a place by its name, as whatever leads there would."""
    window().home.go(Place.parse(place))  # type: ignore[attr-defined]


def wish(action: str, *rows: int) -> None:
    """Choose from the menu of videos of the list that is shown."""
    model = shown_list().model()
    videos = [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in rows]
    window().home.wanted.emit(Action(action), videos)  # type: ignore[attr-defined]


def answer_box(name: str) -> None:
    """Say yes to a question that was asked in a box."""
    box = window().findChild(QMessageBox, name)
    if box is None:
        raise LookupError(f"no {name!r}")
    box.accept()


def choose_file(name: str, path: str) -> None:
    """Answer a dialog that asks for a file."""
    dialog = window().findChild(QFileDialog, name)
    if dialog is None:
        raise LookupError(f"no {name!r}")
    dialog.fileSelected.emit(path)
    dialog.reject()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def trigger(name: str) -> None:
    """An action of a menu, as if it were chosen there."""
    next(action for action in window().findChildren(QAction, name)).trigger()


def read(name: str, prop: str) -> Any:
    """A property of a visible widget; texts and numbers only."""
    value = widget(name).property(prop)
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)


def names() -> list[str]:
    """Every visible widget that has a name, with its text where it has one."""
    return [
        f"{each.objectName()} {each.text()!r}"
        if isinstance(each, QAbstractButton)
        else each.objectName()
        for each in window().findChildren(QWidget)
        if each.isVisible() and each.objectName() and not each.objectName().startswith("qt_")
    ]


def exists(name: str) -> bool:
    return any(each.isVisible() for each in window().findChildren(QWidget, name))


def uploads() -> list[dict[str, Any]]:
    """The rows of the page of uploads, as their user reads them; `done` and `moved` are the shares
    of the file that are stored, and on their way besides."""
    main, rows = window(), []
    assert isinstance(main, MainWindow)
    for film in main.uploads.films:
        upload, now = film.upload, way.line(film.upload, film.video, datetime.now(UTC))
        size = upload.size_bytes or 1
        done = 1.0 if upload.state == State.DONE else upload.sent_bytes / size
        words = {"title": film.upload.filename, "status": now.whole, "share": now.share}
        rows.append({**words, "done": done, "moved": max(done, upload.moved_bytes / size)})
    return rows


def shown_list() -> QListView:
    """The first list of videos on the page that is shown."""
    lists = window().findChildren(QListView, "videos")
    return next(each for each in lists if each.isVisible())


def cards() -> list[dict[str, Any]]:
    """The videos on the page that is shown, in their order."""
    try:
        model = shown_list().model()
    except StopIteration:
        return []
    videos = [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())]
    return [asdict(video) for video in videos]


def open_card(row: int) -> None:
    """Click on the picture of a video."""
    grid = widget("videos")
    assert isinstance(grid, QListView)
    card = grid.visualRect(grid.model().index(row, 0))
    at = QPoint(card.center().x(), card.top() + card.height() // 3)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=at)


def player() -> dict[str, Any]:
    """What the controls show."""
    state = asdict(widget("player_view")._state)  # type: ignore[attr-defined]
    return {
        name: state[name]
        for name in (
            "phase",
            "position_seconds",
            "duration_seconds",
            "buffered_seconds",
            "rendition_now",
            "rendition_chosen",
            "message",
            "error",
            "statistics",
        )
    }


def complaint() -> str:
    """The first thing that went wrong by the window's own words; "" while nothing did."""
    return next((words for words in complaints() if words), "")


def complaints() -> Iterator[str | None]:
    if len(LINKS) > 1:
        yield "Matinee's own server ended by itself, and was started again."
    for top in QApplication.topLevelWidgets():
        if isinstance(top, QMessageBox) and top.isVisible():
            yield top.informativeText()
        if isinstance(top, BugDialog) and top.isVisible():
            yield f"A fault in Matinee: {top.report.toPlainText().splitlines()[-1]}"
        if isinstance(top, MainWindow) and top.isVisible() and top.is_furnished:
            yield from complaints_in(top)


def complaints_in(window: MainWindow) -> Iterator[str | None]:
    if window.start_page.button.isVisible():
        yield window.start_page.words.text()
    if window.player.isVisible():
        yield window.player._state.error
    for film in window.uploads.films:
        if film.upload.state == State.FAILED:
            yield film.upload.message
    yield from (video["error"] for video in cards() if video["state"] == "failed")


def throttle(bytes_per_second: float | None) -> None:
    """How fast the backend's answers may come; None for as fast as they do."""
    for link in LINKS:
        link.bytes_per_second = bytes_per_second


def passed_bytes() -> int:
    return sum(link.passed_bytes for link in LINKS)


def choose(menu_button: str, label: str) -> None:
    """Open the menu behind a button and choose from it, by the start of the entry's text."""
    click(menu_button)
    menu = widget(menu_button).findChild(QMenu)
    assert isinstance(menu, QMenu)
    next(each for each in menu.actions() if each.text().startswith(label)).trigger()
    menu.close()


def grab(path: str) -> str:
    """The screen as it is shown, the picture of the film included."""
    QGuiApplication.primaryScreen().grabWindow(0).save(path)
    return path


def grab_widget(name: str, path: str) -> str:
    """The part of the screen that a widget covers."""
    target = widget(name)
    corner = target.mapToGlobal(QPoint(0, 0))
    screen = QGuiApplication.primaryScreen()
    screen.grabWindow(0, corner.x(), corner.y(), target.width(), target.height()).save(path)
    return path


def resize(width: int, height: int) -> None:
    window().resize(width, height)


def close() -> None:
    window().close()


def close_dialog(name: str) -> None:
    """As by its own button, or Escape."""
    dialog = widget(name)
    assert isinstance(dialog, QDialog)
    dialog.reject()


ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        ready, drop, drop_to_trim, go, wish, answer_box, clipboard, click, double_click, click_at,
        choose_file, move_to, key, text_into, trigger, read,
        names, exists, uploads, cards, open_card, player, throttle, passed_bytes, choose,
        complaint, focus, grab, grab_widget, resize, close, close_dialog,
    )
}  # fmt: skip


class Door(QObject):
    """Lets the thread that reads stdin speak to the UI thread."""

    asked = Signal(str)

    def __init__(self, answers: TextIO) -> None:
        super().__init__()
        self._answers = answers
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        for line in sys.stdin:
            self.asked.emit(line)
        # Whoever drives the window is gone, even if by a kill -9.
        signal.raise_signal(signal.SIGTERM)

    def _answer(self, line: str) -> None:
        action, *arguments = json.loads(line)
        try:
            answer = {"is": ACTIONS[action](*arguments)}
        except Exception as fault:  # noqa: BLE001  the asking test gets it
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        self._answers.write(json.dumps(answer) + "\n")
        self._answers.flush()


def lead_through_a_link() -> None:
    """Have the application reach its backend over a link whose speed `throttle` sets."""
    start = LocalBackend.start

    def start_behind_a_link(backend: LocalBackend) -> LocalServer:
        server = start(backend)
        LINKS.append(ShapedLink(server.url).__enter__())
        return replace(server, url=LINKS[-1].url)

    LocalBackend.start = start_behind_a_link  # type: ignore[method-assign,assignment]


def main() -> int:
    # The application's own prints must not be mistaken for answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    lead_through_a_link()
    door = Door(answers)
    threading.Thread(target=door.listen, daemon=True).start()
    try:
        return application(sys.argv[1:])
    finally:
        for link in LINKS:
            link.__exit__(None, None, None)


if __name__ == "__main__":
    sys.exit(main())
