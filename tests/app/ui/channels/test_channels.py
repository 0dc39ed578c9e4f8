"""A channel's page, following it, and editing one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import ServerRefused, ServerUnreachable
from app.server.viewing import Channel
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.channels.dialog import ChannelDialog
from app.ui.channels.page import OWN, ChannelPage
from app.ui.channels.view import ABOUT, PLAYLISTS
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style.theme import Colours
from tests.app.ui.fake_viewing import ViewingInMemory, film, visit_to

CATS = Channel(
    "anna", "annas.cats", "Anna's cats", description="Cats.", followers=1, created_at="2026-03-01"
)
MINE = Channel("mine", "mine", "Mine", own=True, is_default=True)
OTHER = Channel("other", "other", "Tom & Jerry", own=True)


@pytest.fixture
def show(
    qtbot: QtBot, background: Background, colours: Colours, visit: Visit, viewing: ViewingInMemory
) -> Callable[[str], ChannelPage]:
    viewing.all_channels = {each.id: each for each in (CATS, MINE, OTHER)}
    viewing.films = [film("sea"), film("cow")]

    def shown(name: str) -> ChannelPage:
        page = ChannelPage(background, colours)
        qtbot.addWidget(page)
        page.resize(900, 700)
        page.show()
        page.attach(visit)
        page.show_place(Place(Kind.CHANNEL, name))
        return page

    return shown


@pytest.fixture
def cats(qtbot: QtBot, show: Callable[[str], ChannelPage]) -> ChannelPage:
    page = show("anna")
    qtbot.waitUntil(lambda: len(page.view.videos.videos) == 2)
    return page


@pytest.fixture
def mine(qtbot: QtBot, show: Callable[[str], ChannelPage]) -> ChannelPage:
    page = show(OWN)
    qtbot.waitUntil(lambda: page.channel is not None)
    return page


def faults(dialog: ChannelDialog) -> list[str]:
    labels = dialog.findChildren(QLabel, "bad")
    return [label.text() for label in labels if label.isVisibleTo(dialog)]


def test_it_says_who_it_is(cats: ChannelPage) -> None:
    """One follower is one follower."""
    head = cats.view.head
    assert (cats.title, head.name.text()) == ("Anna's cats", "Anna's cats")
    assert head.details.text() == "@annas.cats · 1 follower"
    assert head.follow.text() == "Follow"
    assert head.edit.isHidden()
    assert head.banner.isHidden()


def test_its_videos_play_one_after_the_other(qtbot: QtBot, cats: ChannelPage) -> None:
    """And more can be fetched, by its id."""
    videos = cats.view.videos.videos
    with qtbot.waitSignal(cats.play_wanted) as played:
        cats.view.videos.wanted.emit(Action.PLAY, (videos[0],))
    assert played.args == [PlayWanted(videos[0], videos, channel_id="anna")]


def test_it_has_playlists_and_words(
    qtbot: QtBot, viewing: ViewingInMemory, cats: ChannelPage
) -> None:
    """Playlists are fetched when one looks."""
    viewing.fill("sea", visibility="public", own=False)
    assert ("channel_playlists", "anna", None) not in viewing.asked
    cats.view.head.choose(PLAYLISTS)
    qtbot.waitUntil(lambda: [row.title for row in cats.view.playlists.model.rows] == ["Sea"])
    with qtbot.waitSignal(cats.go_wanted) as gone:
        cats.view.playlists.opened.emit("sea")
    assert gone.args == [Place(Kind.PLAYLIST, "sea")]

    cats.view.head.choose(ABOUT)
    about = cats.view.about
    assert about.isVisible()
    assert (about.words.text(), "2026" in about.since.text()) == ("Cats.", True)


def test_following_is_seen_at_once(
    qtbot: QtBot, viewing: ViewingInMemory, cats: ChannelPage
) -> None:
    """And no longer where it is refused."""
    head = cats.view.head
    head.follow.click()
    assert (head.follow.text(), head.details.text()) == ("Following", "@annas.cats · 2 followers")
    qtbot.waitUntil(lambda: ("follow", "anna") in viewing.asked)
    viewing.refusal = ServerUnreachable("here")
    head.follow.click()
    assert (head.follow.text(), head.details.text()) == ("Follow", "@annas.cats · 1 follower")
    qtbot.waitUntil(lambda: head.follow.text() == "Following")


def test_a_guest_can_not_follow(
    qtbot: QtBot, viewing: ViewingInMemory, background: Background, colours: Colours, tmp_path: Path
) -> None:
    """And is told what it takes."""
    viewing.all_channels = {"anna": CATS}
    page = ChannelPage(background, colours)
    qtbot.addWidget(page)
    page.attach(visit_to(viewing, background, tmp_path, account=None))
    page.show_place(Place(Kind.CHANNEL, "annas.cats"))
    qtbot.waitUntil(lambda: page.channel is not None)
    assert not page.view.head.follow.isEnabled()
    assert page.view.head.follow.toolTip() == "Sign in to follow it."


def test_one_that_is_gone_is_told_in_one_sentence(
    qtbot: QtBot, show: Callable[[str], ChannelPage]
) -> None:
    """With a way back."""
    page = show("nobody")
    qtbot.waitUntil(lambda: page.states.said.isVisible())
    assert page.states.said.heading.text() == "There is no such channel."
    with qtbot.waitSignal(page.go_wanted) as gone:
        page.states.said.button.click()
    assert gone.args == [Place(Kind.HOME)]


def test_who_is_offline_can_try_again(
    qtbot: QtBot, viewing: ViewingInMemory, show: Callable[[str], ChannelPage]
) -> None:
    """What was there before stays there."""
    viewing.fault = ServerUnreachable("here")
    page = show("anna")
    qtbot.waitUntil(lambda: page.states.said.isVisible())
    viewing.fault = None
    page.states.said.button.click()
    qtbot.waitUntil(lambda: page.channel == CATS)
    viewing.fault, asked = ServerUnreachable("here"), len(viewing.asked)
    page.show_place(Place(Kind.CHANNEL, "anna"))
    qtbot.waitUntil(lambda: len(viewing.asked) > asked)
    assert page.states.shows_view


def test_what_it_publishes_comes_while_one_looks(qtbot: QtBot, cats: ChannelPage) -> None:
    """Its own, not others', nor what is further down; and what it takes back goes."""
    new = film("new", published_at="2026-11-25T12:00:00Z")
    cats.apply_public(["cow"], [new, replace(new, id="other", channel=None), film("old")])
    qtbot.waitUntil(lambda: [v.title for v in cats.view.videos.videos] == ["new", "sea"])


def test_pictures_are_those_of_the_channel(
    qtbot: QtBot, viewing: ViewingInMemory, show: Callable[[str], ChannelPage]
) -> None:
    """A banner takes its place only where there is one, and room for it."""
    viewing.all_channels["anna"] = replace(CATS, banner_url="http://x/b.jpg")
    page = show("anna")
    qtbot.waitUntil(lambda: page.channel is not None)
    banner = page.view.head.banner
    assert not banner.isHidden()
    image = QImage(2048, 512, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    banner.show_image(image)

    def middle() -> str:
        return banner.grab().toImage().pixelColor(banner.rect().center()).name()

    qtbot.waitUntil(lambda: middle() == "#336699")
    page.resize(900, 400)
    assert banner.isHidden()


# One's own


def test_ones_first_channel_can_not_go(mine: ChannelPage) -> None:
    """The others, a new one and an end are in its menu."""
    assert mine.channel == MINE
    assert mine.view.head.follow.isHidden()
    labels = [(each.text(), each.isEnabled()) for each in mine.own_menu().actions()]
    assert labels == [
        *(("Tom && Jerry", True), ("Figures…", True)),
        *(("New channel…", True), ("Delete…", False)),
    ]


def test_editing_changes_what_differs(
    qtbot: QtBot, viewing: ViewingInMemory, mine: ChannelPage
) -> None:
    """Nothing else is sent."""
    mine.view.head.edit.click()
    dialog = mine.findChild(ChannelDialog)
    assert dialog is not None
    dialog.name.setText("Mine!")
    dialog.handle.setText("@mine")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert ("change_channel", "mine", {"name": "Mine!"}) in viewing.asked
    assert (mine.title, mine.view.head.name.text()) == ("Mine!", "Mine!")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("handle_taken", "A channel has this handle already."), ("bad_handle", "Letters only.")],
)
def test_a_fault_stands_beside_its_field(
    qtbot: QtBot, viewing: ViewingInMemory, mine: ChannelPage, code: str, sentence: str
) -> None:
    """In the server's words; the dialog stays."""
    dialog = mine.edit(mine.channel)
    assert dialog is not None
    viewing.refusal = ServerRefused(409, code, sentence)
    dialog.handle.setText("taken")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: faults(dialog) == [sentence])
    label = dialog.findChildren(QLabel, "bad")
    fault = next(each for each in label if each.isVisibleTo(dialog))
    assert dialog.fields.indexOf(fault) == dialog.fields.indexOf(dialog.handle) + 1


def test_a_refused_picture_makes_no_second_channel(
    qtbot: QtBot,
    viewing: ViewingInMemory,
    mine: ChannelPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was made; what is wrong with the picture is told beside it, and then one goes there."""
    dialog = mine.edit(None)
    assert dialog is not None
    assert not dialog.save_button.isEnabled()
    dialog.name.setText("Birds")
    dialog.pictures["banner"].choose(tmp_path / "gone.jpg")
    monkeypatch.setattr(viewing, "set_channel_picture", unreadable)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: faults(dialog) == ["gone.jpg can't be read: No such file."])
    with qtbot.waitSignal(mine.go_wanted) as gone:
        dialog.reject()
    assert gone.args == [Place(Kind.CHANNEL, "Birds")]
    assert [asked[0] for asked in viewing.asked].count("add_channel") == 1


def unreadable(_channel_id: str, _kind: str, _image: Path | None) -> None:
    raise OSError(2, "No such file")


def test_a_picture_is_replaced_or_taken_away(
    qtbot: QtBot, viewing: ViewingInMemory, mine: ChannelPage, tmp_path: Path
) -> None:
    """Taken away only where there is one."""
    dialog = mine.edit(replace(MINE, banner_url="http://x/b.jpg"))
    assert dialog is not None
    picture, banner = dialog.pictures["picture"], dialog.pictures["banner"]
    assert picture.remove.isHidden()
    picture.choose(tmp_path / "cat.jpg")
    banner.remove.click()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    changes = [asked[1:] for asked in viewing.asked if asked[0] == "set_channel_picture"]
    assert changes == [("mine", "picture", tmp_path / "cat.jpg"), ("mine", "banner", None)]


def test_a_channel_is_deleted_when_one_is_sure(
    qtbot: QtBot, viewing: ViewingInMemory, show: Callable[[str], ChannelPage]
) -> None:
    """Then one is at one's first."""
    page = show("other")
    qtbot.waitUntil(lambda: page.channel == OTHER)
    page.ask_delete()
    box = page.findChild(QMessageBox)
    assert box is not None
    assert "Tom & Jerry" in box.text()
    with qtbot.waitSignal(page.go_wanted) as gone:
        yes = box.findChild(QPushButton, "yes")
        assert yes is not None
        yes.click()
    assert gone.args == [Place(Kind.CHANNEL, OWN)]
    assert "other" not in viewing.all_channels


def test_nothing_of_one_account_is_left_for_the_next(qtbot: QtBot, mine: ChannelPage) -> None:
    """Neither its name nor a dialog."""
    dialog = mine.edit(None)
    assert dialog is not None
    with qtbot.waitSignal(dialog.rejected):
        mine.detach()
    assert (mine.title, mine.view.videos.videos) == ("Channel", ())
