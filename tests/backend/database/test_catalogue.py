"""The lists of the catalogue, on whichever database the tests are told of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from backend.catalogue.searching import Terms
from backend.database.catalogue import Sought
from backend.database.database import Database
from backend.database.tables import Subtitle
from backend.text import distinct_words
from tests.backend.database.films import NOW, Ticking, add_account, add_channel, add_film
from tests.backend.rows import set_video

DAY = 86400.0


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def database(url: str, clock: Ticking) -> Iterator[Database]:
    with closing(Database(url, clock)) as opened:
        yield opened


@pytest.fixture
def anna(database: Database) -> str:
    return add_account(database, "anna")


def listed(database: Database, limit: int = 100, **wanted: Any) -> list[str]:
    return [card.id for card in database.catalogue_page(Sought(**wanted), None, limit)]


def search(
    database: Database, query: str, limit: int = 100, viewer: str | None = None, **wanted: Any
) -> list[str]:
    terms = Terms.of(query)
    assert terms is not None
    cards, _ = database.best_page(Sought(viewer, **wanted), terms, None, limit)
    return [card.id for card in cards]


# What is listed


@pytest.mark.parametrize(
    "values",
    [
        {"visibility": "private"},
        {"visibility": "unlisted"},
        {"state": "deleted"},
        {"playable": "progressive"},
        {"playable": None},
        {"publish_at": NOW + DAY},
    ],
)
def test_only_what_all_may_watch_is_listed(
    database: Database, anna: str, values: dict[str, Any]
) -> None:
    """And found, but by its owner."""
    add_film(database, "seen", anna)
    add_film(database, "unseen", anna, **values)

    assert listed(database) == ["seen"]
    assert search(database, "unseen") == []
    assert search(database, "unseen", viewer="bert") == []
    assert search(database, "unseen", viewer="anna") == ["unseen"] * (
        values.get("state") != "deleted"
    )


def test_a_scheduled_film_comes_by_itself(database: Database, clock: Ticking, anna: str) -> None:
    """When its time has come, without a change; and is told of as one."""
    add_film(database, "later", anna, publish_at=NOW + DAY)
    clock.now += 2 * DAY

    assert listed(database) == ["later"]
    assert search(database, "later") == ["later"]
    assert database.public_changes(NOW + DAY / 2) == {"later"}
    assert database.public_changes(NOW + DAY) == set()


def test_a_film_that_is_taken_back_goes(database: Database, clock: Ticking, anna: str) -> None:
    """At once, from lists and searches; and keeps its date when it comes again."""
    add_film(database, "film", anna)
    clock.now += DAY
    set_video(database, "film", visibility="private")
    assert listed(database) == search(database, "film") == []
    assert database.public_changes(clock.now) == {"film"}

    clock.now += DAY
    again = set_video(database, "film", visibility="public")
    assert listed(database) == search(database, "film") == ["film"]
    assert again is not None
    assert again.published_at == NOW


# Orders and pages


def test_each_order_goes_on_where_a_page_ended(
    database: Database, clock: Ticking, anna: str
) -> None:
    """Nothing twice, nothing left out, whatever is equal."""
    for number in range(7):
        clock.now = NOW + number // 2
        add_film(database, f"film{number}", anna, duration_seconds=60.0 * (number // 3 + 1))
    for sort in ("newest", "oldest", "popular", "longest"):
        sought = Sought(sort=sort)
        whole = [card.id for card in database.catalogue_page(sought, None, 100)]
        pages: list[str] = []
        place = None
        while cards := database.catalogue_page(sought, place, 2):
            place = sought.place_of(cards[-1])
            pages += [card.id for card in cards]
        assert pages == whole
        assert len(set(whole)) == 7


def test_filters_hold_together(database: Database, anna: str) -> None:
    """Channel, language with its kinds, and duration."""
    cats = add_channel(database, "anna", "cats")
    add_film(database, "a", cats, language="en-gb", duration_seconds=100.0)
    add_film(database, "b", cats, language="eng", duration_seconds=100.0)
    add_film(database, "c", cats, language="en", duration_seconds=10.0)
    add_film(database, "d", anna, language="en", duration_seconds=100.0)

    assert listed(database, channel_id=cats, language="en", min_duration=50, max_duration=100) == [
        "a"
    ]
    assert search(database, "cats", language="en", max_duration=99) == ["c"]


def test_popular_is_views_that_age(database: Database, clock: Ticking, anna: str) -> None:
    """Four views of three weeks ago are half a view: less than a new film's one."""
    add_film(database, "old", anna)
    for _ in range(3):
        database.count_view("old", f"viewer{_}", clock.now)
    clock.now += 21 * DAY
    add_film(database, "new", anna)
    assert listed(database, sort="popular") == ["new", "old"]

    for _ in range(3):
        database.count_view("old", f"again{_}", clock.now)
    assert listed(database, sort="popular") == ["old", "new"]


# Search


def test_the_better_the_place_the_earlier(database: Database, clock: Ticking, anna: str) -> None:
    """Whole words of the title, then begun ones, tags and channel, description, what is said."""
    harbour = add_channel(database, "anna", "harbour")
    films: dict[str, dict[str, Any]] = {
        "whole": {"title": "Harbour at night"},
        "begun": {"title": "Harbours"},
        "tagged": {"tags": ["harbour"]},
        "described": {"description": "A harbour."},
        "said": {},
        "other": {},
    }
    for number, (name, values) in enumerate(films.items()):
        clock.now = NOW + number
        add_film(database, name, anna, **values)
    say(database, "said", "en", "We are in the harbour now")
    add_film(database, "of channel", harbour)

    ranked = ["whole", "begun", "of channel", "tagged", "described", "said"]
    assert search(database, "harbour") == ranked
    assert paged(database, "harbour") == ranked


def paged(database: Database, query: str) -> list[str]:
    terms, place, found = Terms.of(query), None, []
    assert terms is not None
    while True:
        cards, place = database.best_page(Sought(), terms, place, 1)
        found += [card.id for card in cards]
        if place is None:
            return found


def say(database: Database, video: str, language: str, said: str) -> None:
    row = Subtitle(video_id=video, language=language, label=language, key="k")
    row.words = distinct_words(said, 100)
    database.set_subtitle(row)


def test_what_is_searched_follows_each_change(database: Database) -> None:
    """In the transaction of the change: title, tags, channel's name, captions."""
    add_account(database, "anna")
    cats = add_channel(database, "anna", "cats")
    add_film(database, "film", cats, title="First", tags=["tabby"])
    say(database, "film", "en", "meow")
    set_video(database, "film", title="Second", tags='["ginger"]')
    database.set_channel(cats, name="Dogs")
    say(database, "film", "en", "woof")

    assert [search(database, old) for old in ("first", "tabby", "cats", "meow")] == [[]] * 4
    for new in ("second", "ginger", "dogs", "woof", "second dogs woof"):
        assert search(database, new) == ["film"], new
    database.delete_subtitle("film", "en")
    assert search(database, "woof") == []


def test_an_undone_change_is_not_found(database: Database, anna: str) -> None:
    """Neither the new words nor the loss of the old ones."""
    add_film(database, "film", anna, title="First")

    def fail() -> None:
        with database.write():
            set_video(database, "film", title="Second")
            assert search(database, "second") == ["film"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert search(database, "second") == []
    assert search(database, "first") == ["film"]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Étude № 3", "etude"),
        ("Smørrebrød", "SMORREBROD"),
        ("Straße nach Łódź", "strasse lodz"),
        ("東京の夜", "東京"),
        ("Don't stop", "don't"),
        ("C++ / C#", "c++"),
        ("file_name-2024.final", "final 2024"),
    ],
)
def test_case_accents_and_signs_make_no_difference(
    database: Database, anna: str, title: str, query: str
) -> None:
    """In what is sought as in what is found."""
    add_film(database, "film", anna, title=title)
    add_film(database, "other", anna, title="Something else")
    assert search(database, query) == ["film"]


@pytest.mark.parametrize(
    "query",
    [
        *("%", "''\"\"", "\x00", "", "   ", "*", "(", "🎬", "‮"),
        *("q AND", "title:q", 'q" OR "x', "NEAR(q x)", "q\x00x", "x" * 5000, "'q':*", "q & !x"),
        " ".join(f"word{number}" for number in range(10_000)),
    ],
)
def test_no_query_raises(database: Database, anna: str, query: str) -> None:
    """Signs are no words, and what is too much is passed over."""
    add_film(database, "film", anna, title="Nothing of the kind")
    if (terms := Terms.of(query)) is not None:
        assert database.best_page(Sought("anna"), terms, None, 10) == ([], None)
        assert database.found_page(Sought(), terms, None, 10) == []
        assert database.titles_beginning(None, terms, 10) == []


def test_a_search_can_be_in_any_order(database: Database, clock: Ticking, anna: str) -> None:
    """Of what it finds."""
    add_film(database, "film one", anna, duration_seconds=10.0)
    clock.now += 1
    add_film(database, "film two", anna, duration_seconds=90.0)
    add_film(database, "other", anna)
    terms = Terms.of("film")
    assert terms is not None
    for sort, first in (("newest", "film two"), ("oldest", "film one"), ("longest", "film two")):
        cards = database.found_page(Sought(sort=sort), terms, None, 10)
        assert (cards[0].id, len(cards)) == (first, 2)


# Suggestions and the feed


def test_suggests_as_one_types(database: Database, anna: str) -> None:
    """Titles, each once, by their words; channels that show something, by name and handle."""
    cats = add_channel(database, "anna", "harbour cats")
    add_channel(database, "anna", "harbour dogs")
    add_film(database, "a", cats, title="Harbour at night")
    add_film(database, "b", anna, title="Harbour at night")
    add_film(database, "c", anna, title="At the harbour", visibility="private")
    for typed in ("harb", "harbour"):
        terms = Terms.of(typed)
        assert terms is not None
        assert database.titles_beginning(None, terms, 5) == ["Harbour at night"]
        assert sorted(database.titles_beginning("anna", terms, 5)) == [
            "At the harbour",
            "Harbour at night",
        ]
    assert [row.id for row in database.channels_beginning("harb", 5)] == [cats]


def test_the_feed_is_the_newest_of_the_followed(database: Database, clock: Ticking) -> None:
    """Whichever channel they are of, in pages; nothing of others."""
    for name in ("anna", "bert"):
        add_account(database, name)
    channels = [add_channel(database, "anna", f"channel{n}") for n in range(5)]
    for number in range(20):
        clock.now = NOW + number
        add_film(database, f"film{number:02}", channels[number % 5 if number < 15 else 0])
    add_film(database, "hidden", channels[0], visibility="private")
    for channel in channels[:4]:
        database.follow("bert", channel)
    wanted = [f"film{n:02}" for n in reversed(range(20)) if n % 5 < 4 or n >= 15]

    found: list[str] = []
    place = None
    while cards := database.followed_videos("bert", place, 3):
        place = cards[-1].published_at, cards[-1].id
        found += [card.id for card in cards]

    assert found == wanted
    assert database.followed_videos("anna", None, 3) == []
