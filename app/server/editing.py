"""What an owner edits of a film besides its words, as the backend tells it: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.server.videos import Absolute, as_given, known_fields


@dataclass(frozen=True, slots=True)
class Chapter:
    """It ends where the next one begins."""

    start_seconds: float
    title: str

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Chapter:
        return cls(**known_fields(cls, document))

    def to_json(self) -> dict[str, Any]:
        return {"start_seconds": self.start_seconds, "title": self.title}


@dataclass(frozen=True, slots=True)
class ChapterSet:
    """As viewers have them. `origin`: own, description, file, or "" with none at all; `embedded`
    are those of the file."""

    origin: str = ""
    chapters: tuple[Chapter, ...] = ()
    embedded: tuple[Chapter, ...] = ()

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ChapterSet:
        return cls(
            document["origin"],
            tuple(map(Chapter.from_json, document["chapters"])),
            tuple(map(Chapter.from_json, document["embedded"])),
        )


@dataclass(frozen=True, slots=True)
class Caption:
    """A track of captions; `own`: added to the film, not a part of its file."""

    language: str
    label: str
    url: str
    own: bool

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> Caption:
        return cls(**known_fields(cls, document) | {"url": absolute(document["url"])})
