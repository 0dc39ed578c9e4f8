"""What is asked of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    POPULAR = "popular"
    LONGEST = "longest"
    RELEVANCE = "relevance"


LONGEST_QUERY = 300
"""So many letters servers look for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the catalogue; without a `sort` a search goes by relevance, all else by
    date."""

    query: str = ""
    channel: str | None = None
    language: str | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    sort: Sort | None = None

    def to_params(self) -> dict[str, Any]:
        asked = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in asked.items() if value not in ("", None)}
