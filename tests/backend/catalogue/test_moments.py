"""Times as people write them."""

from __future__ import annotations

import pytest

from backend.catalogue.moments import seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        ("1m30s", 90),
        ("1M30S", 90),
        ("1m", 60),
        ("1h2m3s", 3723),
        ("2h", 7200),
        ("1.5", 1.5),
        ("0", 0),
        ("4:05", 245),
        ("1:02:03", 3723),
        (" 7 ", 7),
        ("", None),
        (None, None),
        ("-5", None),
        ("s", None),
        ("1s30m", None),
        ("4:65", None),
        ("nan", None),
        ("1e9", None),
        ("9" * 400, None),
        ("٣", 3),
    ],
)
def test_what_an_address_says(text: str | None, seconds: float | None) -> None:
    """As other sites have it, with and without units; anything else is no time."""
    assert seconds_of(text) == seconds
