"""Playlists, history and views, on whichever database the tests are told of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from backend.catalogue import playlists as rules
from backend.catalogue.playlists import BehindItself, NotInPlaylist, PlaylistFull
from backend.database.database import Database
from backend.database.playlists import AT_END
from backend.database.tables import Playlist
from backend.database.viewing import Watched
from tests.backend.database.films import NOW, Ticking, add_account, add_film


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def database(url: str, clock: Ticking) -> Iterator[Database]:
    with closing(Database(url, clock)) as opened:
        channel = add_account(opened, "anna")
        for name in "abcde":
            clock.now += 1
            add_film(opened, name, channel)
        row = Playlist(id="p", account_id="anna", title="P", created_at=NOW, updated_at=NOW)
        opened.add_playlist(row)
        yield opened


def order(database: Database) -> str:
    return "".join(row.video_id for row in database.entries("p", None, 10_000))


def fill(database: Database) -> None:
    for name in "abcde":
        database.place_entry("p", name, AT_END)


@pytest.mark.parametrize(
    ("video", "after", "wanted"),
    [
        ("e", None, "eabcd"),
        ("a", "e", "bcdea"),
        ("c", "a", "acbde"),
        ("c", "d", "abdce"),
        ("b", "a", "abcde"),
        ("x", "b", "abxcde"),
        ("x", None, "xabcde"),
        ("c", AT_END, "abcde"),
    ],
)
def test_an_entry_goes_behind_its_neighbour(
    database: Database, video: str, after: str | None, wanted: str
) -> None:
    """Moved or new; nothing else changes its key."""
    fill(database)
    before = {row.video_id: row.place for row in database.entries("p", None, 99)}
    database.place_entry("p", video, after)

    assert order(database) == wanted
    now = {row.video_id: row.place for row in database.entries("p", None, 99)}
    assert {name for name in before if now[name] != before[name]} <= {video}
    assert database.playlist("p").size == len(wanted)  # type: ignore[union-attr]


def test_what_can_not_be_is_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A neighbour that is not there, itself, and more than it holds."""
    fill(database)
    with pytest.raises(NotInPlaylist):
        database.place_entry("p", "a", "nobody")
    with pytest.raises(BehindItself):
        database.place_entry("p", "a", "a")
    monkeypatch.setattr("backend.database.playlists.MOST_ENTRIES", 5)
    with pytest.raises(PlaylistFull):
        database.place_entry("p", "x", AT_END)
    database.place_entry("p", "a", "e")
    assert order(database) == "bcdea"


def test_keys_that_grew_too_long_are_dealt_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order stays as it was."""
    fill(database)
    monkeypatch.setattr("backend.database.playlists.LONGEST_KEY", 4)
    for _ in range(20):
        database.place_entry("p", "e", "a")
        database.place_entry("p", "d", "a")
    assert order(database) == "adebc"
    assert max(len(row.place) for row in database.entries("p", None, 9)) <= 4
    assert rules.LONGEST_KEY > 4


def test_entries_come_in_pages(database: Database) -> None:
    """From behind the last one that came."""
    fill(database)
    first = database.entries("p", None, 2)
    rest = database.entries("p", (first[-1].place, first[-1].video_id), 9)
    assert [row.video_id for row in [*first, *rest]] == list("abcde")


def test_watch_later_is_one(database: Database) -> None:
    """Made on first use."""
    made = database.later("anna")
    assert (made.title, made.visibility) == ("Watch later", "private")
    assert database.later("anna").id == made.id


def test_removing_is_fine_twice(database: Database) -> None:
    """And counts once."""
    fill(database)
    database.remove_entry("p", "c")
    database.remove_entry("p", "c")
    assert order(database) == "abde"
    assert [row.size for row in database.playlists("anna", None, 9)] == [4]


# History


def watched(database: Database, query: str = "", unfinished: bool = False) -> list[str]:
    rows = database.history_page(Watched("anna", query, unfinished), None, 99)
    return [row.card.id for row in rows]


def test_history_is_what_was_watched_last(database: Database, clock: Ticking) -> None:
    """With position and time, in pages, searched by every word."""
    for name in "abc":
        clock.now += 1
        database.set_position("anna", name, 30.0)
    clock.now += 1
    database.add_watched("anna", "a", 12.0)
    database.add_watched("anna", "a", 8.0)

    assert watched(database) == ["a", "c", "b"]
    first, *_ = database.history_page(Watched("anna"), None, 1)
    assert (first.card.position_seconds, first.watched_seconds, first.watched_at) == (
        30.0,
        20.0,
        clock.now,
    )
    rest = database.history_page(Watched("anna"), (first.watched_at, first.card.id), 9)
    assert [row.card.id for row in rest] == ["c", "b"]
    assert watched(database, "B") == ["b"]
    assert watched(database, "b nothing") == watched(database, "100%") == []


def test_what_was_begun_can_be_gone_on_with(database: Database) -> None:
    """Not what was opened only, nor what was seen to its end."""
    for name, seconds in (("a", 30.0), ("b", 0.0), ("c", 58.0)):
        database.set_position("anna", name, seconds)
    assert watched(database, unfinished=True) == ["a"]


def test_history_can_be_forgotten(database: Database) -> None:
    """One, and all."""
    for name in "abc":
        database.set_position("anna", name, 30.0)
    database.forget_watched("anna", "b")
    assert sorted(watched(database)) == ["a", "c"]
    database.forget_watched("anna")
    assert watched(database) == []


# Views


def test_a_viewer_counts_once_in_half_an_hour(database: Database, clock: Ticking) -> None:
    """Each for each film, and then again; what is over is forgotten."""
    counted = [
        database.count_view("a", "anna", clock.now),
        database.count_view("a", "anna", clock.now + 1799),
        database.count_view("a", "guest", clock.now),
        database.count_view("b", "anna", clock.now),
        database.count_view("a", "anna", clock.now + 1800),
        database.count_view("none", "anna", clock.now),
    ]
    assert counted == [True, False, True, True, True, False]
    assert [database.cards(None, ["a", "b"])[name].views for name in "ab"] == [3, 1]

    clock.now += 3600
    database.forget_views()
    assert database.count_view("a", "anna", clock.now)
