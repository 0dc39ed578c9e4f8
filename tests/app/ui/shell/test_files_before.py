"""Whose files are that are given before somebody is signed in, or asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.known_servers import Profile
from app.ui.accounts.host import Owner
from app.ui.navigation.places import Kind, Place
from app.ui.shell.uploading import FOR_ANOTHER, SIGN_IN_FIRST, WAITS, may_be
from app.upload.source.probe import Media
from tests.app.ui.fakes import Running
from tests.app.ui.shell.test_accounts import (
    COSTS,
    FILE,
    SERVER,
    People,
    ann,
    asked,
    connect_slowly,
    connector,
    people,
    said,
    sign_in,
    sign_out,
    titles,
)

__all__ = ["ann", "asked", "connector", "people", "sign_in"]


def test_on_the_sign_in_page_nothing_is_taken(
    asked: Running, sign_in: Callable[[str], None]
) -> None:
    """A sentence says so; whoever signs in next has nothing to do with it."""
    asked.window.drop([FILE])
    assert said(asked) == SIGN_IN_FIRST
    sign_in("ben")
    assert said(asked) == ""
    assert not asked.has_added(FILE.name)


def test_a_drag_over_the_sign_in_page_learns_it_before(asked: Running) -> None:
    """The shade does not promise what a drop would not do."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(FILE))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    asked.window.dragEnterEvent(QDragEnterEvent(QPoint(9, 9), copy, mime, left, plain))
    assert asked.window.drop_shade.text() == "Sign in to upload"


def test_files_wait_for_the_connection_that_is_made(
    qtbot: QtBot, home: Running, people: People
) -> None:
    """With the session of last time."""
    people.knows = "ann"
    connect_slowly(home, people)
    home.application.uploading.upload([FILE])
    people.answers.set()
    qtbot.waitUntil(lambda: ("add", FILE.name) in home.queue.asked)


def test_files_do_not_wait_for_whoever_signs_in(
    qtbot: QtBot, home: Running, people: People
) -> None:
    """The connection ends on the sign-in page: they are refused there."""
    connect_slowly(home, people)
    home.application.uploading.upload([FILE])
    people.answers.set()
    qtbot.waitUntil(lambda: home.page is home.window.sign_in_page)
    assert said(home) == SIGN_IN_FIRST
    home.application.accounts.sign_in(SERVER, "ben", "secret")
    qtbot.waitUntil(lambda: titles(home) == ["Ben's film"])
    assert not home.has_added(FILE.name)


def test_files_wait_while_the_server_is_away(qtbot: QtBot, home: Running, people: People) -> None:
    """Trying again is the same connection."""
    people.knows, people.away = "ann", ServerUnreachable("matinee.example")
    connect_slowly(home, people)
    people.answers.set()
    qtbot.waitUntil(home.window.start_page.button.isVisible)
    home.window.drop([FILE])
    assert said(home) == WAITS
    people.away = None
    QTest.mouseClick(home.window.start_page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ("add", FILE.name) in home.queue.asked)


def test_files_for_a_server_do_not_stay_on_this_computer(
    qtbot: QtBot, home: Running, people: People
) -> None:
    """Whoever chooses another server meanwhile is told that they are not taken."""
    connect_slowly(home, people)
    home.application.uploading.upload([FILE])
    home.application.accounts.visit(Profile())
    qtbot.waitUntil(lambda: home.page is home.window.home)
    assert said(home) == FOR_ANOTHER
    assert not home.has_added(FILE.name)
    people.answers.set()


@pytest.mark.parametrize(
    ("owner", "present", "may"),
    [
        (Owner("s", "ann"), Owner("s", "ann"), True),
        (Owner("s", "ann"), Owner("s"), True),
        (Owner("s"), Owner("s", "ann"), True),
        (Owner("s", "ann"), Owner("s", "ben"), False),
        (Owner("s", "ann"), Owner("t", "ann"), False),
        (Owner("s", "ann"), None, False),
        (None, Owner("s", "ann"), False),
    ],
)
def test_whose_files_may_be(owner: Owner | None, present: Owner | None, may: bool) -> None:
    """As far as it is known on both sides."""
    assert may_be(owner, present) is may


def test_a_question_about_costs_is_asked_of_who_gave_the_files(
    qtbot: QtBot, ann: Running, people: People, tmp_path: Path, sign_in: Callable[[str], None]
) -> None:
    """It closes with the session, and nobody else's library gets them."""
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    people.clients["ann"].charges = COSTS
    keeper = ann.application._costs
    keeper._probe = lambda _path: Media(duration_seconds=600.0)
    keeper.refresh()
    ann.window.home.go(Place(Kind.YOURS))
    qtbot.waitUntil(ann.window.library.footer.isVisible)
    ann.window.drop([film])
    qtbot.waitUntil(lambda: ann.window.findChild(QDialog, "confirm_costs") is not None)

    sign_out(qtbot, ann)

    qtbot.waitUntil(lambda: ann.window.findChild(QDialog, "confirm_costs") is None)
    sign_in("ben")
    assert not ann.has_added(film.name)
