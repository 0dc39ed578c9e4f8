"""What the window talks to: one play at a time, from the click to the last report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.player.api import Player, PlayerState
from app.videos import Playback


class PlaybackSession:
    """Joins the engine, the gateway and the controller behind one set of calls.

    Every method returns at once and may be called from any thread. `on_change` hears each new
    `PlayerState` on a thread of the player's, at most ten times a second. `playback_of` asks the
    backend how to play a video; it blocks, and is called on a thread of the session's.
    """

    def __init__(
        self,
        player: Player,
        playback_of: Callable[[str], Playback],
        on_change: Callable[[PlayerState], None],
    ) -> None:
        self._player = player
        self._playback_of = playback_of
        self._on_change = on_change
        self._state = PlayerState()

    @property
    def state(self) -> PlayerState:
        return self._state

    def open(
        self, video_id: str, playback: Playback | None = None, start_seconds: float | None = None
    ) -> None:
        """Play a video of the backend; from where it was left, unless told otherwise."""

    def open_url(self, url: str) -> None:
        """Play an HLS playlist, a DASH manifest or a file of somebody else's."""

    def open_file(self, path: Path) -> None:
        """Play a local file."""

    def prefetch(self, video_id: str) -> None:
        """Fetch what the first frame needs: the pointer rests on a video."""

    def play(self) -> None: ...

    def pause(self) -> None: ...

    def toggle(self) -> None: ...

    def seek(self, seconds: float) -> None: ...

    def set_volume(self, percent: float) -> None: ...

    def set_muted(self, muted: bool) -> None: ...

    def set_speed(self, factor: float) -> None: ...

    def choose_rendition(self, name: str | None) -> None:
        """Keep to one quality from the present moment on; None chooses by itself again."""

    def set_subtitle(self, index: int | None) -> None: ...

    def set_sound(self, index: int) -> None: ...

    def set_window_pixels(self, width: int, height: int) -> None:
        """The size of the picture on the screen: no rendition far above it is fetched."""

    def stop(self) -> None: ...

    def close(self) -> None:
        """End everything, the engine too; blocks for less than a second.

        The picture's surface must have been released before.
        """
