"""On which playlists videos go."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.server.viewing import Playlist
from app.ui.navigation.page import Visit
from app.ui.playlists.choosing import ChoosePlaylist
from app.ui.style.theme import Colours
from tests.app.ui.fake_viewing import ViewingInMemory, film
from tests.app.ui.playlists.test_playlists import refuse, sea, show

__all__ = ["sea", "show"]


@pytest.fixture
def window(qtbot: QtBot, colours: Colours) -> QWidget:  # noqa: ARG001
    """What dialogs stand above; they delete themselves."""
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_videos_go_on_several_and_a_new_one(
    qtbot: QtBot, viewing: ViewingInMemory, visit: Visit, window: QWidget
) -> None:
    """All pages of them are offered; the sentence says what came of it."""
    viewing.page = 2
    for name in ("sea", "rivers", "lakes"):
        viewing.fill(name)
    videos = (film("crab"), film("eel"))
    dialog = ChoosePlaylist(visit.client, visit.scope, videos, window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.choices.count() == 4)
    assert not dialog.save_button.isEnabled()

    dialog.choices.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.choices.itemActivated.emit(dialog.choices.item(2))
    dialog.new.setText("Animals")
    with qtbot.waitSignal(dialog.added) as told:
        dialog.save_button.click()

    assert told.args == ["Added to 3 playlists."]
    for name in ("later", "rivers", "animals"):
        assert viewing.names(name) == ["crab", "eel"]
    assert viewing.names("sea") == []


def test_a_fault_on_the_way_makes_no_second_one(
    qtbot: QtBot,
    viewing: ViewingInMemory,
    visit: Visit,
    window: QWidget,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trying again goes on with the new playlist that was made."""
    dialog = ChoosePlaylist(visit.client, visit.scope, (film("crab"),), window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.choices.count() == 1)
    add = viewing.add_to_playlist
    monkeypatch.setattr(viewing, "add_to_playlist", refuse)
    dialog.new.setText("Animals")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "animals" in viewing.lists and dialog.save_button.isEnabled())

    monkeypatch.setattr(viewing, "add_to_playlist", add)
    with qtbot.waitSignal(dialog.added) as told:
        dialog.save_button.click()
    assert told.args == ["Added to “Animals”."]
    assert [asked[0] for asked in viewing.asked].count("add_playlist") == 1


def test_playlists_that_come_too_late_are_offered_nowhere(
    qtbot: QtBot,
    viewing: ViewingInMemory,
    visit: Visit,
    window: QWidget,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who typed a new name did not wait for them; the form is gone by then."""
    free, listed = Event(), viewing.playlists

    def late(cursor: str | None = None) -> tuple[tuple[Playlist, ...], str | None]:
        free.wait(10)
        return listed(cursor)

    monkeypatch.setattr(viewing, "playlists", late)
    dialog = ChoosePlaylist(visit.client, visit.scope, (film("crab"),), window)
    dialog.open()
    dialog.new.setText("Animals")
    with qtbot.waitSignal(dialog.added):
        dialog.save_button.click()
    assert not dialog._listing.wanted
    free.set()
