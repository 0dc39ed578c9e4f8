"""The controller's choices: values in, values out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.player.abr.controller import (
    InFlight,
    Limits,
    Rung,
    View,
    abandon,
    begins_anew,
    cap,
    choose,
    expected_bits,
)
from app.player.abr.lookahead import Odds, after, moves_within
from app.player.abr.throughput import Estimate

LADDER = (
    Rung("360p", 640, 360, 4e5, 4e5, 7e5),
    Rung("480p", 854, 480, 1e6, 1e6, 1.8e6),
    Rung("720p", 1280, 720, 2.5e6, 2.5e6, 4.4e6),
    Rung("1080p", 1920, 1080, 5e6, 5e6, 8.7e6),
)
RATES = (1e5, 3e5, 6e5, 1e6, 1.7e6, 2.6e6, 4e6, 6e6, 1e7, 3e7)


def link(bps: float, error: float = 0.4) -> Estimate:
    return Estimate(bps, 0.05, error, bps, bps, 60.0)


def view(bps: float = 2e6, buffer: float = 30.0, last: int | None = 1, segments: int = 60) -> View:
    return View(
        ladder=LADDER,
        durations=(4.0,) * segments,
        sizes=[[int(rung.average_bps / 2)] * segments for rung in LADDER],
        next_segment=min(10, segments - 1),
        buffer_seconds=buffer,
        last_rung=last,
        estimate=link(bps),
    )


def seek(bps: float) -> View:
    return replace(view(bps, buffer=0.0, last=None), waiting=True)


def test_the_window_asks_for_no_more_pixels_than_it_shows() -> None:
    """The smallest rung that covers the window is the highest one allowed."""
    assert cap(LADDER, Limits(window=(1280, 720))) == 2
    assert cap(LADDER, Limits(window=(3840, 2160))) == 3
    assert cap(LADDER, Limits(window=(320, 900))) == 0


def test_the_users_cap_counts_the_short_side() -> None:
    """A portrait film is 720p when it is 720 wide, and one rung is always left."""
    portrait = tuple(replace(rung, width=rung.height, height=rung.width) for rung in LADDER)
    assert cap(portrait, Limits(max_height=720)) == 2
    assert cap(LADDER, Limits(max_height=144)) == 0


def test_a_metered_network_keeps_heavy_rungs_out() -> None:
    """The cap in bit/s is held by the rungs' average."""
    assert cap(LADDER, Limits(max_bps=1.5e6)) == 1


@pytest.mark.parametrize("last", range(4))
@pytest.mark.parametrize("buffer", [0.0, 4.0, 12.0, 30.0, 80.0])
def test_a_faster_link_never_means_a_lower_rung(buffer: float, last: int) -> None:
    """All else equal, the choice rises with the rate."""
    choices = [choose(view(bps, buffer, last)).rung for bps in RATES]
    assert choices == sorted(choices)


@pytest.mark.parametrize("bps", RATES)
def test_a_fuller_buffer_never_means_a_lower_rung(bps: float) -> None:
    """All else equal, the choice rises with the buffer."""
    choices = [choose(view(bps, buffer)).rung for buffer in (0.0, 5.0, 10.0, 20.0, 40.0, 80.0)]
    assert choices == sorted(choices)


@settings(deadline=None)
@given(
    bps=st.floats(1e4, 1e9),
    buffer=st.floats(0, 90),
    last=st.none() | st.integers(0, 3),
    highest=st.integers(0, 3),
    error=st.floats(0, 3),
    waiting=st.booleans(),
    segments=st.integers(1, 15),
)
def test_no_choice_is_above_the_cap(
    bps: float,
    buffer: float,
    last: int | None,
    highest: int,
    error: float,
    waiting: bool,
    segments: int,
) -> None:
    """Whatever the link and the buffer: the cap holds, and there is always an answer; what waits
    for room is chosen anew."""
    seen = replace(
        view(bps, buffer, last, segments), cap=highest, waiting=waiting, estimate=link(bps, error)
    )
    choice = choose(seen)
    assert choice.wait_seconds or 0 <= choice.rung <= highest


@settings(deadline=None)
@given(rungs=st.integers(1, 8), seconds=st.floats(1, 12), known=st.booleans())
def test_any_ladder_and_any_segment_length_will_do(rungs: int, seconds: float, known: bool) -> None:
    """Ladders of one to eight rungs, segments of 1 to 12 s, sizes known or not."""
    ladder = tuple(
        Rung(f"{n}", 16 * 2**n, 9 * 2**n, 2e5 * 2**n, 2e5 * 2**n, 3e5 * 2**n) for n in range(rungs)
    )
    size = [[int(rung.average_bps * seconds / 8) if known else None] * 30 for rung in ladder]
    seen = replace(view(), ladder=ladder, durations=(seconds,) * 30, sizes=size, last_rung=0)
    assert 0 <= choose(seen).rung < rungs


def test_a_fixed_choice_is_honoured_at_once() -> None:
    """Even on a link that can't carry it, and nothing of it is abandoned."""
    fixed = replace(view(3e5, buffer=1.0), fixed=3)
    assert choose(fixed).rung == 3
    assert abandon(fixed, InFlight(3, 1_000, 3.0, 2_500_000)) is None


def test_an_unknown_link_starts_at_the_lowest_rung() -> None:
    """Nothing remembered, nothing measured."""
    assert choose(replace(seek(1e6), estimate=None)).rung == 0


@pytest.mark.parametrize(("bps", "rung"), [(3e5, 0), (1.5e6, 1), (4e6, 2), (2e7, 3)])
def test_a_seek_lands_on_a_rung_that_comes_within_a_second(bps: float, rung: int) -> None:
    """Its first second, relayed, is there in time, and the rest keeps up."""
    assert choose(seek(bps)).rung == rung


def test_a_full_buffer_is_waited_for() -> None:
    """There is room for a segment of 4 s in 90 s from a level of 86 s on."""
    assert choose(view(buffer=88.0)).wait_seconds == pytest.approx(2.0)
    assert choose(replace(view(buffer=88.0), fixed=2)).wait_seconds == pytest.approx(2.0)
    assert choose(view(buffer=80.0)).wait_seconds == 0.0
    assert choose(view(buffer=86.0 + 1e-12)).wait_seconds == 0.0


def test_full_memory_is_waited_for_unless_the_picture_stands_still() -> None:
    """What is kept for seeking back must not keep the next frame out."""
    full = replace(view(buffer=5.0), memory_full=True)
    assert choose(full).wait_seconds > 0
    assert choose(replace(full, waiting=True)).wait_seconds == 0.0


def test_nothing_is_kept_for_after_the_end() -> None:
    """The last segment of a film spends what the buffer has; before more, it is kept."""
    last = view(2e6, buffer=25.0, last=3, segments=11)
    assert choose(last).rung == 3
    assert choose(replace(last, growing=True)).rung < 3


def test_a_light_segment_is_taken_at_a_high_rung() -> None:
    """Sizes count, not averages: credits at the top cost less than a chase two rungs below."""
    sizes = [[int(rung.average_bps / 2 * 0.1)] * 60 for rung in LADDER]
    assert choose(replace(view(1e6), sizes=sizes)).rung == 3


def test_unknown_sizes_are_guessed_from_what_came_before() -> None:
    """When the last segments were heavy the next one is taken lower than in a light scene."""
    blank: list[list[int | None]] = [[None] * 60 for _ in LADDER]
    heavy, light = ([row[:] for row in blank] for _ in range(2))
    heavy[1][7:10], light[1][7:10] = [1_000_000] * 3, [200_000] * 3
    assert (
        choose(replace(view(1.2e6, 20.0), sizes=heavy)).rung
        < choose(replace(view(1.2e6, 20.0), sizes=light)).rung
    )


def test_a_request_that_will_not_make_it_is_abandoned() -> None:
    """A tenth came, the link broke down to a tenth, and the buffer is short."""
    assert abandon(view(4e5, buffer=6.0, last=3), InFlight(3, 200_000, 3.0, 2_500_000)) == 0


@pytest.mark.parametrize(
    ("bps", "rung", "received", "anew"),
    [
        (5e5, 3, 100_000, True),  # half a minute of waiting, or four seconds
        (5e5, 3, 2_300_000, False),  # nearly here
        (5e5, 0, 0, False),  # there is nothing lower
        (2e7, 3, 100_000, False),  # it comes fast
    ],
)
def test_what_the_player_reads_already_is_thrown_away_in_need_alone(
    bps: float, rung: int, received: int, anew: bool
) -> None:
    """While the picture stands still for it; a choice is kept to."""
    flight = InFlight(rung, received, 3.0, 2_500_000)
    assert begins_anew(seek(bps), flight) is anew
    assert not begins_anew(view(bps, buffer=0.0), flight)
    assert not begins_anew(replace(seek(bps), fixed=3), flight)


def test_a_request_that_will_make_it_goes_on() -> None:
    """Nearly done, or a buffer that outlasts it."""
    assert abandon(view(4e6, buffer=6.0, last=3), InFlight(3, 2_400_000, 3.0, 2_500_000)) is None
    assert abandon(view(4e6, buffer=60.0, last=3), InFlight(3, 200_000, 3.0, 2_500_000)) is None
    assert abandon(view(1e5, buffer=1.0), InFlight(0, 0, 3.0, 200_000)) is None


@pytest.mark.parametrize("seconds", [1.0, 2.0, 6.0, 8.0, 12.0])
def test_a_link_changes_no_less_where_a_film_is_cut_finer(seconds: float) -> None:
    """In 24 s it becomes as much of each other rate, however many segments that is."""
    at_first: Odds = (0.0, 1.0, 0.0, 0.0, 0.0)
    odds = at_first
    for _ in range(int(24 / seconds)):
        odds = after(odds, moves_within(seconds))
    usual = at_first
    for _ in range(6):
        usual = after(usual, moves_within(4.0))
    assert odds == pytest.approx(usual, abs=0.02)


def test_limits_hold_to_the_line() -> None:
    """What is just within them is; a window of 1.05 times the rung's picture is covered by it."""
    assert cap(LADDER, Limits(max_height=720)) == 2
    assert cap(LADDER, Limits(max_height=719)) == 1
    assert cap(LADDER, Limits(max_bps=2.5e6)) == 2
    assert cap(LADDER, Limits(window=(1344, 756))) == 2
    assert cap(LADDER, Limits(window=(1357, 763))) == 3
    assert cap(LADDER, Limits()) == 3


def test_a_guess_leans_to_the_average_with_the_distance() -> None:
    """Twice as heavy now, 1.5 times a segment on, in every rung; what is older does not count."""
    sizes: list[list[int | None]] = [[None] * 60 for _ in LADDER]
    sizes[1][6:10] = [9_000_000, 1_000_000, 1_000_000, 1_000_000]
    seen = replace(view(), sizes=sizes)
    assert expected_bits(seen, 1, 10) == pytest.approx(8e6)
    assert expected_bits(seen, 1, 11) == pytest.approx(6e6)
    assert expected_bits(seen, 3, 10) == pytest.approx(40e6)
    assert expected_bits(seen, 1, 9) == 8e6
    assert expected_bits(replace(seen, sizes=[[None] * 60] * 4), 1, 12) == pytest.approx(4e6)
    assert expected_bits(replace(seen, next_segment=1), 1, 1) == pytest.approx(4e6)


def test_a_segment_is_as_heavy_at_one_rung_as_at_those_that_are_known() -> None:
    """Half the average at 360p, three quarters at 480p: five eighths at 1080p, wherever it is."""
    sizes: list[list[int | None]] = [[None] * 60 for _ in LADDER]
    sizes[0][20], sizes[1][20] = 100_000, 375_000
    assert expected_bits(replace(view(), sizes=sizes), 3, 20) == pytest.approx(20e6 * 5 / 8)


def test_a_request_goes_on_that_comes_in_half_the_buffer() -> None:
    """By the bytes that are left; how many it has is guessed where nobody said."""
    seen = view(4e5, buffer=6.0, last=3)
    left = 150_000
    assert abandon(replace(seen, buffer_seconds=6.1), InFlight(3, 850_000, 3.0, 1_000_000)) is None
    assert abandon(seen, InFlight(3, 2_500_000 - left // 4, 3.0)) is None
    assert abandon(seen, InFlight(3, 200_000, 3.0)) == 0
    assert abandon(replace(seen, estimate=None), InFlight(3, 200_000, 3.0)) is None


def test_a_seek_needs_its_first_second_in_one_and_the_rest_in_time() -> None:
    """At four fifths of the rate, with a latency of 50 ms."""
    needed = 1e6 / (0.8 * 0.95)
    assert choose(seek(needed * 1.001)).rung == 1
    assert choose(seek(needed * 0.999)).rung == 0
    brief = replace(seek(needed * 1.001), durations=(0.5,) * 60)
    assert choose(brief).rung == 0
    slow = replace(seek(1e9), estimate=replace(link(1e9), latency_seconds=1.1))
    assert choose(slow).rung == 0


def test_a_film_ends_before_the_horizon() -> None:
    """Of a single rung there is nothing to choose; a cap above the ladder is none."""
    assert choose(replace(view(1e9), cap=9)).rung == 3
    assert choose(replace(view(), ladder=LADDER[:1], sizes=[[None] * 60], last_rung=0)).rung == 0
