"""Moments of a film as people read and type them, to the millisecond."""

from __future__ import annotations

from app.links import written
from app.ui.style import text


def shown_time(seconds: float) -> str:
    """ "1:23", "1:23.4"; `seconds_of` reads it."""
    _, dot, fraction = written(seconds).partition(".")
    return text.clock(seconds) + dot + fraction
