"""What the window talks to: calls from any thread, carried out one after the other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from app.player.engine.api import Player, PlayerState, Report
from app.player.session.controller import PlaybackController
from app.player.session.mailbox import Mailbox
from app.player.session.play import SegmentedPlay
from app.player.session.prefetch import Habits
from app.server.videos import Playback

logger = logging.getLogger(__name__)


class PlaybackSession:
    """Joins the engine, the gateway and the controller behind one set of calls.

    Every method returns at once and may be called from any thread. `on_change` hears each new
    `PlayerState` on a thread of the player's, at most ten times a second. `playback_of` asks the
    backend how to play a video; it blocks, and is called on a thread of the session's.
    `on_left` hears what each play of a video was like once it is over, on the session's thread.
    """

    def __init__(
        self,
        player: Player,
        playback_of: Callable[[str], Playback],
        on_change: Callable[[PlayerState], None],
        *,
        habits: Habits | None = None,
        on_left: Callable[[PlayerState], None] = lambda _state: None,
    ) -> None:
        self._mailbox = Mailbox()
        self._controller = PlaybackController(
            player, playback_of, self._mailbox, habits or Habits(), on_change, on_left
        )
        player.listen(self._hear)
        self._thread = threading.Thread(target=self._run, name="matinee-player", daemon=True)
        self._thread.start()

    @property
    def state(self) -> PlayerState:
        return self._controller.state

    def rungs_played(self) -> tuple[int, ...]:
        """The rung of each segment so far, in the film's order; for reports and benches."""
        play = self._controller.play
        picture = play.picture if isinstance(play, SegmentedPlay) else None
        return picture.rungs() if picture is not None else ()

    # Opening

    def open(
        self, video_id: str, playback: Playback | None = None, start_seconds: float | None = None
    ) -> None:
        """Play a video of the backend; from where it was left, unless told otherwise."""
        self._post(lambda: self._controller.open_video(video_id, playback, start_seconds))

    def open_url(self, url: str, start_seconds: float = 0.0) -> None:
        """Play an HLS playlist, a DASH manifest or a file of somebody else's."""
        self._post(lambda: self._controller.open_url(url, start_seconds))

    def open_file(self, path: Path) -> None:
        """Play a local file."""
        self._post(lambda: self._controller.open_file(path.resolve()))

    def prefetch(self, video_id: str) -> None:
        """Fetch what the first frame needs: the pointer rests on a video."""
        self._mailbox.aside(lambda: self._controller.prefetch(video_id))

    def stop(self) -> None:
        self._post(self._controller.stop)

    def close(self) -> None:
        """End everything, the engine too; blocks for about a second at most.

        The picture's surface must have been released before.
        """
        self._post(self._controller.end)
        self._thread.join()

    # Controls

    def play(self) -> None:
        self._post(self._controller.resume)

    def pause(self) -> None:
        self._post(self._controller.pause)

    def toggle(self) -> None:
        self._post(self._controller.toggle)

    def seek(self, seconds: float) -> None:
        self._post(lambda: self._controller.seek(seconds))

    def set_volume(self, percent: float) -> None:
        self._post(lambda: self._controller.set_volume(percent))

    def set_muted(self, muted: bool) -> None:
        self._post(lambda: self._controller.set_muted(muted))

    def set_speed(self, factor: float) -> None:
        self._post(lambda: self._controller.set_speed(factor))

    def choose_rendition(self, name: str | None) -> None:
        """Keep to one quality from the present moment on; None chooses by itself again."""
        self._post(lambda: self._controller.choose(name))

    def set_subtitle(self, index: int | None) -> None:
        self._post(lambda: self._controller.set_subtitle(index))

    def set_sound(self, index: int) -> None:
        self._post(lambda: self._controller.choose_sound(index))

    def set_window_pixels(self, width: int, height: int) -> None:
        """The size of the picture on the screen: no rendition far above it is fetched."""
        self._post(lambda: self._controller.limit(window=(width, height)))

    def set_limits(self, max_height: int | None, max_bps: float | None) -> None:
        """The user's cap, and what a metered network may cost."""
        self._post(lambda: self._controller.limit(max_height=max_height, max_bps=max_bps))

    # The session's thread

    def _post(self, call: Callable[[], None]) -> None:
        self._mailbox.post(call)

    def _hear(self, report: Report) -> None:
        if self._controller.hear(report):
            self._mailbox.wake()

    def _run(self) -> None:
        controller = self._controller
        while not controller.closed:
            call = self._mailbox.next(ticking=controller.play is not None)
            try:
                call()
                controller.look()
            except Exception:
                logger.exception("The player failed")
                controller.fail("Something went wrong in the player. Open the video again.")
