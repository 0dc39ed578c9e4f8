"""What is tried next when a segment does not come."""

from __future__ import annotations

from app.player.fetch.retry import Retry, Trials, another, delay, next_try
from app.player.http import Trouble


def after(*faults: tuple[int, Trouble]) -> Trials:
    trials = Trials()
    for rung, trouble in faults:
        trials = trials.after(rung, trouble)
    return trials


def test_a_broken_line_is_tried_again_then_at_a_lower_rung() -> None:
    """First soon, then less often, and with fewer bytes."""
    once = after((2, Trouble.LINK))
    twice = after((2, Trouble.LINK), (2, Trouble.LINK))
    assert next_try(once, 3, relayed=False) == Retry(2, 0.2)
    assert next_try(twice, 3, relayed=False) == Retry(1, 0.4)


def test_what_is_missing_is_looked_for_in_the_other_rungs() -> None:
    """At once; when all have been asked, addresses are renewed."""
    assert next_try(after((1, Trouble.MISSING)), 3, relayed=False) == Retry(0)
    all_missing = after((1, Trouble.MISSING), (0, Trouble.MISSING), (2, Trouble.MISSING))
    assert next_try(all_missing, 3, relayed=False).renew


def test_a_segment_that_is_lost_while_others_are_not_made_is_not_asked_for_without_end() -> None:
    """Each try of another rung leads back to the one that lists it."""
    lost = after(*[(2, Trouble.MISSING)] * 4)
    assert next_try(lost, 3, relayed=False).delay_seconds == delay(4)


def test_a_refusal_renews_the_credentials_at_once() -> None:
    """The second refusal waits a little."""
    assert next_try(after((1, Trouble.REFUSED)), 3, relayed=False) == Retry(1, renew=True)
    again = after((1, Trouble.REFUSED), (1, Trouble.REFUSED))
    assert next_try(again, 3, relayed=False).delay_seconds > 0


def test_a_relayed_segment_keeps_its_rung() -> None:
    """Its beginning is in mpv already; if the rest is gone for good, it ends there."""
    faults = [(2, Trouble.MISSING)] * 4
    assert next_try(after(*faults[:1]), 3, relayed=True).rung == 2
    assert next_try(after(*faults), 3, relayed=True).cut_short
    renewals = [next_try(after(*faults[:n]), 3, relayed=True).renew for n in (1, 2, 3, 4)]
    assert renewals == [False, False, True, False]


def test_delays_double_up_to_a_limit() -> None:
    """Never longer than four seconds."""
    assert [delay(n) for n in (1, 2, 3, 4, 5, 50)] == [0.2, 0.4, 0.8, 1.6, 3.2, 4.0]


def test_another_rung_is_the_nearest_below_or_else_above() -> None:
    """With nothing left it stays."""
    assert another(2, 4, {2}) == 1
    assert another(0, 4, {0}) == 1
    assert another(1, 3, {0, 1, 2}) == 1
