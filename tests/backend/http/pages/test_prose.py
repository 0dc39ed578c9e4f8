"""What strangers wrote, as HTML that it can't break out of."""

from __future__ import annotations

import pytest

from backend.http.pages.prose import described, preview, tags


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("at 1:05", 'at <a href="?t=65" data-seconds="65">1:05</a>'),
        ("0:00 start", '<a href="?t=0" data-seconds="0">0:00</a> start'),
        ("(1:00:01)", '(<a href="?t=3601" data-seconds="3601">1:00:01</a>)'),
        ("9:59:59 is too late", "9:59:59 is too late"),
        ("1:2:3:4, 12.1:30.5, 1:75", "1:2:3:4, 12.1:30.5, 1:75"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_times_of_the_film_can_be_clicked(text: str, shown: str) -> None:
    """What only looks like one stays text, and so does what lies behind the end."""
    assert described(text, 4000, {}) == shown


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2"),
        ("(http://example.org/x)", "http://example.org/x"),
        ('<a href="https://example.org">', "https://example.org"),
        ("https://example.org/1:05", "https://example.org/1:05"),
    ],
)
def test_addresses_can_be_clicked(text: str, address: str) -> None:
    """Without what stands around them; search engines give nothing for them."""
    shown = described(text, 4000, {})
    assert shown.count("<a ") == 1
    assert f'<a href="{address}" target="_blank" rel="nofollow noopener ugc">{address}</a>' in shown


def test_a_time_keeps_the_link() -> None:
    """Or the page behind it would be closed to whoever came by one."""
    assert 'href="?link=l&amp;t=5"' in described("0:05", None, {"link": "l"})


def test_a_preview_is_short() -> None:
    """One line, cut where it is too long."""
    assert preview("one\n two") == "one two"
    assert (len(preview("word " * 99)), preview("word " * 99)[-1]) == (200, "…")


def test_tags_hold_any_text() -> None:
    """What is not known has none."""
    made = tags({"og:title": '"><script>', "og:image": None, "robots": "noindex"})
    assert made == (
        '<meta property="og:title" content="&quot;&gt;&lt;script&gt;">\n'
        '<meta name="robots" content="noindex">'
    )
