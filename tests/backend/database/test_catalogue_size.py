"""Lists and searches of a catalogue that is large."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text

from backend.database.catalogue import Sought
from backend.database.database import Database
from tests.backend.database.films import NOW, Ticking, add_film
from tests.backend.database.test_catalogue import DAY, anna, clock, database, listed

__all__ = ["anna", "clock", "database"]


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"sort": "oldest"},
        {"sort": "popular"},
        {"sort": "longest"},
        {"language": "en"},
        {"channel_id": "c"},
        {"channel_id": "c", "sort": "popular"},
    ],
)
def test_no_list_walks_the_table(
    database: Database, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any]
) -> None:
    """The plan of each names an index for the order, and sorts nothing; as long as what the filters
    let through is not rare."""
    monkeypatch.setattr("backend.database.catalogue.MOST_SORTED", -1)
    plan = explained(database, Sought(**wanted))
    assert "SCAN videos\n" not in plan
    assert "Seq Scan on videos" not in plan
    assert "TEMP B-TREE" not in plan
    assert "_listed" in plan or "_of_channel" in plan, plan


def explained(database: Database, sought: Sought) -> str:
    seen: list[str] = []
    with database.read() as session:
        connection = session.connection()
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            session.execute(text("SET enable_seqscan = off"))

        def explain(_: Any, cursor: Any, statement: str, values: Any, *__: Any) -> None:
            if "FROM videos" in statement and "EXPLAIN" not in statement:
                word = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
                cursor.execute(f"{word} {statement}", values)
                seen.extend(" ".join(map(str, row)) for row in cursor.fetchall())

        event.listen(connection, "before_cursor_execute", explain)
        database.catalogue_page(sought, (1.0, "x"), 10)
    return "\n".join(seen) + "\n"


@pytest.mark.parametrize("filters", [{"language": "eo"}, {"min_duration": 7000.0}])
def test_what_is_rare_is_found_by_what_it_is(
    database: Database, clock: Ticking, anna: str, filters: dict[str, Any]
) -> None:
    """In any order and from any place on, and only what is public by now."""
    rare = {"language": "eo-x", "duration_seconds": 7100.0}
    for number in range(5):
        clock.now = NOW + number
        add_film(database, f"rare{number}", anna, **rare)
        add_film(database, f"usual{number}", anna, language="eos")
    add_film(database, "hidden", anna, **rare, visibility="private")
    add_film(database, "later", anna, **rare, publish_at=clock.now + DAY)

    for sort, falls in (("newest", True), ("oldest", False), ("popular", True)):
        sought, place = Sought(sort=sort, **filters), None
        pages: list[str] = []
        while cards := database.catalogue_page(sought, place, 2):
            place = sought.place_of(cards[-1])
            pages += [card.id for card in cards]
        assert pages == sorted((f"rare{number}" for number in range(5)), reverse=falls)


def test_what_is_usual_is_found_on_the_way(
    database: Database, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more than can be sorted for a page, the order is walked; the answer is the same."""
    for number in range(5):
        add_film(database, f"film{number}", anna, language="en")
    add_film(database, "other", anna, language="de")
    few = listed(database, language="en")
    monkeypatch.setattr("backend.database.catalogue.MOST_SORTED", 2)

    assert listed(database, language="en") == few == [f"film{n}" for n in reversed(range(5))]
