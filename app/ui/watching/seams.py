"""What is asked of the window: to play films, and to say something in passing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from app.server.videos import Playback, Video
from app.ui.player.calls import Start


@dataclass(frozen=True, slots=True)
class Leave:
    """To watch, by a share link, or ("") a version of one's own film; `ask` asks for it anew, and
    blocks."""

    link_id: str
    ask: Callable[[], Playback]


class Films(Protocol):
    def play(
        self, video: Video, start: Start | None = None, leave: Leave | None = None
    ) -> None: ...

    def play_url(self, url: str, title: str = "") -> None:
        """Also of a file here."""

    def take_away(self, video_ids: Collection[str]) -> None:
        """These may not be watched any more."""


class Notices(Protocol):
    def say(
        self,
        words: str,
        label: str = "",
        do: Callable[[], object] | None = None,
        *,
        stays: bool = False,
    ) -> None:
        """In passing, perhaps with a button; one that `stays` waits for the user."""
