"""The page of what was found, and how it is narrowed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.server.catalogue import Sort, Wanted
from app.server.videos import ChannelBrief
from app.server.viewing import Channel
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.search.filters import LONG, SHORT, Filters
from app.ui.search.page import SearchPage
from app.ui.style.theme import Colours
from tests.app.ui.fake_viewing import ANNA, ViewingInMemory, film

BERT = ChannelBrief("bert", "bert", "Bert")


@pytest.fixture
def page(
    qtbot: QtBot, background: Background, colours: Colours, visit: Visit, viewing: ViewingInMemory
) -> SearchPage:
    viewing.films = [film("sea"), film("seal"), replace(film("seaweed"), channel=BERT)]
    page = SearchPage(background, colours)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    page.attach(visit)
    return page


def titles(page: SearchPage) -> list[str]:
    return [video.title for video in page.videos.videos]


def look_for(qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory, wanted: Wanted) -> None:
    page.show_place(Place(Kind.SEARCH, wanted=wanted))
    qtbot.waitUntil(lambda: ("catalogue", wanted, None) in viewing.asked)


def test_a_search_finds_and_plays(qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory) -> None:
    """What is found plays one after the other."""
    look_for(qtbot, page, viewing, Wanted("sea"))
    qtbot.waitUntil(lambda: titles(page) == ["sea", "seal", "seaweed"])
    assert page.heading.text() == page.title == "Results for “sea”"
    videos = page.videos.videos
    with qtbot.waitSignal(page.play_wanted) as played:
        page.videos.wanted.emit(Action.PLAY, (videos[1],))
    assert played.args == [PlayWanted(videos[1], videos)]
    with qtbot.waitSignal(page.wanted) as passed:
        page.videos.wanted.emit(Action.QUEUE, (videos[1],))
    assert passed.args == [Action.QUEUE, (videos[1],)]
    with qtbot.waitSignal(page.go_wanted) as gone:
        page.videos.wanted.emit(Action.CHANNEL, (videos[1],))
    assert gone.args == [Place(Kind.CHANNEL, ANNA.id)]


def test_who_comes_back_finds_it_as_it_was(
    qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory
) -> None:
    """The same search is not made again."""
    look_for(qtbot, page, viewing, Wanted("sea"))
    asked = len(viewing.asked)
    page.show_place(Place(Kind.SEARCH, wanted=Wanted("sea")))
    assert len(viewing.asked) == asked


def test_nothing_found_offers_to_clear(
    qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory
) -> None:
    """First the filters, then the search itself."""
    wanted = Wanted("cow", max_duration=SHORT)
    look_for(qtbot, page, viewing, wanted)
    qtbot.waitUntil(page.nothing.isVisible)
    assert page.nothing.heading.text() == "No video matches “cow”."
    assert page.nothing.button.text() == "Clear filters"
    with qtbot.waitSignal(page.go_wanted) as gone:
        page.nothing.button.click()
    assert gone.args == [Place(Kind.SEARCH, wanted=Wanted("cow"))]

    look_for(qtbot, page, viewing, Wanted("cow"))
    assert page.nothing.button.text() == "Clear search"
    with qtbot.waitSignal(page.go_wanted) as gone:
        page.nothing.button.click()
    assert gone.args == [Place(Kind.HOME)]


def test_channels_of_what_was_found_can_be_chosen(
    qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory
) -> None:
    """And all of them again."""
    look_for(qtbot, page, viewing, Wanted("sea"))
    names = page.filters.channel
    qtbot.waitUntil(lambda: names.count() == 3)
    assert [names.itemText(row) for row in range(3)] == ["Any channel", "Anna's cats", "Bert"]
    names.setCurrentIndex(2)
    with qtbot.waitSignal(page.go_wanted) as gone:
        names.activated.emit(2)
    assert gone.args == [Place(Kind.SEARCH, wanted=Wanted("sea", channel="bert"))]


def test_a_search_in_one_channel_says_in_which(
    qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory
) -> None:
    """Also where nothing is found."""
    viewing.all_channels["carl"] = Channel("carl", "carl", "Carl")
    look_for(qtbot, page, viewing, Wanted("cow", channel="carl"))
    qtbot.waitUntil(lambda: page.filters.channel.currentText() == "Carl")


def test_what_becomes_private_goes(
    qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory
) -> None:
    """And what is renamed is renamed here."""
    look_for(qtbot, page, viewing, Wanted("sea"))
    qtbot.waitUntil(lambda: len(titles(page)) == 3)
    page.apply_public(["seal"], [replace(film("sea"), title="Sea!"), film("unknown")])
    assert titles(page) == ["Sea!", "seaweed"]


def test_one_accounts_search_is_not_the_nexts(
    qtbot: QtBot, page: SearchPage, viewing: ViewingInMemory, visit: Visit
) -> None:
    """The same words are asked for again."""
    look_for(qtbot, page, viewing, Wanted("sea"))
    page.detach()
    assert titles(page) == []
    viewing.asked.clear()
    page.attach(visit)
    look_for(qtbot, page, viewing, Wanted("sea"))


# Filters


def chosen(qtbot: QtBot, filters: Filters, name: str, value: object) -> Wanted:
    box = getattr(filters, name)
    row = next(row for row in range(box.count()) if box.itemData(row) == value)
    box.setCurrentIndex(row)
    with qtbot.waitSignal(filters.changed) as changed:
        box.activated.emit(row)
    assert changed.args is not None
    wanted: Wanted = changed.args[0]
    return wanted


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("sort", Sort.POPULAR, Wanted("sea", sort=Sort.POPULAR)),
        ("sort", Sort.RELEVANCE, Wanted("sea")),
        ("length", (None, SHORT), Wanted("sea", max_duration=SHORT)),
        ("length", (SHORT, LONG), Wanted("sea", min_duration=SHORT, max_duration=LONG)),
        ("length", (LONG, None), Wanted("sea", min_duration=LONG)),
        ("language", "de", Wanted("sea", language="de")),
    ],
)
def test_each_choice_narrows(qtbot: QtBot, name: str, value: object, wanted: Wanted) -> None:
    """And is seen when one comes back to it."""
    filters = Filters()
    qtbot.addWidget(filters)
    filters.show_wanted(Wanted("sea"))
    assert chosen(qtbot, filters, name, value) == wanted
    filters.show_wanted(wanted)
    assert getattr(filters, name).currentData() == value


def test_clearing_keeps_words_and_order(qtbot: QtBot) -> None:
    """It is offered where something is left out."""
    filters = Filters()
    qtbot.addWidget(filters)
    filters.show_wanted(Wanted("sea", sort=Sort.NEWEST))
    assert filters.clear.isHidden()
    filters.show_wanted(Wanted("sea", sort=Sort.NEWEST, language="de", channel="anna"))
    with qtbot.waitSignal(filters.changed) as changed:
        filters.clear.click()
    assert changed.args == [Wanted("sea", sort=Sort.NEWEST)]


def test_channels_of_another_search_are_forgotten(qtbot: QtBot) -> None:
    """They may have nothing of this one."""
    filters = Filters()
    qtbot.addWidget(filters)
    filters.show_wanted(Wanted("sea"))
    filters.offer_channels((ANNA, BERT, ANNA))
    assert filters.channel.count() == 3
    filters.show_wanted(Wanted("sea", language="de"))
    assert filters.channel.count() == 3
    filters.show_wanted(Wanted("cow"))
    assert filters.channel.count() == 1
    assert filters.channel.isHidden()
