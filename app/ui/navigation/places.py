"""Where in the window one can be, as values; and the way one came there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.server.catalogue import Wanted

MOST_REMEMBERED = 50


class Kind(StrEnum):
    HOME = "home"
    FOLLOWING = "following"
    YOURS = "yours"
    PLAYLISTS = "playlists"
    PLAYLIST = "playlist"
    HISTORY = "history"
    UPLOADS = "uploads"
    DOWNLOADS = "downloads"
    CHANNEL = "channel"
    SEARCH = "search"
    FIGURES = "figures"
    CHANNEL_FIGURES = "channel_figures"


WITH_ID = (Kind.PLAYLIST, Kind.CHANNEL, Kind.FIGURES, Kind.CHANNEL_FIGURES)


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what it shows: `id` of a playlist, channel or video, `wanted` of a search."""

    kind: Kind
    id: str = ""
    wanted: Wanted = field(default_factory=Wanted)

    def __str__(self) -> str:
        """For the state of the window that is kept; a search is not."""
        return f"{self.kind}/{self.id}" if self.id else str(self.kind)

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """None for what is no place, or none to begin with."""
        kind, _, identity = text.partition("/")
        takes_id = kind in WITH_ID
        if kind not in set(Kind) or kind == Kind.SEARCH or takes_id != bool(identity):
            return None
        return cls(Kind(kind), identity)


@dataclass(frozen=True, slots=True)
class Way:
    """Where one is, where one came from, and what one went back from; as in a browser."""

    here: Place
    behind: tuple[Place, ...] = ()
    ahead: tuple[Place, ...] = ()

    def go(self, place: Place) -> Way:
        if place == self.here:
            return self
        return Way(place, (*self.behind, self.here)[-MOST_REMEMBERED:])

    def instead(self, place: Place) -> Way:
        """Here is another place now: a search that is typed on."""
        return replace(self, here=place)

    def back(self) -> Way:
        if not self.behind:
            return self
        return Way(self.behind[-1], self.behind[:-1], (self.here, *self.ahead))

    def forward(self) -> Way:
        if not self.ahead:
            return self
        return Way(self.ahead[0], (*self.behind, self.here), self.ahead[1:])
