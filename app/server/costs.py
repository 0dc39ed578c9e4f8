"""What films cost at a server that pays for them, and where their originals are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """`convert` is paid once, `keep_month` every month, `watch_once` for each viewing."""

    convert: float = 0.0
    keep_month: float = 0.0
    watch_once: float = 0.0

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Cost:
        return cls(**{name: document[name] for name in cls.__slots__ if name in document})

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.convert + other.convert,
            self.keep_month + other.keep_month,
            self.watch_once + other.watch_once,
        )

    def __mul__(self, factor: float) -> Cost:
        return Cost(self.convert * factor, self.keep_month * factor, self.watch_once * factor)


@dataclass(frozen=True, slots=True)
class Costs:
    """All of an account; `priced` says by which list."""

    total: Cost
    priced: str
    videos: Mapping[str, Cost] = field(default_factory=dict)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Costs:
        videos = {each["video_id"]: Cost.from_json(each) for each in document["videos"]}
        return cls(Cost.from_json(document), document["priced"], videos)


@dataclass(frozen=True, slots=True)
class Original:
    """Where an original is: `message` is for the screen."""

    state: str
    message: str

    @property
    def can_be_archived(self) -> bool:
        return self.state in ("at_hand", "restored")

    @property
    def can_be_restored(self) -> bool:
        return self.state in ("leaving", "archived")
