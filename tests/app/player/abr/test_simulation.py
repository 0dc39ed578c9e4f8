"""The bench of the controller: its optimum, its simulator and its rules, on tiny cases."""

from __future__ import annotations

import random
from itertools import product

import pytest

from app.player.abr.controller import Choice, InFlight, Rung, View
from tests.bench.abr import baselines
from tests.bench.abr.film import Film, linear, logarithmic
from tests.bench.abr.optimum import optimum
from tests.bench.abr.ours import Matinee
from tests.bench.abr.simulator import Policy, Session, Sizes, play
from tests.bench.abr.traces import Step, Trace

LADDER = (
    Rung("360p", 640, 360, 4e5, 4e5, 7e5),
    Rung("480p", 854, 480, 1e6, 1e6, 1.8e6),
    Rung("720p", 1280, 720, 2.5e6, 2.5e6, 4.4e6),
)


class Script(baselines.Rule):
    """Plays rungs given beforehand."""

    relays = True
    buffer_seconds = 116.0

    def __init__(self, rungs: tuple[int, ...]) -> None:
        self._rungs = rungs

    def rung(self, view: View) -> int:
        return self._rungs[view.next_segment]


def film_of(segments: int, seed: int = 0) -> Film:
    dice = random.Random(seed)
    heavy = [dice.uniform(0.4, 1.6) for _ in range(segments)]
    sizes = tuple(tuple(int(r.average_bps * weight / 2) for weight in heavy) for r in LADDER)
    return Film(LADDER, (4.0,) * segments, sizes)


def trace_of(seed: int, mean_bps: float = 1e6) -> Trace:
    dice = random.Random(seed)
    rates = [mean_bps * dice.lognormvariate(0, 0.8) for _ in range(30)]
    return Trace(f"seed {seed}", [Step(dice.uniform(1, 4), rate, 0.05) for rate in rates])


def steady(bps: float) -> Trace:
    return Trace("steady", [Step(10.0, bps, 0.05)])


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_is_what_trying_everything_finds(seed: int) -> None:
    """For five segments all 243 sessions are played; the programme finds the best of them."""
    movie, link = film_of(5, seed), trace_of(seed)
    sessions = [play(link, movie, Script(rungs)) for rungs in product(range(3), repeat=5)]
    for scale in (linear(LADDER), logarithmic(LADDER)):
        best = max(session.qoe(scale) for session in sessions)
        assert optimum(link, movie, scale, exact=True) == pytest.approx(best, abs=1e-6)
        assert optimum(link, movie, scale) == pytest.approx(best, abs=0.02)


@pytest.mark.parametrize("seed", range(4))
def test_nobody_beats_the_optimum(seed: int) -> None:
    """Not our controller, nor any rule, on a link it could not know."""
    movie, link = film_of(20, seed), trace_of(seed, 1.5e6)
    policies: list[Policy] = [Matinee(), baselines.HlsJs(), baselines.RobustMpc()]
    for scale in (linear(LADDER), logarithmic(LADDER)):
        bound = optimum(link, movie, scale)
        assert all(play(link, movie, policy).qoe(scale) <= bound + 0.02 for policy in policies)


def test_a_steady_link_is_reckoned_by_hand() -> None:
    """Three round trips and a quarter of the first segment until it starts, then no stall."""
    movie = Film(LADDER[:1], (4.0, 4.0), ((250_000, 250_000),))
    session = play(steady(1e6), movie, Script((0, 0)))
    assert session == Session((0, 0), session.start_seconds, 0.0, 0, 0)
    assert session.start_seconds == pytest.approx(0.15 + 0.5)


def test_a_stall_lasts_until_the_segment_is_there() -> None:
    """The second segment takes 8 s, and 4 s less what was relayed early are there to play."""
    movie = Film(LADDER[:1], (4.0, 4.0), ((250_000, 1_000_000),))
    session = play(steady(1e6), movie, Script((0, 0)))
    assert session.stall_seconds == pytest.approx(8.05 - 4.0 + 1.5)
    assert session.stalls == 1


def test_playing_catches_up_with_a_relayed_segment() -> None:
    """At half the segment's rate the relayed start stalls until all of it came."""
    movie = Film(LADDER[:1], (4.0,), ((500_000,),))
    session = play(steady(5e5), movie, Script((0,)))
    assert session.start_seconds == pytest.approx(0.15 + 2.0)
    assert session.stall_seconds == pytest.approx(6.0 - 2.0)


def test_a_trace_wraps_at_its_end() -> None:
    """Bits flow on through the second lap as through the first."""
    trace = Trace("two", [Step(1.0, 1e6, 0.01), Step(1.0, 3e6, 0.02)])
    assert trace.finish(0.5, 0.5e6) == pytest.approx(1.0)
    assert trace.finish(1.0, 4e6) == pytest.approx(3.0)
    assert trace.carried(0.5, 4.5) == pytest.approx(8e6)
    assert trace.latency(3.5) == 0.02


class Quitter(Script):
    """Gives up its second segment once, for the lowest rung."""

    def abandon(self, view: View, in_flight: InFlight) -> int | None:
        return 0 if view.next_segment == 1 and in_flight.rung else None


def test_an_abandoned_request_wastes_what_came() -> None:
    """Half a second of bytes is lost, and the lower rung is fetched instead."""
    movie = film_of(2)
    session = play(steady(1e6), movie, Quitter((0, 2)))
    assert session.rungs == (0, 0)
    assert session.wasted_bytes == pytest.approx(1e6 / 8 * 0.45, abs=2)


@pytest.mark.parametrize(
    "policy",
    [
        baselines.HlsJs(),
        baselines.Shaka(),
        baselines.ExoPlayer(),
        baselines.BolaE(),
        baselines.DashDynamic(),
        baselines.RobustMpc(),
        Matinee(),
    ],
)
def test_every_rule_reaches_the_top_on_a_fast_link(policy: Policy) -> None:
    """With ten times the top rung's rate, the film ends at the top without a stall."""
    session = play(steady(2.5e7), film_of(40), policy)
    assert session.rungs[-1] == 2
    assert session.stall_seconds == 0


def test_the_same_link_gives_the_same_session() -> None:
    """No clock and no chance: a golden session, segment by segment."""
    sessions = [play(trace_of(3, 2e6), film_of(16, 3), Matinee()) for _ in range(2)]
    assert sessions[0] == sessions[1]
    assert "".join(map(str, sessions[0].rungs)) == "0000111122222222"


def test_a_choice_needs_no_sizes() -> None:
    """Without sizes a film plays by its average rates, and without a stall on a steady link."""
    session = play(steady(2e6), film_of(40), Matinee(), Sizes.UNKNOWN)
    assert session.stall_seconds == 0
    assert 1 in session.rungs


def test_a_full_buffer_waits() -> None:
    """A fast link does not fetch a long film at once: the buffer is bounded."""
    fullest = 0.0

    class Watched(Matinee):
        def choose(self, view: View) -> Choice:
            nonlocal fullest
            fullest = max(fullest, view.buffer_seconds)
            return super().choose(view)

    play(steady(5e7), film_of(60), Watched(max_buffer_seconds=30.0))
    assert 20.0 < fullest <= 30.0
