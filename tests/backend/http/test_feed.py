"""Who may listen."""

from __future__ import annotations

from contextlib import ExitStack

from backend.http.feed import MOST_STREAMS, Feed, Listens


def test_streams_that_begin_at_once_are_bounded_as_well() -> None:
    """All were admitted before the first of them was there; others have theirs."""
    feed = Feed()
    for _ in range(MOST_STREAMS + 1):
        feed.admit(Listens("anna"))
    with ExitStack() as stack:
        whose = [*["anna"] * (MOST_STREAMS + 1), "bert"]
        closed = [
            stack.enter_context(feed.subscribe(Listens(name), lambda _: True)).closed
            for name in whose
        ]

    assert closed == [*[False] * MOST_STREAMS, True, False]
