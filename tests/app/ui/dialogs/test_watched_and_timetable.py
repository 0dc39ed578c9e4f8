"""The dialogs of watched folders and of limits by the time of the week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.known_servers import KnownAccount, KnownServers, Profile
from app.server.viewing import Channel
from app.timetable import LimitLine, Timetable
from app.ui.background import Task
from app.ui.dialogs.timetable import TimetableButton, TimetableDialog, days_text
from app.ui.dialogs.watched import FolderForm, WatchedDialog, choices_of
from app.upload.watch.folder import FolderStatus
from app.watched import WatchedFolder, WatchedFolders

OFFICE = LimitLine((0, 1, 2, 3, 4), time(8), time(18), 2.0)
ODD = LimitLine((0, 2), time(22, 30), time(6), 0.0)
SERVER = "https://films.example"
KNOWN = KnownServers().with_account(SERVER, KnownAccount("ann", "Ann"))
ANN = Profile(SERVER, "ann")


def find_channels(profile: Profile, then: Callable[[Sequence[Channel]], None]) -> Task:
    """Of whoever can be asked."""
    if profile == ANN:
        then([Channel("sea", "sea", "Sea"), Channel("rails", "rails", "Rails")])
    return Task()


@pytest.fixture(autouse=True)
def _english_days() -> None:
    QLocale.setDefault(QLocale("en_US"))


@pytest.mark.usefixtures("colours")
def test_lines_are_added_changed_and_removed(qtbot: QtBot) -> None:
    """What one enters is what is kept, also days that the list does not offer."""
    dialog = TimetableDialog(Timetable((ODD,)))
    qtbot.addWidget(dialog)
    dialog.show()
    entered: list[Timetable] = []
    dialog.entered.connect(entered.append)
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dialog.timetable == Timetable((ODD, OFFICE))
    dialog.rows[1].most.setValue(0.5)
    dialog.rows[1].days.setCurrentIndex(0)
    QTest.mouseClick(dialog.rows[0].remove, Qt.MouseButton.LeftButton)
    dialog.accept()
    assert entered == [Timetable((LimitLine(tuple(range(7)), time(8), time(18), 0.5),))]


@pytest.mark.usefixtures("colours")
def test_the_button_says_what_holds(qtbot: QtBot) -> None:
    """One line as it is, more by their number."""
    for timetable, words in (
        (Timetable(), "The same limit…"),
        (Timetable((OFFICE,)), "Mon–Fri 08:00–18:00: 2 Mbit/s"),
        (Timetable((ODD,)), "Mon, Wed 22:30–06:00: No limit"),
        (Timetable((OFFICE, ODD)), "2 limits…"),
    ):
        button = TimetableButton(timetable)
        qtbot.addWidget(button)
        assert button.text() == words
    assert days_text(tuple(range(7))) == "Every day"


@pytest.fixture
def dialog(qtbot: QtBot, colours: object) -> WatchedDialog:  # noqa: ARG001 (the looks)
    watched = WatchedFolders((WatchedFolder("/films", ANN, move_to="/done"),))
    dialog = WatchedDialog(watched, choices_of(KNOWN, ANN), find_channels)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_folder_says_how_it_stands(dialog: WatchedDialog) -> None:
    """Whether it is there, and what is about to be."""
    row = dialog.rows["/films"]
    assert row.status.text() == "Looking…"
    dialog.show_statuses({"/films": FolderStatus(True, 2)})
    assert row.status.text() == "2 videos about to be uploaded"
    dialog.show_statuses({"/films": FolderStatus(False)})
    assert row.status.text().startswith("Not there just now.")
    dialog.show_statuses({"/films": FolderStatus(True)})
    assert row.status.text() == "Everything in it is seen to"
    dialog.show_statuses({"/films": FolderStatus(True, known=3)})
    assert row.status.text().endswith("seen to · 3 not sent: the account has the same already")


def test_a_folder_is_watched_no_more(dialog: WatchedDialog) -> None:
    """At once."""
    changed: list[WatchedFolders] = []
    dialog.changed.connect(changed.append)
    QTest.mouseClick(dialog.rows["/films"].remove, Qt.MouseButton.LeftButton)
    assert changed == [WatchedFolders()]
    assert dialog.rows == {}


@pytest.mark.usefixtures("colours")
def test_how_a_folder_is_watched(qtbot: QtBot) -> None:
    """Whose its films become, what is there already, and where they go; not into itself."""
    folder, choices = WatchedFolder("/films", ANN), choices_of(KNOWN, ANN)
    form = FolderForm(folder, choices, find_channels, is_new=True)
    qtbot.addWidget(form)
    form.show()
    entered: list[WatchedFolder] = []
    form.entered.connect(entered.append)
    assert [form.whose.itemText(row) for row in range(2)] == [
        "Ann · films.example",
        "This computer",
    ]
    form.moves.setChecked(True)
    assert not form.save.isEnabled()
    form.choose_place("/films")
    assert not form.save.isEnabled()
    form.choose_place("/done")
    form.present.setChecked(True)
    form.whose.setCurrentIndex(1)
    form.accept()
    assert entered == [WatchedFolder("/films", Profile(), True, "/done")]


@pytest.mark.usefixtures("colours")
def test_its_films_go_to_a_channel_of_their_account(qtbot: QtBot) -> None:
    """What was chosen stays where the account can't be asked, and goes with another account."""
    folder = WatchedFolder("/films", ANN, channel_id="rails", visibility="public")
    form = FolderForm(folder, choices_of(KNOWN, ANN), find_channels, is_new=False)
    qtbot.addWidget(form)
    entered: list[WatchedFolder] = []
    form.entered.connect(entered.append)
    names = [form.channel.itemText(row) for row in range(form.channel.count())]
    assert (names, form.channel.currentText()) == (["The usual one", "Sea", "Rails"], "Rails")
    form.whose.setCurrentIndex(1)
    assert form.channel.currentData() == ""
    form.whose.setCurrentIndex(0)
    form.accept()
    assert entered == [folder]

    away = FolderForm(folder, choices_of(KNOWN, ANN), lambda *_: Task(), is_new=False)
    qtbot.addWidget(away)
    away.entered.connect(entered.append)
    away.accept()
    assert entered == [folder, folder]
