"""Seeks are told to the engine one at a time, and none is lost."""

from __future__ import annotations

from dataclasses import replace

from app.player.engine.api import Report
from app.player.engine.seeks import (
    ARRIVES_WITHIN_SECONDS,
    BEGINS_WITHIN_SECONDS,
    MOST_TRIES,
    Seek,
    Seeks,
)

PLAYING = Report(loaded=True, first_frame=True, cached_from=0.0, cached_until=20.0)


def ordered(seeks: Seeks, report: Report, now: float = 0.0) -> Seek | None:
    return seeks.next(report, now, at_hand=True)


def test_goes_by_itself_where_mpv_has_the_bytes() -> None:
    """Nothing has to be asked for again."""
    seeks = Seeks()
    seeks.want(5.0)
    assert ordered(seeks, PLAYING) == Seek(5.0, fresh=False)


def test_the_edge_of_what_mpv_has_counts_as_outside() -> None:
    """There is no telling whether mpv would go there by itself."""
    seeks = Seeks()
    seeks.want(19.5)
    assert ordered(seeks, PLAYING) == Seek(19.5, fresh=True)


def test_waits_until_the_film_is_loaded() -> None:
    """A seek during the start is carried out as soon as mpv takes one."""
    seeks = Seeks()
    seeks.want(5.0)
    assert ordered(seeks, Report()) is None
    assert seeks.goal == 5.0
    assert ordered(seeks, PLAYING) == Seek(5.0)


def test_the_next_seek_waits_until_this_one_has_begun() -> None:
    """Of those wanted meanwhile the last one counts, and a wish for fresh bytes is kept."""
    seeks = Seeks()
    seeks.want(5.0)
    ordered(seeks, PLAYING)
    seeks.want(0.0, fresh=True)
    seeks.want(1.0)
    assert ordered(seeks, PLAYING) is None
    assert ordered(seeks, replace(PLAYING, seeks=1)) == Seek(1.0, fresh=True)


def test_arriving_from_an_earlier_seek_does_not_count() -> None:
    """Only playing that goes on after this seek began ends it."""
    seeks = Seeks()
    seeks.want(5.0)
    ordered(seeks, replace(PLAYING, seeks=3, arrivals=2))
    ordered(seeks, replace(PLAYING, seeks=3, arrivals=3))
    assert seeks.goal == 5.0
    ordered(seeks, replace(PLAYING, seeks=4, arrivals=4))
    assert seeks.goal is None


def test_a_lost_seek_is_ordered_again_and_at_last_given_up() -> None:
    """Neither waits the viewer for ever, nor does mpv seek for ever."""
    seeks = Seeks()
    seeks.want(5.0)
    now, orders = 0.0, 0
    for _ in range(2 * MOST_TRIES):
        orders += ordered(seeks, PLAYING, now) is not None
        now += BEGINS_WITHIN_SECONDS
    assert orders == MOST_TRIES
    assert seeks.goal is None


def test_a_seek_that_has_begun_waits_for_its_bytes() -> None:
    """It is only doubted when the bytes are there and nothing comes of it."""
    begun = replace(PLAYING, seeks=1)
    seeks = Seeks()
    seeks.want(50.0)
    ordered(seeks, PLAYING)
    late = ARRIVES_WITHIN_SECONDS + 1
    assert seeks.next(begun, late, at_hand=False) is None
    assert seeks.next(begun, late, at_hand=True) == Seek(50.0, fresh=True)
