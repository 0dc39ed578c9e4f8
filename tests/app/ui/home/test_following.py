"""Following: channels on top, and what is new there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.server.catalogue import Sort, Wanted
from app.server.videos import ChannelBrief, Video, VideoPage
from app.server.viewing import Channel
from app.ui.background import Background
from app.ui.cards.avatar import Avatar
from app.ui.home.channel_strip import ChannelStrip
from app.ui.home.following import Following
from app.ui.navigation.places import Kind, Place
from app.ui.style.theme import Colours
from tests.app.ui.fakes import FILM
from tests.app.ui.visits import visit_of

SEA, LAND = Channel("sea", "sea", "The Sea"), Channel("land", "land", "L" * 300)


def film(name: str, channel: Channel, day: int) -> Video:
    brief = ChannelBrief(channel.id, channel.handle, channel.name)
    published = f"2026-11-{day:02}T00:00:00+00:00"
    return replace(FILM, id=name, title=name, channel=brief, published_at=published)


class Viewing:
    def __init__(self, channels: tuple[Channel, ...], videos: tuple[Video, ...]) -> None:
        self.channels, self.videos = channels, videos

    def followed(self) -> tuple[tuple[Channel, ...], str | None]:
        return self.channels, None

    def followed_videos(self, **_asked: Any) -> VideoPage:
        return VideoPage(self.videos, None)


@pytest.fixture
def viewing() -> Viewing:
    return Viewing((SEA, LAND), (film("a", SEA, 20), film("b", LAND, 10)))


@pytest.fixture
def page(
    qtbot: QtBot, background: Background, colours: Colours, tmp_path: Path, viewing: Viewing
) -> Following:
    page = Following(background, colours)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.attach(
        visit_of(background, SimpleNamespace(viewing=viewing), tmp_path, server="https://x")
    )
    page.show_place(Place(Kind.FOLLOWING))
    return page


def ids(page: Following) -> list[str]:
    return [video.id for video in page.list.videos]


def test_channels_lead_to_their_pages(qtbot: QtBot, page: Following) -> None:
    """However long their names."""
    qtbot.waitUntil(lambda: len(page.strip.channels) == 2)
    button = page.findChild(QPushButton, "channel_land")
    assert button is not None
    assert button.accessibleName() == "L" * 300
    with qtbot.waitSignal(page.go_wanted) as told:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == [Place(Kind.CHANNEL, "land")]


def test_what_they_publish_comes_while_one_looks(qtbot: QtBot, page: Following) -> None:
    """Of others, and of what only changed, nothing does."""
    qtbot.waitUntil(lambda: ids(page) == ["a", "b"] and len(page.strip.channels) == 2)
    other = Channel("x", "x", "Other")
    page.apply_public((), [film("new", SEA, 21), film("old", SEA, 1), film("other", other, 22)])
    assert ids(page) == ["new", "a", "b"]
    page.apply_public(["a"], ())
    assert ids(page) == ["new", "b"]


def test_the_picture_of_a_channel_that_went_arrives_nowhere(
    qtbot: QtBot, background: Background, colours: Colours, tmp_path: Path
) -> None:
    """Its button is gone by then."""
    posters = visit_of(background, None, tmp_path).posters
    strip = ChannelStrip(colours)
    qtbot.addWidget(strip)
    strip.show_channels([replace(SEA, picture_url="http://x/sea/p.jpg")], posters)
    avatar = strip.findChild(Avatar)
    assert avatar is not None
    strip.show_channels([LAND], posters)
    assert not avatar._task.wanted


def test_who_follows_nobody_is_told_how(qtbot: QtBot, page: Following, viewing: Viewing) -> None:
    """The button leads to what many watch."""
    viewing.channels, viewing.videos = (), ()
    qtbot.waitUntil(lambda: bool(ids(page)))
    page.show_place(Place(Kind.FOLLOWING))
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "following_empty_button") is not None)
    button = page.findChild(QPushButton, "following_empty_button")
    assert button is not None
    qtbot.waitUntil(lambda: not page.strip.isVisible())
    with qtbot.waitSignal(page.go_wanted) as told:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == [Place(Kind.SEARCH, wanted=Wanted(sort=Sort.POPULAR))]
