"""What plays, as desktops show it, and what they may ask for: the same for every system."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PlaybackState(StrEnum):
    PLAYING = "Playing"
    PAUSED = "Paused"
    STOPPED = "Stopped"


class LoopStatus(StrEnum):
    """What is played again."""

    NONE = "None"
    TRACK = "Track"
    PLAYLIST = "Playlist"


@dataclass(frozen=True, slots=True)
class ListedFilm:
    """One that plays, or is queued; `number` tells it from the others. `picture` is the address of
    a file here, never one that lets others in at a server."""

    number: int
    title: str
    by: str = ""
    duration_seconds: float | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """`films` are those of the queue, in the order of playing, the present one among them."""

    state: PlaybackState = PlaybackState.STOPPED
    film: ListedFilm | None = None
    films: tuple[ListedFilm, ...] = ()
    position_seconds: float = 0.0
    rate: float = 1.0
    volume_percent: float = 100.0
    loop: LoopStatus = LoopStatus.NONE
    shuffled: bool = False
    has_next: bool = False
    has_previous: bool = False


class MediaButton(StrEnum):
    """As they are called on keyboards, and what else takes no words."""

    PLAY = "Play"
    PAUSE = "Pause"
    TOGGLE = "PlayPause"
    STOP = "Stop"
    NEXT = "Next"
    PREVIOUS = "Previous"
    RAISE = "Raise"
    QUIT = "Quit"


@dataclass(frozen=True, slots=True)
class PositionWanted:
    seconds: float


@dataclass(frozen=True, slots=True)
class VolumeWanted:
    percent: float


@dataclass(frozen=True, slots=True)
class RateWanted:
    factor: float


@dataclass(frozen=True, slots=True)
class LoopWanted:
    loop: LoopStatus


@dataclass(frozen=True, slots=True)
class ShuffleWanted:
    shuffled: bool


@dataclass(frozen=True, slots=True)
class AddressWanted:
    """Of a film, or of a file."""

    address: str


@dataclass(frozen=True, slots=True)
class FilmWanted:
    """One of those that are listed, by its number."""

    number: int


MediaCommand = (
    MediaButton
    | PositionWanted
    | VolumeWanted
    | RateWanted
    | LoopWanted
    | ShuffleWanted
    | AddressWanted
    | FilmWanted
)


class MediaKeys(Protocol):
    """A system's way to show what plays and to pass on what its keys mean. What it is made with
    hears a `MediaCommand`, on the thread that calls it."""

    def show(self, now: NowPlaying) -> None:
        """May be called many times a second; only what has changed goes out."""
