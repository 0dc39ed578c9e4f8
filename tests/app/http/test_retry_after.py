"""How long a server asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.retry_after import MOST_SECONDS, retry_after

NOW = datetime(1994, 11, 6, 8, 49, 7, tzinfo=UTC)


@pytest.mark.parametrize("asked", ["0", "7", " 7 ", "007"])
def test_seconds_are_taken_at_their_word(asked: str) -> None:
    """Also none, which is less patience than no header at all would get."""
    assert retry_after(asked, NOW) == float(asked)


@pytest.mark.parametrize(
    "date",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 09:49:37 +0100",
    ],
)
def test_a_date_is_counted_from_now(date: str) -> None:
    """In each of HTTP's three forms, and with an offset that none of them has."""
    assert retry_after(date, NOW) == 30.0


def test_a_date_that_is_past_asks_for_nothing() -> None:
    """The server's clock may be behind ours."""
    assert retry_after("Sun, 06 Nov 1994 08:00:00 GMT", NOW) == 0.0


@pytest.mark.parametrize("asked", ["86400", "9" * 400, "Mon, 07 Nov 1994 08:49:37 GMT"])
def test_nobody_is_waited_for_too_long(asked: str) -> None:
    """Ten minutes at most."""
    assert retry_after(asked, NOW) == MOST_SECONDS == 600.0


@pytest.mark.parametrize(
    "asked",
    [None, "", "soon", "-1", "1.5", "²", "٣", "Mon, 1 Jan 2020 00:00:00 +99999999999999"],
)
def test_what_is_neither_counts_as_absent(asked: str | None) -> None:
    """Digits of other scripts, and dates of no calendar, too."""
    assert retry_after(asked, NOW) is None


@given(st.text() | st.from_regex(r"Sun, [0-9]{2} Nov [0-9]{1,30} 0[0-9]:00:00 [+-][0-9]{1,30}"))
def test_no_header_breaks_us(asked: str) -> None:
    """Whatever a server sends is a bounded wait, or none."""
    seconds = retry_after(asked, NOW)
    assert seconds is None or 0.0 <= seconds <= MOST_SECONDS
