"""Where a page of a list ended, as text that says nothing to clients."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any, TypeVar

from backend.errors import BackendError

Row = TypeVar("Row")
MOST = 2.0**62
"""Larger numbers are in no row, and SQLite can't take them."""


class BadCursor(BackendError):
    code = "bad_cursor"
    sentence = "bad_cursor"


def list_name(*parts: object) -> str:
    """Short, and different for each list and each set of filters."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def write(name: str, place: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([name, *place]).encode()).decode()


def cut(
    name: str, rows: Sequence[Row], limit: int, place_of: Callable[[Row], Sequence[Any]]
) -> tuple[Sequence[Row], str | None]:
    """A page, and the cursor of the next one if there is one: `rows` may be one more than fit."""
    shown = rows[:limit]
    return shown, write(name, place_of(shown[-1])) if len(rows) > limit else None


def read(name: str, cursor: str | None, *kinds: type) -> Any:
    """The place, or None for the beginning. Raises BadCursor for another list's, or nonsense."""
    if cursor is None:
        return None
    kept, *place = opened(cursor)
    if kept != name or len(place) != len(kinds) or not all(map(is_a, place, kinds)):
        raise BadCursor
    return tuple(place)


def is_of(name: str, cursor: str | None) -> bool:
    """Whether it is of that list. Raises BadCursor."""
    return cursor is not None and opened(cursor)[0] == name


def opened(cursor: str) -> list[Any]:
    """The list's name, and the place in it. Raises BadCursor."""
    try:
        kept, *place = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, RecursionError):
        raise BadCursor from None
    return [kept, *place]


def is_a(value: object, kind: type) -> bool:
    if kind is str:
        return isinstance(value, str) and value.isprintable()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and isfinite(value) and abs(value) <= MOST  # type: ignore[arg-type]
