"""All playlists, one playlist, and the choice of some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ServerRefused, ServerUnreachable
from app.server.viewing import PlaylistEntry
from app.ui.background import Background
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.playlists.all_playlists import PlaylistsPage
from app.ui.playlists.dialogs import PlaylistDialog
from app.ui.playlists.one_playlist import OnePlaylistPage
from app.ui.style.theme import Colours
from tests.app.ui.fake_viewing import ANNA, SERVER, ViewingInMemory, film, visit_to

OFFLINE = ServerUnreachable("films.example.org")
ALL, SEA = Place(Kind.PLAYLISTS), Place(Kind.PLAYLIST, "sea")
Show = Callable[[Page, Place], None]


@pytest.fixture
def show(qtbot: QtBot, colours: Colours, visit: Visit) -> Show:  # noqa: ARG001
    def shown(page: Page, place: Place) -> None:
        qtbot.addWidget(page)
        page.resize(700, 600)
        page.show()
        page.attach(visit)
        page.show_place(place)

    return shown


@pytest.fixture
def sea(qtbot: QtBot, viewing: ViewingInMemory, show: Show) -> OnePlaylistPage:
    """A page with a playlist of five, of which one is gone and one is hidden."""
    entries = [PlaylistEntry(name, film(name)) for name in ("crab", "eel", "seal")]
    gone = (PlaylistEntry("x", None, "deleted"), PlaylistEntry("y", None, "hidden"))
    viewing.fill("sea", *entries, *gone)
    page = OnePlaylistPage(Colours(), Random(2))
    show(page, SEA)
    qtbot.waitUntil(lambda: len(page.rows.model.rows) == 5)
    return page


def titles(page: PlaylistsPage | OnePlaylistPage) -> list[str]:
    return [row.title for row in page.rows.model.rows]


def names(page: OnePlaylistPage) -> str:
    return " ".join(row.key for row in page.rows.model.rows)


def entry(menu: QMenu, label: str) -> None:
    """Choose it."""
    next(each for each in menu.actions() if each.text().startswith(label)).trigger()


def faults(dialog: QWidget) -> list[str]:
    labels = dialog.findChildren(QLabel, "bad")
    return [label.text() for label in labels if label.isVisibleTo(dialog)]


def question(page: Page) -> QMessageBox:
    box = page.findChild(QMessageBox)
    assert box is not None
    return box


def say_yes(box: QMessageBox) -> None:
    yes = box.findChild(QPushButton, "yes")
    assert yes is not None
    yes.click()


# All of them


def test_watch_later_is_always_there_and_first(
    qtbot: QtBot, viewing: ViewingInMemory, show: Show
) -> None:
    """Before the backend has made it, and wherever it lists it."""
    viewing.lists = {}
    viewing.fill("sea")
    viewing.fill("later", title="Watch later", later=True)
    page = PlaylistsPage(Colours())
    show(page, ALL)
    qtbot.waitUntil(lambda: titles(page) == ["Watch later", "Sea"])
    menu = page.menu_for("later")
    assert [each.isEnabled() for each in menu.actions()] == [True, False, False]


def test_a_playlist_is_made_renamed_and_deleted(
    qtbot: QtBot, viewing: ViewingInMemory, show: Show
) -> None:
    """The last changed stands below "Watch later"; nothing goes before one was asked."""
    viewing.fill("sea")
    page = PlaylistsPage(Colours())
    show(page, ALL)
    qtbot.waitUntil(lambda: len(titles(page)) == 2)

    QTest.mouseClick(page.new, Qt.MouseButton.LeftButton)
    dialog = page.findChild(PlaylistDialog)
    assert dialog is not None
    assert not dialog.save_button.isEnabled()
    dialog.name.setText("  Rivers ")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: titles(page) == ["Watch later", "Rivers", "Sea"])

    dialog = page.edit(viewing.lists["sea"])
    assert dialog is not None
    assert dialog.name.text() == "Sea"
    dialog.name.setText("Oceans")
    dialog.visibility.setCurrentIndex(dialog.visibility.findData("public"))
    dialog.save_button.click()
    qtbot.waitUntil(lambda: titles(page) == ["Watch later", "Oceans", "Rivers"])
    assert page.rows.model.rows[1].line == "Public · 0 videos"

    page.rows.view.setCurrentIndex(page.rows.model.index(1))
    QTest.keyClick(page.rows.view, Qt.Key.Key_Delete)
    box = question(page)
    assert "Oceans" in box.text()
    assert "sea" in viewing.lists
    say_yes(box)
    qtbot.waitUntil(lambda: titles(page) == ["Watch later", "Rivers"])
    assert "sea" not in viewing.lists


def test_a_refused_name_stays_in_the_dialog(
    qtbot: QtBot, viewing: ViewingInMemory, show: Show
) -> None:
    """With the server's sentence."""
    page = PlaylistsPage(Colours())
    show(page, ALL)
    viewing.refusal = ServerRefused(409, "too_many_playlists", "A thousand is enough.")
    dialog = page.edit(None)
    assert dialog is not None
    dialog.name.setText("One more")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: ("add_playlist", "One more", "private") in viewing.asked)
    qtbot.waitUntil(lambda: faults(dialog) == ["A thousand is enough."])


def test_a_guest_is_told_whose_playlists_are(
    qtbot: QtBot, viewing: ViewingInMemory, background: Background, tmp_path: Path
) -> None:
    """And nothing is asked of the backend."""
    page = PlaylistsPage(Colours())
    qtbot.addWidget(page)
    page.attach(visit_to(viewing, background, tmp_path, account=None))
    page.show_place(ALL)
    page.reload()
    assert page.rows.states.currentWidget() is page.rows.states.said
    assert "Sign in" in page.rows.states.said.heading.text()
    assert viewing.asked == []


def test_a_playlist_leads_to_its_page(qtbot: QtBot, viewing: ViewingInMemory, show: Show) -> None:
    """By a click or Enter."""
    viewing.fill("sea")
    page = PlaylistsPage(Colours())
    show(page, ALL)
    qtbot.waitUntil(lambda: len(titles(page)) == 2)
    with qtbot.waitSignal(page.go_wanted) as gone:
        page.rows.opened.emit("sea")
    assert gone.args == [SEA]


# One of them


def test_what_is_missing_is_shown_as_such(sea: OnePlaylistPage) -> None:
    """To its owner; it can't be played."""
    assert titles(sea) == ["crab", "eel", "seal", "Deleted video", "Hidden video"]
    assert [row.faint for row in sea.rows.model.rows] == [False] * 3 + [True] * 2
    assert sea.title == "Sea"
    assert sea.head.details.text() == "Private · 5 videos"


def test_it_plays_from_where_one_clicks(qtbot: QtBot, sea: OnePlaylistPage) -> None:
    """With all that can be seen behind it; what is missing does nothing."""
    with qtbot.waitSignal(sea.play_wanted) as played:
        sea.rows.opened.emit("eel")
    with qtbot.assertNotEmitted(sea.play_wanted):
        sea.rows.opened.emit("x")
    videos = (film("crab"), film("eel"), film("seal"))
    assert played.args == [PlayWanted(videos[1], videos, "sea")]
    with qtbot.waitSignal(sea.play_wanted) as played:
        sea.head.play.click()
    assert played.args == [PlayWanted(videos[0], videos, "sea")]


def test_shuffle_is_of_all_pages(
    qtbot: QtBot, viewing: ViewingInMemory, sea: OnePlaylistPage
) -> None:
    """Each video once, in another order."""
    viewing.page = 2
    with qtbot.waitSignal(sea.play_wanted) as played:
        sea.head.shuffle.click()
    assert played.args is not None
    wanted: PlayWanted = played.args[0]
    assert sorted(video.id for video in wanted.videos) == ["crab", "eel", "seal"]
    assert [video.id for video in wanted.videos] != ["crab", "eel", "seal"]
    assert wanted.video == wanted.videos[0]


def test_a_move_is_seen_at_once_and_made_behind_a_neighbour(
    qtbot: QtBot, viewing: ViewingInMemory, sea: OnePlaylistPage
) -> None:
    """By the keyboard as by dragging; two in a row are made in their order."""
    viewing.free.clear()
    sea.rows.view.setCurrentIndex(sea.rows.model.index(2))
    QTest.keyClick(sea.rows.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(sea) == "crab seal eel x y"
    QTest.keyClick(sea.rows.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    sea.rows.model.dropped.emit("x", "seal")
    assert names(sea) == "seal x crab eel y"
    viewing.free.set()
    qtbot.waitUntil(lambda: " ".join(viewing.names("sea")) == "seal x crab eel y")


def test_a_refused_move_is_taken_back(
    qtbot: QtBot, viewing: ViewingInMemory, background: Background, sea: OnePlaylistPage
) -> None:
    """With everything that was changed after it, and in one sentence."""
    viewing.refusal = ServerRefused(404, "not_found", "This video is not in the playlist.")
    with qtbot.waitSignal(background.troubled) as told:
        sea.rows.moved.emit("seal", None)
        sea.rows.removed.emit("eel")
        assert names(sea) == "seal crab x y"
    assert told.args == ["This video is not in the playlist."]
    assert names(sea) == "crab eel seal x y"
    qtbot.waitUntil(lambda: sea.head.details.text() == "Private · 5 videos")


def test_what_is_taken_off_goes_at_once(
    qtbot: QtBot, viewing: ViewingInMemory, sea: OnePlaylistPage
) -> None:
    """And is counted."""
    entry(sea.menu_for("x"), "Take off")
    assert names(sea) == "crab eel seal y"
    assert sea.head.details.text() == "Private · 4 videos"
    qtbot.waitUntil(lambda: viewing.names("sea") == ["crab", "eel", "seal", "y"])


def test_its_link_leads_to_its_first_video(sea: OnePlaylistPage) -> None:
    """And is in the clipboard, as is said."""
    sea.head.copy.click()
    assert QGuiApplication.clipboard().text() == f"{SERVER}watch/crab?list=sea"
    assert sea.head.copy.text() == "Copied"
    assert "only you" in sea.head.copy.toolTip()
    sea.rows.moved.emit("seal", None)
    sea.head.copy.click()
    assert QGuiApplication.clipboard().text() == f"{SERVER}watch/seal?list=sea"


def test_nothing_links_to_this_computer(
    qtbot: QtBot, viewing: ViewingInMemory, background: Background, tmp_path: Path
) -> None:
    """The bundled backend's address means nothing to anybody else."""
    viewing.fill("sea", PlaylistEntry("crab", film("crab")))
    page = OnePlaylistPage(Colours())
    qtbot.addWidget(page)
    page.attach(visit_to(viewing, background, tmp_path, server=""))
    page.show_place(SEA)
    qtbot.waitUntil(lambda: names(page) == "crab")
    assert page.head.copy.isHidden()


def test_somebody_elses_is_only_watched(qtbot: QtBot, viewing: ViewingInMemory, show: Show) -> None:
    """Nothing can be dragged, taken off or renamed."""
    entries = [PlaylistEntry(name, film(name)) for name in ("crab", "eel")]
    viewing.fill("sea", *entries, own=False, visibility="public", channel=ANNA)
    page = OnePlaylistPage(Colours())
    show(page, SEA)
    qtbot.waitUntil(lambda: names(page) == "crab eel")
    page.rows.removed.emit("crab")
    assert names(page) == "crab eel"
    assert page.head.details.text() == "Anna's cats · 2 videos"
    assert page.head.more.isHidden()
    assert not page.rows.model.movable
    assert "Take off the list" not in [each.text() for each in page.menu_for("crab").actions()]


@pytest.mark.parametrize(
    ("key", "words"),
    [("later", "Nothing to watch later yet."), ("sea", "Nothing is on this playlist yet.")],
)
def test_an_empty_one_says_how_to_fill_it(
    qtbot: QtBot, viewing: ViewingInMemory, show: Show, key: str, words: str
) -> None:
    """And there is nothing to play."""
    viewing.fill("sea")
    page = OnePlaylistPage(Colours())
    show(page, Place(Kind.PLAYLIST, key))
    qtbot.waitUntil(lambda: page.rows.states.said.heading.text() == words)
    assert not page.head.play.isEnabled()


def test_one_that_is_gone_leads_back(qtbot: QtBot, show: Show) -> None:
    """One sentence and a way out."""
    page = OnePlaylistPage(Colours())
    show(page, SEA)
    states = page.rows.states
    qtbot.waitUntil(lambda: states.said.heading.text() == "There is no such playlist.")
    assert page.head.isHidden()
    with qtbot.waitSignal(page.go_wanted) as gone:
        states.said.button.click()
    assert gone.args == [ALL]


def test_its_own_menu_renames_and_deletes(
    qtbot: QtBot, viewing: ViewingInMemory, sea: OnePlaylistPage
) -> None:
    """The title follows; a deleted one leads to the others."""
    dialog = sea.edit()
    assert dialog is not None
    dialog.name.setText("Oceans")
    with qtbot.waitSignal(sea.title_changed):
        dialog.save_button.click()
    assert (sea.title, sea.head.heading.text()) == ("Oceans", "Oceans")

    entry(sea.own_menu(), "Delete")
    with qtbot.waitSignal(sea.go_wanted) as gone:
        say_yes(question(sea))
    assert gone.args == [ALL]
    assert "sea" not in viewing.lists


def test_nothing_of_one_account_is_left_for_the_next(qtbot: QtBot, sea: OnePlaylistPage) -> None:
    """Neither rows nor a dialog."""
    dialog = sea.edit()
    assert dialog is not None
    with qtbot.waitSignal(dialog.rejected):
        sea.detach()
    assert names(sea) == ""
    assert sea.title == "Playlist"


def refuse(_playlist_id: str, _video_id: str) -> None:
    raise OFFLINE


def test_long_names_stay_in_their_place(qtbot: QtBot, viewing: ViewingInMemory, show: Show) -> None:
    """Three hundred letters, from either side, on a narrow page."""
    name = "שלום " * 60
    viewing.fill("sea", PlaylistEntry("v", replace(film("v"), title="W" * 300)), title=name)
    page = OnePlaylistPage(Colours())
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    show(page, SEA)
    qtbot.waitUntil(lambda: names(page) == "v")
    page.resize(380, 500)
    qtbot.waitUntil(lambda: page.width() == 380)
    assert page.rows.view.viewport().width() < 380
    assert not page.grab().isNull()


def test_what_is_taken_away_while_one_looks_is_shown_as_such(
    qtbot: QtBot, viewing: ViewingInMemory, sea: OnePlaylistPage
) -> None:
    """Nobody has to come back for it; what is in no row here asks for nothing."""
    rest = [PlaylistEntry(name, film(name)) for name in ("crab", "seal")]
    viewing.fill("sea", PlaylistEntry("eel", None, "hidden"), *rest)
    sea.apply_public(["whale"], [])
    assert sea.rows.model.rows[1].video is not None
    sea.apply_public(["eel"], [])
    qtbot.waitUntil(lambda: names(sea) == "eel crab seal")
    assert sea.rows.model.rows[0].video is None
