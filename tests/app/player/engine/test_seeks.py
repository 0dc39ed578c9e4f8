"""Seeks are told to the engine one at a time, and none is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.player.engine.api import Report
from app.player.engine.seeks import (
    ARRIVES_WITHIN_SECONDS,
    BEGINS_WITHIN_SECONDS,
    MOST_TRIES,
    Seek,
    Seeks,
    is_cached,
)

PLAYING = Report(loaded=True, first_frame=True, cached_from=0.0, cached_until=20.0)


def asked(seeks: Seeks, report: Report, now: float = 0.0) -> tuple[Seeks, Seek | None]:
    return seeks.next(report, now, at_hand=True)


def test_goes_by_itself_where_mpv_has_the_bytes() -> None:
    """Nothing has to be asked for again."""
    _, order = asked(Seeks().to(5.0), PLAYING)
    assert order == Seek(5.0, fresh=False)


def test_the_edge_of_what_mpv_has_counts_as_outside() -> None:
    """There is no telling whether mpv would go there by itself."""
    _, order = asked(Seeks().to(19.5), PLAYING)
    assert order == Seek(19.5, fresh=True)


def test_waits_until_the_film_is_loaded() -> None:
    """A seek during the start is carried out as soon as mpv takes one."""
    seeks, order = asked(Seeks().to(5.0), Report())
    assert (seeks.goal, order) == (5.0, None)
    assert asked(seeks, PLAYING)[1] == Seek(5.0)


def test_the_next_seek_waits_until_this_one_has_begun() -> None:
    """Of those wanted meanwhile the last one counts, and a wish for fresh bytes is kept."""
    seeks, _ = asked(Seeks().to(5.0), PLAYING)
    seeks, order = asked(seeks.to(0.0, fresh=True).to(1.0), PLAYING)
    assert order is None
    assert asked(seeks, replace(PLAYING, seeks=1))[1] == Seek(1.0, fresh=True)


def test_arriving_from_an_earlier_seek_does_not_count() -> None:
    """Only playing that goes on after this seek began ends it."""
    seeks, _ = asked(Seeks().to(5.0), replace(PLAYING, seeks=3, arrivals=2))
    assert seeks.noted(replace(PLAYING, seeks=3, arrivals=3)).goal == 5.0
    assert seeks.noted(replace(PLAYING, seeks=4, arrivals=4)).goal is None


def test_a_lost_seek_is_ordered_again_and_at_last_given_up() -> None:
    """Neither waits the viewer for ever, nor does mpv seek for ever."""
    seeks, now, orders = Seeks().to(5.0), 0.0, 0
    for _ in range(2 * MOST_TRIES):
        seeks, order = asked(seeks, PLAYING, now)
        orders += order is not None
        now += BEGINS_WITHIN_SECONDS
    assert orders == MOST_TRIES
    assert seeks.goal is None


def test_a_seek_that_has_begun_waits_for_its_bytes() -> None:
    """It is only doubted when the bytes are there and nothing comes of it."""
    seeks, _ = asked(Seeks().to(50.0), PLAYING)
    begun, late = replace(PLAYING, seeks=1), ARRIVES_WITHIN_SECONDS + 1
    assert seeks.next(begun, late, at_hand=False)[1] is None
    assert seeks.next(begun, late, at_hand=True)[1] == Seek(50.0, fresh=True)


@pytest.mark.parametrize(
    ("place", "cached"), [(9.9, False), (10.0, True), (15.0, True), (19.0, True), (19.1, False)]
)
def test_mpv_goes_by_itself_within_its_range(place: float, cached: bool) -> None:
    """From its first byte to a second before its last."""
    assert is_cached(Report(cached_from=10.0, cached_until=20.0), place) is cached


def test_a_seek_has_its_time_to_begin() -> None:
    """Not a moment less; when it has begun, the next may follow at once."""
    seeks, _ = asked(Seeks().to(5.0), PLAYING, 10.0)
    assert (seeks.ordered_at, seeks.seeks_before) == (10.0, 0)
    next_one = seeks.to(6.0)
    assert asked(next_one, PLAYING, 10.0 + BEGINS_WITHIN_SECONDS - 0.01)[1] is None
    assert asked(next_one, PLAYING, 10.0 + BEGINS_WITHIN_SECONDS)[1] == Seek(6.0, fresh=True)
    assert asked(next_one, replace(PLAYING, seeks=1), 10.0)[1] == Seek(6.0, fresh=True)


def test_a_seek_has_its_time_to_arrive() -> None:
    """Then it is ordered once more, afresh, and counted."""
    seeks, _ = asked(Seeks().to(5.0), PLAYING, 10.0)
    begun = replace(PLAYING, seeks=1)
    soon, order = asked(seeks, begun, 10.0 + ARRIVES_WITHIN_SECONDS - 0.01)
    assert (soon, order) == (seeks, None)
    again, order = asked(seeks, begun, 10.0 + ARRIVES_WITHIN_SECONDS)
    assert (again.tries, order) == (1, Seek(5.0, fresh=True))
    assert seeks.to(7.0).tries == again.to(7.0).tries == 0
