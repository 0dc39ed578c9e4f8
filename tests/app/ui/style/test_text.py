"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale

from app.ui.style import text


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 KB"), (22_700_000, "22.7 MB"),
     (999_960, "1.0 MB"), (123_456_789_000, "123 GB"), (5e15, "5000 TB")],
)  # fmt: skip
def test_sizes(count: float, words: str) -> None:
    """Decimal units, one digit while it says something."""
    assert text.size(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–:––"), (0, "0:00"), (65.9, "1:05"), (3723, "1:02:03"), (-1, "0:00")],
)
def test_clocks(seconds: float | None, words: str) -> None:
    """Hours only when there are any; what is not known is shown as such."""
    assert text.clock(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0.2, "a few seconds left"), (22, "about 20 s left"), (58, "about 1 min left"),
     (300, "about 5 min left"), (1400, "about 25 min left"), (3590, "about 1 h left"),
     (7700, "about 2 h 10 min left"), (400_000, "about 5 days left")],
)  # fmt: skip
def test_waits(seconds: float | None, words: str) -> None:
    """Rough, and never nothing while something is left."""
    assert text.time_left(seconds) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [("2026-11-23T11:59:40+00:00", "just now"), ("2026-11-23T11:00:00+00:00", "1 hour ago"),
     ("2026-11-20T12:00:00+00:00", "3 days ago"), ("2024-11-20T12:00:00", "2 years ago"),
     ("", ""), ("yesterday", "")],
)  # fmt: skip
def test_distances(when: str, words: str) -> None:
    """A time without a zone is UTC; what is no time is left out."""
    assert text.ago(when, datetime(2026, 11, 23, 12, tzinfo=UTC)) == words


def test_rates() -> None:
    """Bits for playing, bytes for files."""
    assert text.bit_rate(5_000_000) == "5.0 Mbit/s"
    assert text.bit_rate(640_000) == "640 kbit/s"
    assert text.bit_rate(None) == "–"
    assert text.speed(1_500_000) == "1.5 MB/s"
    assert text.speed(0) == ""


@pytest.fixture
def german() -> Iterator[None]:
    """The reader's locale, as long as the test runs."""
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("german")
def test_the_readers_locale() -> None:
    """Its separators, and its calendar; what is no time is left out."""
    assert text.views(1204) == "1.204 views"
    assert text.views(1) == "1 view"
    assert text.moment("2026-12-24T12:00:00+00:00").startswith("24.12.26")
    assert text.moment("tomorrow") == ""


def test_what_is_said_again_is_brief() -> None:
    """Of very much its beginning."""
    assert text.brief("bunny") == "bunny"
    assert text.brief("word " * 60) == "word " * 15 + "word…"
