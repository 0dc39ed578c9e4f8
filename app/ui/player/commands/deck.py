"""What the commands of the player are done to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from app.player.engine.adjustments import Adjustment
from app.player.engine.api import Loop, PlayerState
from app.server.editing import Chapter
from app.ui.commands.command import UiCommand


class PlaybackCalls(Protocol):
    """What the controls ask of the playback session; every call returns at once."""

    def toggle(self) -> None: ...
    def play(self) -> None: ...
    def pause(self) -> None: ...
    def seek(self, seconds: float) -> None: ...
    def set_volume(self, percent: float) -> None: ...
    def set_muted(self, muted: bool) -> None: ...
    def set_speed(self, factor: float) -> None: ...
    def choose_rendition(self, name: str | None) -> None: ...
    def set_subtitle(self, index: int | None, *, second: bool = False) -> None: ...
    def add_subtitle_file(self, path: Path) -> None: ...
    def seek_subtitle(self, lines: int) -> None: ...
    def adjust(self, adjustment: Adjustment) -> None: ...
    def step_frame(self, *, forward: bool) -> None: ...
    def set_loop(self, loop: Loop | None) -> None: ...
    def set_sound(self, index: int) -> None: ...
    def play_whole(self) -> None: ...


class Wish(Enum):
    """What is not the session's to do, but the window's."""

    FULL_SCREEN = auto()
    STATISTICS = auto()
    QUEUE = auto()
    NEXT = auto()
    PREVIOUS = auto()
    MARK_START = auto()
    MARK_END = auto()
    COPY_LINK = auto()
    KEEP = auto()
    UPLOAD = auto()
    ASK_TIME = auto()
    SHEET = auto()
    PALETTE = auto()
    ESCAPE = auto()
    PIP = auto()
    MINI = auto()
    OTHER_SCREEN = auto()
    NEW_WINDOW = auto()
    SCREENSHOT = auto()
    PLAIN_SHOT = auto()
    COPY_SHOT = auto()
    SUBTITLE_FILE = auto()
    LOOP = auto()


class Deck(Protocol):
    """A player with its window, as far as commands know it."""

    @property
    def state(self) -> PlayerState: ...
    @property
    def chapters(self) -> Sequence[Chapter]: ...
    @property
    def has_link(self) -> bool:
        """Whether what plays can be shared."""

    @property
    def can_keep(self) -> bool:
        """Whether there is a server that videos can be downloaded from, for later."""

    @property
    def has_file(self) -> bool:
        """Whether what plays is a file of this computer."""

    def ask(self, question: Callable[[PlaybackCalls], None]) -> None:
        """Of the session, if there is one."""

    def want(self, wish: Wish) -> None: ...
    def offers(self, wish: Wish) -> bool:
        """Whether its window does that."""

    def is_on(self, wish: Wish) -> bool: ...


PlayerCommand = UiCommand[Deck]


def has_film(deck: Deck) -> bool:
    return bool(deck.state.duration_seconds)


def has_picture(deck: Deck) -> bool:
    return deck.state.has_picture


def offering(wish: Wish) -> Callable[[Deck], bool]:
    return lambda deck: deck.offers(wish)


def wanting(wish: Wish) -> Callable[[Deck], str]:
    """It shows by itself that it was done."""

    def want(deck: Deck) -> str:
        deck.want(wish)
        return ""

    return want
