"""What is asked of the window: to play films, and to say something in passing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from app.server.videos import Playback, Video
from app.ui.player.calls import Start


class Films(Protocol):
    def play(
        self,
        video: Video,
        start: Start | None = None,
        leave: Callable[[], Playback] | None = None,
    ) -> None:
        """`leave` asks anew for leave to watch it, where a link gives that."""

    def play_url(self, url: str) -> None: ...
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
