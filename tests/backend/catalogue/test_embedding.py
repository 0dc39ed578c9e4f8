"""On which sites a film may be shown."""

from __future__ import annotations

import pytest

from backend.catalogue.embedding import frame_ancestors, tidy_embedding


@pytest.mark.parametrize(
    ("text", "tidy", "told"),
    [
        ("everywhere", "everywhere", "*"),
        (" Nowhere ", "nowhere", "'self'"),
        ("example.org", "example.org", "'self' example.org"),
        (
            "https://Example.org, *.example.com:8443 example.org example.org",
            "https://example.org *.example.com:8443 example.org",
            "'self' https://example.org *.example.com:8443 example.org",
        ),
    ],
)
def test_what_an_owner_says_and_a_browser_hears(text: str, tidy: str, told: str) -> None:
    """Sites once each; the server's own pages may always."""
    assert tidy_embedding(text) == tidy
    assert frame_ancestors(tidy) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "'none'",
        "example.org; script-src *",
        "javascript:x",
        "https://",
        "a/b",
        "everywhere nowhere;",
        "x " * 30 + " ".join(f"s{n}.org" for n in range(21)),
    ],
)
def test_what_is_no_site_is_refused(text: str) -> None:
    """Nothing that would say something else to a browser."""
    with pytest.raises(ValueError, match=r"no site"):
        tidy_embedding(text)
