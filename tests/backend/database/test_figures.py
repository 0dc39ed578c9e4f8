"""Sums in the database: none is lost, and there are few rows however much is watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import func, inspect, select

from backend.catalogue.figures import COUNTS, NAMES, Play, date_of
from backend.database.database import Database
from backend.database.figures import sums
from backend.database.figures.sums import DAYS, MONTHS
from backend.database.tables import Account, Video

NOON = 20_000.5 * 86_400
PLAYS, THREADS = 60, 6
PLAY = Play(source="app", startup_seconds=0.3, seconds={"720p": 30.0}, watched=[(0, 30)])
GIB = 1 << 30


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with closing(Database(url, clock=lambda: NOON)) as made:
        fill(made)
        yield made


def fill(database: Database, *films: str) -> None:
    """An account with films of a minute."""
    database.add(Account(id="a", email="a", name="x", created_at=0.0))
    channel = database.default_channel("a")
    for name in films or ("film",):
        video = Video(id=name, account_id="a", title="x", filename="x", size_bytes=1)
        video.source_key, video.channel_id, video.duration_seconds = "s", channel.id, 60.0
        video.created_at = video.updated_at = 0.0
        database.add(video)


def rows(database: Database) -> tuple[int, int]:
    with database.read() as session:
        days, months = (
            session.scalar(select(func.count()).select_from(table)) or 0 for table in (DAYS, MONTHS)
        )
    return days, months


def test_reports_at_the_same_time_add_up(database: Database, url: str) -> None:
    """From several threads of two processes' databases, on the same film and day."""
    with ExitStack() as stack:
        other = stack.enter_context(closing(Database(url, clock=lambda: NOON)))
        pool = stack.enter_context(ThreadPoolExecutor(THREADS))
        homes = (database, other)
        tuple(pool.map(lambda n: homes[n % 2].count_play("film", f"v{n}", PLAY), range(PLAYS)))
    day = database.days_of("film", 0, 10**6)[20_000]
    plays, buckets = database.retention_of("film", 20_000, 20_000)

    assert {day[name] for name in ("views", "plays", "measured", "from_app")} == {PLAYS}
    assert (day["watched"], day["parts"]) == (30.0 * PLAYS, 0.5 * PLAYS)
    assert plays == PLAYS
    assert buckets == [100 * PLAYS] * 100 + [0] * 100


def test_rows_are_of_days_not_of_plays(database: Database) -> None:
    """A film and its channel have one row a day and one a month, however often they are watched,
    and nothing in them is of a viewer."""
    for number in range(50):
        database.count_play("film", f"v{number}", PLAY)
    assert rows(database) == (2, 2)
    columns = {
        each["name"] for each in inspect(database._transactions.engine).get_columns(DAYS.name)
    }
    assert columns == {"subject", "day", *NAMES}


def test_ten_million_plays_have_room_in_a_gibibyte() -> None:
    """A row is bounded, and so is their number: with every film of a large server watched on every
    day of a year, which ten million plays can't do more than, all rows have room."""
    films, days = 10_000, 365
    widest_day = 24 + 24 + 4 * (1 + len(COUNTS)) + 8 * (len(NAMES) - len(COUNTS)) + 48
    widest_month = 24 + 24 + 4 + 4 + 820 + 48
    """On PostgreSQL: head, subject, columns, and the entry of the index; SQLite takes less."""
    assert films * (days * widest_day + 12 * widest_month) < GIB


def test_a_film_that_is_gone_is_not_counted(database: Database) -> None:
    """A report that comes too late leaves nothing that nobody would ever clear away."""
    database.count_play("gone", "v", PLAY)
    assert rows(database) == (0, 0)


@pytest.mark.parametrize("watched", [None, ()])
def test_a_report_of_nothing_is_taken(
    database: Database, watched: Sequence[tuple[float, float]] | None
) -> None:
    """Of a play that goes on, in which nothing has happened since."""
    database.count_play("film", "v", Play(continued=True, watched=watched))
    assert database.days_of("film", 0, 10**6) == {}


def test_an_undone_play_adds_nothing(database: Database) -> None:
    """View, day and month are one transaction."""

    def broken_off() -> None:
        with database.write():
            database.count_play("film", "v", PLAY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert rows(database) == (0, 0)


def test_months_are_whole(database: Database) -> None:
    """The retention of a few days is that of their months."""
    database.count_play("film", "v", PLAY)
    first = date_of(20_000).replace(day=1)
    with database.read() as session:
        month = 12 * first.year + first.month - 1
        assert sums.months_between(session, "film", month, month)[0] == 1
    assert database.retention_of("film", 20_000 - 1, 20_000)[0] == 1
    assert database.retention_of("film", 20_000 + 40, 20_000 + 80)[0] == 0
