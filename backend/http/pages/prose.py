"""What people wrote, as HTML: descriptions with links in them, and previews for other sites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import urlencode

from backend.catalogue.moments import CLOCK, seconds_of
from backend.http.pages.rendering import Html

ADDRESS = r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?()\[\]{}]"
LINKED = re.compile(f"({ADDRESS})|{CLOCK.pattern}", re.IGNORECASE)
PREVIEW_LETTERS = 200


def described(text: str, duration: float | None, query: Mapping[str, str]) -> Html:
    """A description whose addresses and times can be clicked. `query` is what the page's own
    address needs besides a time."""

    def pieces() -> Iterator[str]:
        end = 0
        for found in LINKED.finditer(text):
            yield escape(text[end : found.start()])
            yield linked(found, duration, query)
            end = found.end()
        yield escape(text[end:])

    return Html("".join(pieces()))


def linked(found: re.Match[str], duration: float | None, query: Mapping[str, str]) -> str:
    """An address, or a time of the film; a time beyond its end stays text."""
    shown = escape(found[0])
    if found[1]:
        return f'<a href="{shown}" target="_blank" rel="nofollow noopener ugc">{shown}</a>'
    seconds = seconds_of(found[0]) or 0.0
    if duration is not None and seconds >= duration:
        return shown
    address = escape(urlencode({**query, "t": f"{seconds:.0f}"}))
    return f'<a href="?{address}" data-seconds="{seconds:.0f}">{shown}</a>'


def preview(text: str) -> str:
    """The beginning of a description, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW_LETTERS else line[: PREVIEW_LETTERS - 1].rstrip() + "…"


def tags(values: Mapping[str, str | None]) -> Html:
    """What other sites show of a page that is shared (Open Graph; Twitter's are names)."""
    lines = (
        f'<meta {kind_of(name)}="{name}" content="{escape(value)}">'
        for name, value in values.items()
        if value
    )
    return Html("\n".join(lines))


def kind_of(name: str) -> str:
    return "property" if name.startswith(("og:", "video:")) else "name"
