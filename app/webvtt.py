"""WebVTT's times (W3C WebVTT §3.4): hours if there are any, minutes, seconds, thousandths."""

from __future__ import annotations

import re
from collections.abc import Callable

TIME = re.compile(r"(?:(\d{1,9}):)?(\d{1,2}):(\d{1,2})\.(\d{1,3})")
"""Strangers' files are taken with fewer digits than they must have."""


def first_time(text: str) -> float | None:
    """The seconds of the first time in a text."""
    found = TIME.search(text)
    return None if found is None else _seconds(found)


def cue_starts(text: str) -> tuple[float, ...]:
    """When its cues begin, in order and each once."""
    starts = (first_time(line) for line in text.splitlines() if "-->" in line)
    return tuple(sorted({start for start in starts if start is not None}))


def with_times(text: str, change: Callable[[float], float]) -> str:
    """The text with each of its times changed, though never to one before zero."""
    return TIME.sub(lambda found: _clock(change(_seconds(found))), text)


def _seconds(time: re.Match[str]) -> float:
    hours, minutes, seconds, fraction = time.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction}")


def _clock(seconds: float) -> str:
    minutes, thousandths = divmod(round(max(0.0, seconds) * 1000), 60_000)
    rest, thousandths = divmod(thousandths, 1000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}.{thousandths:03}"
