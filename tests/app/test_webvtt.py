"""Times as WebVTT writes them."""

from __future__ import annotations

import pytest

from app.webvtt import first_time, with_times


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:01.500", 1.5),
        ("01:02:03.004 --> 01:02:04.000", 3723.004),
        ("LOCAL:100:00:00.000", 360_000.0),
        ("0:1.5", 1.5),
    ],
)
def test_the_first_time_is_read(text: str, seconds: float) -> None:
    """With hours or without, and with fewer digits than there should be."""
    assert first_time(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "soon", "1.5", "00:01", "00:01,500"])
def test_what_is_no_time_is_none(text: str) -> None:
    """Seconds by themselves, or SRT's comma."""
    assert first_time(text) is None


def test_a_time_of_absurd_length_is_read_as_far_as_it_can_be() -> None:
    """Python refuses to read a number of so many digits."""
    assert first_time("9" * 5000 + ":00:01.000") == 999_999_999 * 3600 + 1


def test_each_time_is_changed() -> None:
    """The rest of the text stays; none comes before zero."""
    assert with_times("a 00:01.000 --> 00:59.500 b", lambda seconds: seconds * 60) == (
        "a 00:01:00.000 --> 00:59:30.000 b"
    )
    assert with_times("00:01.000", lambda seconds: seconds - 5) == "00:00:00.000"


def test_a_time_is_rounded_as_a_whole() -> None:
    """There is no sixtieth second."""
    assert with_times("00:01.000", lambda _: 59.9996) == "00:01:00.000"
